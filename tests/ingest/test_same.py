"""The same rows, however often, under whatever name and in whatever order: the same ledger."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath import graph
from finpath.engine import DuckDB
from tests.ingest.coalition import Coalition, rows
from tests.ingest.test_property import GOOD, ROWS

ENTRY = '[[files]]\ntable = "transactions"\npath = "{}"\n'
OWN_IDS = '[files.columns]\ntransaction_id = "@row"\n'
CONTENT = (
    "(provider_id, transaction_id, occurred_at, payer, payer_country, merchant, amount, currency, amount_eur, kind, "
    "related_id, descriptor, purpose, timed, zone, counted)"
)


def ledger(coalition: Coalition) -> list[object]:
    """All that a ledger says of its transactions, but not in which row of which file each stood."""
    return coalition.column(CONTENT, order="provider_id, transaction_id")


@pytest.mark.parametrize("columns", ["", OWN_IDS])
def test_the_same_file_under_another_name_or_packed_changes_nothing(coalition: Coalition, columns: str) -> None:
    text = rows({}, {"kind": "refund", "related_id": "t1"}, {"amount": "3"})
    files: dict[str, str | bytes] = {"a.csv": text}
    coalition.hand_in("north", files, ENTRY.format("*.csv*") + columns)
    once = [coalition.load(), ledger(coalition)][1]
    files |= {"b.csv": text, "c.csv.gz": gzip.compress(text.encode()), "a.csv.bz2.csv": text}
    coalition.hand_in("north", files, ENTRY.format("*.csv*") + columns)
    loaded = coalition.load()
    assert ledger(coalition) == once
    assert [(file.taken, file.duplicates) for file in loaded.files] == [(3, 0), (0, 3), (0, 3), (0, 3)]


def test_a_providers_name_is_a_name_and_no_sql(coalition: Coalition) -> None:
    coalition.hand_in("o'brien", {"t.csv": rows({})})
    coalition.load()
    assert coalition.column("provider_id") == ["o'brien"]


@settings(max_examples=12, deadline=None)
@given(ROWS, st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_of_rows_and_files_gives_the_same_ledger(
    said: list[dict[str, str]], chance: object, count: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, DuckDB() as engine:
        found = []
        for turn in range(2):
            coalition = Coalition(Path(folder) / f"turn-{turn}", engine)
            files = _spread(said, count) if turn == 0 else _shuffled(_spread(said, count), chance)
            coalition.hand_in("north", {f"{n}.csv": rows(GOOD, *some) for n, some in enumerate(files)})
            taken = coalition.load()
            counts = [sum(getattr(file, name) for file in taken.files) for name in ("rows", "taken", "rejected")]
            reasons = sorted((one.column or "", one.reason) for one in taken.reasons)
            found.append((counts, sorted(set(reasons)), ledger(coalition)))
            for file in taken.files:
                assert file.rows == file.taken + file.rejected + file.duplicates + file.superseded + file.later
        assert found[0] == found[1]


def _spread(said: list[dict[str, str]], count: int) -> list[list[dict[str, str]]]:
    return [said[at::count] for at in range(count)]


def _shuffled(files: list[list[dict[str, str]]], chance: object) -> list[list[dict[str, str]]]:
    every = [row for file in files for row in file]
    chance.shuffle(every)  # type: ignore[attr-defined]
    return _spread(every, len(files))


def test_both_sides_of_a_payment_count_once_and_name_one_merchant(coalition: Coalition) -> None:
    references = [f"740000000000000000000{number:02}" for number in range(12)]
    acquired = [{"network_reference": one, "payer_ref": f"a{n}"} for n, one in enumerate(references)]
    issued = [{"network_reference": one, "payer_ref": f"i{n}", "merchant_id": "x9"} for n, one in enumerate(references)]
    coalition.hand_in("north", {"t.csv": rows(*acquired)})
    coalition.hand_in("issuer", {"t.csv": rows(*issued)}, kind="issuer")
    taken = coalition.load()
    assert coalition.column("count(*) FILTER (WHERE counted)", order="1") == [12]
    payments = graph.build(taken)
    del payments
    entities = coalition.column("entity_id", "entities", "merchant")
    assert len(entities) == 2
    assert len(set(entities)) == 1


def test_what_goes_back_is_nowhere_income(coalition: Coalition) -> None:
    said = (
        {"amount": "100"},
        {"amount": "40", "kind": "refund", "related_id": "t1"},
        {"amount": "60", "kind": "chargeback", "related_id": "t1"},
        {"amount": "60", "kind": "representment", "related_id": "t3"},
        {"amount": "7", "kind": "reversal", "related_id": "t1"},
    )
    coalition.hand_in("north", {"t.csv": rows(*said)})
    graph.build(coalition.load())
    assert coalition.column("(payments, volume_eur)", "links", "payer") == [(1, 100)]
    assert coalition.column("(transactions, volume_eur, returned_eur)", "merchants", "merchant") == [(1, 100, 47)]
