"""What `finpath.synth.write` promises: the same bytes, members that keep the contract, a truth that is there."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pytest

from finpath.synth import life, plants, write
from finpath.tables.contract import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.synth.reading import Coalition

MEMBERS = {"acquirer-north", "acquirer-south", "wallet", "remitter", "hotline"}
TYPOLOGIES = {"distributor", "hidden", "camouflage", "laundering", "receivers", "reopened"}


def digests(folder: Path) -> dict[str, str]:
    """Hash every file below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def small(folder: Path, seed: int) -> dict[str, str]:
    """Write a small coalition and hash it."""
    write(folder / "contributions", seed=seed, payers=1_200, merchants=260, days=90)
    return digests(folder)


def test_same_seed_gives_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, second, other = (small(tmp_path / name, seed) for name, seed in (("a", 7), ("b", 7), ("c", 8)))
    assert first == second
    assert all(first[name] != other[name] for name in first if name in other and not name.endswith(".toml"))


def test_tiny_coalition_is_written(tmp_path: Path) -> None:
    write(tmp_path / "contributions", payers=40, merchants=12, days=20)
    assert {path.parent.name for path in tmp_path.rglob("contribution.toml")} == MEMBERS


def test_truth_goes_where_it_is_told(tmp_path: Path) -> None:
    write(tmp_path / "contributions", payers=300, merchants=60, days=60, truth=tmp_path / "answers" / "known.csv")
    assert (tmp_path / "answers" / "known.csv").exists()
    assert not (tmp_path / "truth.csv").exists()


def test_manifests_keep_the_contract(folder: Path) -> None:
    manifests = {path.parent.name: tomllib.loads(path.read_text()) for path in folder.glob("*/contribution.toml")}
    assert set(manifests) == MEMBERS
    for name, manifest in manifests.items():
        assert manifest["provider"]["id"] == name
        assert manifest["agreement"]["purpose"] == "detect commercial child sexual exploitation"
        assert manifest["agreement"]["expires_on"].isoformat() == "2027-12-31"
        assert all(file["table"] in TABLES for file in manifest["files"])
        assert all(list((folder / name).glob(file["path"])) for file in manifest["files"])


@pytest.mark.parametrize("name", ["transactions", "merchants", "transfers", "reports"])
def test_columns_are_the_contracts(coalition: Coalition, name: str) -> None:
    known = {column.name: column for column in TABLES[name]}
    table = coalition.tables[name]
    assert set(table.column_names) - {"row", "provider_id", "provider_id "} <= set(known)
    for column in table.column_names:
        if column in known and known[column].codes:
            assert set(table[column].drop_null().unique().to_pylist()) <= set(known[column].codes)


def test_sizes_are_those_of_the_demonstration(coalition: Coalition) -> None:
    merchants = coalition.tables["merchants"]
    assert 250_000 < len(coalition.tables["transactions"]) < 400_000
    assert 2_200 < len(merchants) < 3_000
    assert 0.035 < len(coalition.truth) / len(merchants) < 0.055


def test_truth_names_merchants_that_exist(coalition: Coalition) -> None:
    table = coalition.tables["merchants"]
    known = set(zip(table["provider_id"].to_pylist(), table["merchant_id"].to_pylist(), strict=True))
    planted = [(row["provider_id"], row["merchant_id"]) for row in coalition.truth]
    assert set(planted) <= known
    assert len(set(planted)) == len(planted)


def test_every_typology_is_planted_in_groups_of_several_sizes(coalition: Coalition) -> None:
    sizes = Counter((row["typology"], row["group"]) for row in coalition.truth)
    assert {typology for typology, _ in sizes} == TYPOLOGIES == set(plants.names())
    for typology in TYPOLOGIES:
        assert len({size for (of, _), size in sizes.items() if of == typology}) > 1


def test_some_planted_are_reported_and_most_are_not(coalition: Coalition) -> None:
    reported = [row["reported"] for row in coalition.truth]
    assert 0.05 < reported.count("true") / len(reported) < 0.3
    assert set(coalition.tables["reports"]["status"].to_pylist()) == {"confirmed", "alleged", "withdrawn"}


def test_few_rows_are_faulty(coalition: Coalition) -> None:
    table = coalition.tables["transactions"]
    negative = pc.sum(pc.starts_with(table["amount"], "-")).as_py()
    nowhen = table["occurred_at"].null_count
    repeats = len(table) - len(
        set(zip(*(table[c].to_pylist() for c in ("provider_id", "transaction_id")), strict=True))
    )
    assert negative > 0
    assert nowhen > 0
    assert repeats > 0
    assert negative + nowhen + repeats + table["payer_ref"].null_count < 0.003 * len(table)


def test_domains_are_reserved_for_examples(coalition: Coalition) -> None:
    for table in ("merchants", "reports"):
        assert all(name.endswith(".example") for name in coalition.tables[table]["domain"].drop_null().to_pylist())


def test_every_kind_of_life_says_what_it_imitates() -> None:
    assert len(life.names()) >= 20
