"""What `finpath.synth.plant` promises: originals untouched, plants in the providers' own form, a true answer."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from finpath.engine import DuckDB
from finpath.errors import ConfigError
from finpath.ingest import Keys, Ledger, LoadOptions, load
from finpath.synth import plant, plants
from finpath.synth.planting.hotline import choose_accounts
from finpath.synth.planting.planned import PlantedAccount
from finpath.synth.shop import Shop
from tests.quality.evaluation import backgrounds
from tests.synth import members

WANTED = "SELECT merchant, typology FROM merchant_accounts JOIN truth USING (provider_id, merchant_id)"
PAYERS = """
    SELECT DISTINCT payer_tokens.token
    FROM transactions
    JOIN payer_tokens ON payer_tokens.payer = transactions.payer
    WHERE {} (SELECT 1 FROM wanted WHERE wanted.merchant = transactions.merchant)
"""
PRICES = """
    SELECT transactions.merchant, transactions.amount, count(*) AS times
    FROM transactions
    JOIN wanted ON wanted.merchant = transactions.merchant
    WHERE wanted.typology IN ('distributor', 'hidden')
    GROUP BY transactions.merchant, transactions.amount
"""


@dataclass(frozen=True)
class World:
    """A folder of contributions, loaded, with what is planted in it."""

    folder: Path
    truth: tuple[dict[str, str], ...]
    ledger: Ledger

    def column(self, sql: str) -> list[object]:
        return [row[0] for row in self.ledger.engine.rows(sql)]

    @property
    def merchants(self) -> set[tuple[object, ...]]:
        return set(self.ledger.engine.rows("SELECT provider_id, merchant_id FROM merchant_accounts"))

    @property
    def planted(self) -> set[tuple[str, str]]:
        return {(row["provider_id"], row["merchant_id"]) for row in self.truth}


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def answer(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@contextmanager
def loaded(folder: Path, truth: tuple[dict[str, str], ...] = ()) -> Iterator[World]:
    with DuckDB() as engine:
        ledger = load(folder, engine=engine, options=LoadOptions(Keys(bytes(32))))
        names = ("provider_id", "merchant_id", "typology")
        columns = {name: pa.array([row[name] for row in truth], pa.string()) for name in names}
        engine.register("truth", pa.table(columns))
        engine.materialize("wanted", WANTED)
        yield World(folder, truth, ledger)


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Three small members."""
    with loaded(members.write(tmp_path_factory.mktemp("members") / "contributions")) as world:
        yield world


