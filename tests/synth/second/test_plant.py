from __future__ import annotations

import csv
import hashlib
import shutil
from pathlib import Path

import pytest

from finpath.synth.second.book import Book, load, present
from finpath.synth.second.kinds import KINDS
from finpath.synth.second.manifest import read
from finpath.synth.second.plant import plant
from finpath.synth.second.written import read_times

MEMBERS = ("council", "north", "purse")


@pytest.fixture(scope="module")
def planted(coalition: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("planted") / "contributions"
    plant(coalition, out, seed=5, groups_per_kind=1, reported="one")
    return out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def book(folder: Path) -> Book:
    found = load(read(folder))
    assert found is not None
    return found


def merchants(folder: Path) -> set[str]:
    """Every merchant that the transactions of a member name, in whichever of its files."""
    sheets = book(folder).sheets
    column = {"council": "shop"}.get(folder.name, "merchant_id")
    return {text for sheet in sheets for text in sheet.table[column].to_pylist()}


def test_every_kind_is_planted_and_listed(planted: Path) -> None:
    assert {row["typology"] for row in rows(planted.parent / "truth.csv")} == set(KINDS)


def test_every_merchant_of_the_lists_is_paid(planted: Path) -> None:
    paid = {(name, merchant) for name in MEMBERS for merchant in merchants(planted / name)}
    for name in ("truth.csv", "innocent.csv"):
        assert {(row["provider_id"], row["merchant_id"]) for row in rows(planted.parent / name)} <= paid


def test_no_merchant_is_planted_and_innocent(planted: Path) -> None:
    truth, innocent = (
        {(row["provider_id"], row["merchant_id"]) for row in rows(planted.parent / name)}
        for name in ("truth.csv", "innocent.csv")
    )
    assert not truth & innocent


def test_originals_stay_as_they_are(coalition: Path, planted: Path) -> None:
    before, after = digests(coalition), digests(planted)
    assert all(after[path] == digest for path, digest in before.items() if not path.endswith(".toml"))
    assert all(
        (planted / path).read_text().startswith((coalition / path).read_text().rstrip())
        for path in before
        if path.endswith(".toml")
    )


def test_the_same_seed_plants_the_same_bytes(coalition: Path, planted: Path, tmp_path: Path) -> None:
    plant(coalition, tmp_path / "again" / "contributions", seed=5, groups_per_kind=1, reported="one")
    assert digests(tmp_path / "again") == digests(planted.parent)


def test_another_seed_plants_something_else(coalition: Path, planted: Path, tmp_path: Path) -> None:
    truth = plant(coalition, tmp_path / "contributions", seed=6, groups_per_kind=1)
    assert truth.read_text() != (planted.parent / "truth.csv").read_text()


@pytest.fixture(scope="module")
def alone(coalition: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each member planted into by itself, so that its own files get new rows."""
    folders: dict[str, Path] = {}
    for member in MEMBERS:
        home = tmp_path_factory.mktemp(member)
        shutil.copytree(coalition / member, home / "before" / member)
        plant(home / "before", home / "after", seed=5, groups_per_kind=1)
        folders[member] = home / "after" / member
    return folders


@pytest.mark.parametrize(("member", "unit"), [("council", "D"), ("purse", "m"), ("north", "s")])
def test_new_rows_are_as_fine_as_the_old(coalition: Path, alone: dict[str, Path], member: str, unit: str) -> None:
    old, new = book(alone[member]).sheets
    assert book(coalition / member).clock.unit == unit
    column = present(new, "occurred_at")[0]
    _, clock = read_times(new.table[column], old.spec.option("date_format", ""), None)
    assert clock.unit == unit


def test_days_decimal_commas_and_columns_are_those_of_the_provider(alone: dict[str, Path]) -> None:
    old, new = book(alone["council"]).sheets
    assert new.table.column_names == old.table.column_names
    assert all(len(text) == 10 and text[2] == "/" for text in new.table["day"].to_pylist())
    assert all("." not in text and text.partition(",")[2].isdigit() for text in new.table["sum"].to_pylist())
    assert set(new.table["unit"].to_pylist()) <= set(old.table["unit"].to_pylist())


def test_times_keep_their_offset_and_amounts_stay_numbers(alone: dict[str, Path]) -> None:
    old, new = book(alone["purse"]).sheets
    assert all(text.endswith("+01:00") and len(text) == 22 for text in new.table["occurred_at"].to_pylist())
    assert new.table.schema.types == old.table.schema.types


def test_parquet_keeps_its_types_and_ids_stay_unique(alone: dict[str, Path]) -> None:
    old, new = book(alone["north"]).sheets
    assert new.table.schema.types == old.table.schema.types
    ids = old.table["transaction_id"].to_pylist() + new.table["transaction_id"].to_pylist()
    assert len(ids) == len(set(ids))


def test_new_merchants_are_in_the_register_and_send_money_on(alone: dict[str, Path]) -> None:
    folder = alone["north"]
    specs = {table: read(folder).of(table) for table in ("merchants", "transfers")}
    assert [len(found) for found in specs.values()] == [2, 2]


def test_some_payers_are_new_and_all_new_payers_shop_elsewhere(alone: dict[str, Path]) -> None:
    old, new = book(alone["north"]).sheets
    listed = {
        row["merchant_id"]
        for name in ("truth.csv", "innocent.csv")
        for row in rows(alone["north"].parent.parent / name)
    }
    fresh = set(new.table["payer_ref"].to_pylist()) - set(old.table["payer_ref"].to_pylist())
    pairs = zip(new.table["payer_ref"].to_pylist(), new.table["merchant_id"].to_pylist(), strict=True)
    shopping = {payer for payer, merchant in pairs if merchant not in listed}
    assert fresh
    assert fresh <= shopping


@pytest.mark.parametrize("share", ["none", "one", "half"])
def test_reports_name_a_share_of_each_group(coalition: Path, tmp_path: Path, share: str) -> None:
    truth = rows(plant(coalition, tmp_path / "c", seed=7, groups_per_kind=1, reported=share))  # type: ignore[arg-type]
    reported = {(row["provider_id"], row["merchant_id"]) for row in truth if row["reported"] == "true"}
    assert bool(reported) == (share != "none") == (tmp_path / "c" / "second-hotline").exists()
    if share != "none":
        reports = rows(tmp_path / "c" / "second-hotline" / "reports.csv")
        confirmed = {(row["provider_id"], row["merchant_id"]) for row in reports if row["status"] == "confirmed"}
        assert confirmed == reported
        for group in {row["group"] for row in truth}:
            found = [row["reported"] for row in truth if row["group"] == group]
            assert len(found) == 1 or "false" in found


def test_domains_end_in_example(alone: dict[str, Path]) -> None:
    specs = read(alone["north"]).of("merchants")
    assert len(specs) == 2
    domains = [text for spec in specs for text in _domains(alone["north"] / spec.path)]
    assert all(domain.endswith(".example") for domain in domains)


def _domains(path: Path) -> list[str]:
    from pyarrow import parquet  # noqa: PLC0415 - only here

    found: list[str] = parquet.read_table(path)["domain"].to_pylist()
    return found
