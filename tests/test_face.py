"""Ledgers and graphs show themselves in a notebook by counts that are true, and by nobody's token."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from finpath.engine import DuckDB, Limits
from finpath.graph import PaymentGraph, build
from finpath.ingest import Ledger
from finpath.testing import ledger

PAID = """
    merchant_id | payer_ref | times | every
    shop*%3     | a*%40     | 120   | 7h
    lone        | one       | 2     | 1d
"""


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Ledger, PaymentGraph]]:
    with DuckDB(Limits(threads=1)) as engine:
        taken = ledger(engine, transactions=PAID)
        yield taken, build(taken)


def figure(shown: str, name: str) -> str:
    found = re.search(f"<dt>{name}</dt><dd>([^<]*)</dd>", shown)
    assert found
    return found[1]


def test_a_ledger_shows_who_gave_how_much(made: tuple[Ledger, PaymentGraph]) -> None:
    shown = made[0]._repr_html_()
    assert figure(shown, "transactions") == "122"
    assert figure(shown, "rows not taken") == "0"
    assert "Transactions by week" in shown
    weeks = [int(count) for count in re.findall(r"<title>[^<]*: (\d+)</title>", shown)]
    assert sum(weeks) == 122


def test_a_graph_shows_how_large_it_is(made: tuple[Ledger, PaymentGraph]) -> None:
    shown = made[1]._repr_html_()
    assert figure(shown, "merchant accounts") == "4"
    assert figure(shown, "payers") == "41"
    assert '1 to 4</th><td class="n">1</td>' in shown


def test_neither_shows_a_token(made: tuple[Ledger, PaymentGraph]) -> None:
    for shown in (each._repr_html_() for each in made):
        assert not re.search(r"\w+:[a-z2-7]{30,}", shown)
        assert "<script" not in shown
