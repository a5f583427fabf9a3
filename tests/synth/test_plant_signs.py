"""Planted purchases are purchases wherever their provider says so: in a sign, in one of two columns, in a word."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from finpath.engine import DuckDB
from finpath.ingest import Keys, Ledger, LoadOptions, load
from finpath.synth import plant
from tests.synth import banks

KINDS = "SELECT kind FROM transactions WHERE file = :file"
Row = dict[str, str]
SAYS: dict[str, Callable[[Row], bool]] = {
    "signs": lambda row: row["amount"].startswith("-"),
    "columns": lambda row: "," in row["Soll"] and not row["Haben"],
    "words": lambda row: row["Af Bij"] == "Af" and "," in row["Bedrag"],
    "sheet": lambda row: bool(row["Debit"]) and not row["Credit"],
    "export": lambda row: row["kind"] != "purchase" or not row["amount"].startswith("-"),
}
"""How a purchase is told from what came back, in the rows of each."""

PRICES = {"signs": "amount", "columns": "Soll", "words": "Bedrag", "sheet": "Debit", "export": "amount"}


@dataclass(frozen=True)
class Bank:
    """A bank with plants."""

    name: str
    ledger: Ledger
    rows: tuple[Row, ...]


@pytest.fixture(scope="module", params=banks.NAMES)
def bank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    name = str(request.param)
    folder = tmp_path_factory.mktemp(name)
    out = folder / "out" / "planted"
    plant(banks.write(folder / "given", name), out, seed=3, groups_per_kind=1, camouflage=0)
    text = (out / f"{name}-supplement" / "t.csv").read_text("utf-8")
    delimiter = ";" if name in {"signs", "columns"} else ","
    with DuckDB() as engine:
        ledger = load(out, engine=engine, options=LoadOptions(Keys(bytes(32))))
        yield Bank(name, ledger, tuple(csv.DictReader(text.splitlines(), delimiter=delimiter)))


def test_everything_planted_is_taken(bank: Bank) -> None:
    assert not bank.ledger.refusals
    assert all(file.taken == file.rows > 0 for file in bank.ledger.files)


def test_purchases_stay_purchases(bank: Bank) -> None:
    before, after = (
        Counter(kind or "purchase" for (kind,) in bank.ledger.engine.rows(KINDS, {"file": file.index}))
        for file in bank.ledger.files
        if file.table == "transactions"
    )
    assert len(bank.rows) == after.total() > 100
    assert set(after) <= set(before)
    assert after["purchase"] > 0.9 * after.total()


def test_it_is_said_as_the_bank_says_it(bank: Bank) -> None:
    assert all(SAYS[bank.name](row) for row in bank.rows)


def test_prices_are_planted_not_those_of_the_rows_that_show_how(bank: Bank) -> None:
    """Somebody who imitates nobody sells at a few prices, and nobody else there does."""
    ids = {"columns": "Tegenpartij"}.get(bank.name, "merchant_id")
    shops: dict[str, Counter[str]] = {}
    for row in bank.rows:
        shops.setdefault(row[ids], Counter())[row[PRICES[bank.name]]] += 1
    assert max(most.most_common(1)[0][1] for most in shops.values()) > 5