@pytest.fixture(scope="session")
def bare(before: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Plants that imitate nobody; one of each group is reported."""
    out = tmp_path_factory.mktemp("bare") / "contributions"
    truth = answer(plant(before.folder, out, seed=8, groups_per_kind=1, camouflage=0))
    with loaded(out, truth) as world:
        yield world


@pytest.fixture(scope="session")
def hidden(before: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Plants that imitate perfectly; half of each group is reported."""
    out = tmp_path_factory.mktemp("hidden") / "contributions"
    truth = answer(plant(before.folder, out, seed=7, groups_per_kind=1, camouflage=1, reports="half"))
    with loaded(out, truth) as world:
        yield world


def supplement(world: World, provider: str) -> Path:
    folder = world.folder / f"{provider}-supplement"
    (path,) = [path for path in folder.iterdir() if path.name.startswith(("trans", "cartes"))]
    return path


def test_what_was_handed_in_is_untouched(before: World, bare: World) -> None:
    old, new = digests(before.folder), digests(bare.folder)
    assert old.items() <= new.items()
    folders = {name.split("/")[0] for name in new.keys() - old.keys()}
    assert folders == {"office-supplement", "wallet-supplement", "shops-supplement", "hotline"}


def test_every_row_is_taken(bare: World, hidden: World) -> None:
    for world in (bare, hidden):
        assert not world.ledger.refusals
        assert all(file.taken == file.rows for file in world.ledger.files)
        assert world.planted <= world.merchants


def test_same_seed_gives_same_bytes_and_another_seed_others(
    before: World, bare: World, hidden: World, tmp_path: Path
) -> None:
    plant(before.folder, tmp_path / "c", seed=8, groups_per_kind=1, camouflage=0)
    assert digests(tmp_path / "c") == digests(bare.folder)
    assert not digests(hidden.folder).items() >= digests(bare.folder).items()
    assert bare.planted != hidden.planted


def test_groups_of_every_kind_are_planted(bare: World) -> None:
    groups = {(row["typology"], row["group"]) for row in bare.truth}
    assert Counter(typology for typology, _ in groups) == dict.fromkeys(plants.names(), 1)
    sizes = Counter(row["typology"] for row in bare.truth)
    assert all(plants.span(name)[0] <= sizes[name] <= plants.span(name)[1] for name in plants.names())


def test_streams_run_through_honest_shops_and_all_others_are_new(before: World, bare: World) -> None:
    for row in bare.truth:
        there = (row["provider_id"], row["merchant_id"]) in before.merchants
        assert there == (row["typology"] == "laundering")


def test_most_that_is_new_is_honest(before: World, bare: World) -> None:
    new = bare.merchants - before.merchants
    assert 0 < len(bare.planted & new) <= len(new) / 4


def test_payers_are_old_and_new_and_shop_elsewhere_too(before: World, bare: World) -> None:
    known = set(before.column("SELECT token FROM payer_tokens"))
    here, elsewhere = (set(bare.column(PAYERS.format(how))) for how in ("EXISTS", "NOT EXISTS"))
    assert 0.1 < len(here - known) / len(here) < 0.6
    assert here <= elsewhere


def test_office_writes_days_commas_and_its_own_columns(bare: World) -> None:
    path = supplement(bare, "office")
    text = zstandard.ZstdDecompressor().decompress(path.read_bytes()).decode("cp1252")
    header, *rows = text.removesuffix("\r\n").split("\r\n")
    assert (path.name, header) == ("cartes-2.csv.zst", "jour;commerçant;carte;montant;service;équipe")
    shape = re.compile(r"\d\d/\d\d/2025;\w+ \w+ \d{4};\*{4}\d{4};-?\d+,\d\d;S\d;équipe \d")
    assert not [row for row in rows if not shape.fullmatch(row)]
    assert 0.01 < sum(";-" in row for row in rows) / len(rows) < 0.06
    days = [row[:10].split("/")[::-1] for row in rows]
    assert days == sorted(days)
    assert {one.id: one.time_precision for one in bare.ledger.providers}["office"] == "day"


def test_wallet_writes_numbers_and_ticks(bare: World) -> None:
    lines = [json.loads(line) for line in supplement(bare, "wallet").read_text("utf-8").splitlines()]
    assert all(isinstance(row["occurred_at"], int) and isinstance(row["amount"], float) for row in lines)
    shapes = {"payer_ref": r"\+4477009\d{5}", "transaction_id": r"W\d{7}", "merchant_id": r"p_\d{5}"}
    for name, shape in shapes.items():
        assert not [row[name] for row in lines if not re.fullmatch(shape, row[name])]


def test_receivers_are_persons_with_papers(bare: World) -> None:
    lines = (bare.folder / "wallet-supplement" / "merchants.jsonl").read_text("utf-8").splitlines()
    papers = {row["merchant_id"]: row for row in map(json.loads, lines)}
    receivers = [row["merchant_id"] for row in bare.truth if row["typology"] == "receivers"]
    assert receivers
    assert all(papers[name]["kind"] == "payee" for name in receivers)
    assert len({row["phone"] for row in papers.values()}) > 0.8 * len(papers)


def test_acquirer_writes_typed_columns_and_counts_on(before: World, bare: World) -> None:
    path = supplement(bare, "shops")
    old, new = pq.read_table(before.folder / "shops" / path.name), pq.read_table(path)
    assert new.schema == old.schema
    assert new["transaction_id"].to_pylist() == list(range(6_500, 6_500 + len(new)))
    assert set(new["merchant_id"].to_pylist()) - set(old["merchant_id"].to_pylist()) <= set(range(40, 400))
    assert new["occurred_at"].to_pylist() == sorted(new["occurred_at"].to_pylist())
    assert {at.hour for at in new["occurred_at"].to_pylist()} <= set(range(6, 23))


def test_reports_name_one_or_half_of_a_group(bare: World, hidden: World) -> None:
    for world in (bare, hidden):
        for group in {row["group"] for row in world.truth}:
            told = [row["reported"] for row in world.truth if row["group"] == group]
            assert told.count("true") == (1 if world is bare else (len(told) + 1) // 2)
        named = Counter(world.ledger.engine.rows("SELECT provider_id, merchant_id FROM reports"))
        reported = [row for row in world.truth if row["reported"] == "true"]
        assert named == Counter((row["provider_id"], row["merchant_id"]) for row in reported)


def test_without_reports_nobody_is_named() -> None:
    shops = [Shop(key=f"hidden-{i}", member="office", mcc="", country=0) for i in range(5)]
    accounts = [PlantedAccount(shop, "hidden-0", "hidden", new=True) for shop in shops]
    assert {how: len(choose_accounts(accounts, how, np.random.default_rng(1))) for how in ("none", "one", "half")} == {
        "none": 0,
        "one": 1,
        "half": 3,
    }


def test_ids_are_given_in_no_order(before: World, bare: World) -> None:
    new = bare.merchants - before.merchants
    for provider in ("office", "shops", "wallet"):
        ids = sorted((str(name) for owner, name in new if owner == provider), key=lambda name: (len(name), name))
        places = [i / len(ids) for i, name in enumerate(ids) if (provider, name) in bare.planted]
        assert 0.25 < sum(places) / len(places) < 0.75


def test_camouflage_hides_fixed_prices(bare: World, hidden: World) -> None:
    share = {}
    for world in (bare, hidden):
        rows = world.ledger.engine.rows(PRICES)
        counts = Counter[object]()
        most: dict[object, int] = {}
        for merchant, _, times in rows:
            counts[merchant] += int(str(times))
            most[merchant] = max(most.get(merchant, 0), int(str(times)))
        share[world.folder] = sum(most.values()) / counts.total()
    assert share[bare.folder] > 0.3
    assert share[hidden.folder] < 0.15


@pytest.mark.parametrize(
    ("groups", "camouflage", "reports", "sentence"),
    [(2, 1.5, "one", "from 0"), (0, 0.5, "one", "at least one"), (2, 0.5, "all", "none, one, half")],
)
def test_wrong_options_are_named(tmp_path: Path, groups: int, camouflage: float, reports: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        plant(tmp_path, tmp_path / "c", seed=1, groups_per_kind=groups, camouflage=camouflage, reports=reports)


def test_nothing_that_is_there_is_overwritten(before: World, tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("mine")
    with pytest.raises(ConfigError, match="never overwritten"):
        plant(before.folder, tmp_path / "c", seed=1)
    with pytest.raises(ConfigError, match="inside the contributions"):
        plant(before.folder, before.folder / "c", seed=1)
    with pytest.raises(ConfigError, match="not empty"):
        plant(before.folder, tmp_path, seed=1)
    assert (tmp_path / "truth.csv").read_text() == "mine"


@pytest.mark.field
@pytest.mark.parametrize("background", [backgrounds.birmingham, backgrounds.fdh])
def test_payments_of_others_take_plants(tmp_path: Path, background: Callable[[Path], Path]) -> None:
    source, out = background(tmp_path / "before"), tmp_path / "after" / "c"
    truth = answer(plant(source, out, seed=1))
    with loaded(out, truth) as world:
        assert {row["typology"] for row in truth} == set(plants.names())
        assert world.planted <= world.merchants
        assert not [file for file in world.ledger.files if "supplement" in file.path and file.rejected]
