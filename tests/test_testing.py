from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

import pytest

from finpath.engine import DuckDB, Engine
from finpath.errors import RuleError
from finpath.rules import Example, Family, Rule, Source
from finpath.testing import check, ledger


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB() as engine:
        yield engine


def test_what_is_left_out_has_a_plain_value(engine: Engine) -> None:
    ledger(engine, transactions="merchant_id\nshop")
    [row] = engine.arrow("SELECT * FROM transactions").to_pylist()
    assert (row["provider_id"], row["transaction_id"], row["currency"], row["kind"]) == ("p", "t1", "EUR", "purchase")
    assert row["amount"] == row["amount_eur"] == Decimal(10)
    assert (row["timed"], row["zone"], row["payer_country"], row["counted"]) == (True, "UTC", None, True)


def test_times_repeats_a_row_and_every_moves_the_clock(engine: Engine) -> None:
    ledger(
        engine,
        transactions="""
            merchant_id | payer_ref | occurred_at      | times | every
            shop*%2     | p*        | 2026-01-01 23:00 | 3     | 90m
        """,
    )
    rows = engine.rows("SELECT merchant, payer, occurred_at FROM transactions ORDER BY occurred_at")
    assert [row[:2] for row in rows] == [(0, 0), (1, 1), (0, 2)]
    assert rows[2][2] == dt.datetime.fromisoformat("2026-01-02 02:00")


def test_a_date_without_a_time_is_not_timed(engine: Engine) -> None:
    ledger(engine, transactions="merchant_id | occurred_at\nshop | 2026-01-01")
    assert engine.scalar("SELECT timed FROM transactions") is False


def test_a_country_with_one_clock_has_a_zone(engine: Engine) -> None:
    ledger(engine, transactions="merchant_id | payer_country\na | DE\nb | US\nc | NL")
    assert engine.rows("SELECT zone FROM transactions ORDER BY merchant") == [("Europe/Berlin",), (None,), ("UTC",)]


def test_numbers_merchants_by_provider_and_id(engine: Engine) -> None:
    ledger(engine, transactions="provider_id | merchant_id\nq | a\np | b", merchants="merchant_id\nc")
    rows = engine.rows("SELECT merchant, provider_id, merchant_id, described FROM merchant_accounts ORDER BY merchant")
    assert rows == [(0, "p", "b", False), (1, "p", "c", True), (2, "q", "a", False)]


def test_knows_what_was_supplied(engine: Engine) -> None:
    world = ledger(engine, transactions="merchant_id | mcc\nshop | 5411", reports="merchant_id\nshop")
    assert {"transactions.mcc", "transactions.amount", "reports.status"} <= world.present
    assert "transactions.payer_country" not in world.present


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("merchant_id | amount\nshop", "has 1 cells"),
        ("merchant_id | colour\nshop | red", "a column colour"),
        ("merchant_id | amount\nshop | much", '"much" in column amount'),
        ("merchant_id | occurred_at | times | every\nshop | 2026-01-01 | 2 | soon", '"soon" is no spacing'),
    ],
)
def test_says_what_is_wrong_with_a_table(engine: Engine, table: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        ledger(engine, transactions=table)


@dataclass(frozen=True, kw_only=True)
class Large(Rule):
    """One payment is large. So is a car."""

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("background knowledge")
    requires: ClassVar = ("transactions.amount",)
    observable_by: ClassVar = ("acquirer",)
    weight: ClassVar = 1.0
    least: int = 100
    sql: ClassVar = """
        SELECT merchant AS subject_id, 1e0 AS score, volume_eur
        FROM merchants
        WHERE volume_eur >= :least
    """
    sentence: ClassVar = "It took {volume_eur:.2f} EUR."
    evidence: ClassVar = "p.amount >= :least"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("a large one", finds=("shop",), transactions="merchant_id | amount\nshop | 100"),
        Example("a small one", transactions="merchant_id | amount\nshop | 99"),
    )


class Blind(Large):
    """Finds nothing of what it should."""

    examples: ClassVar[tuple[Example, ...]] = (
        Example("a small one", finds=("shop",), transactions="merchant_id | amount\nshop | 9"),
    )


class Careless(Large):
    """Finds what it should leave alone."""

    examples: ClassVar[tuple[Example, ...]] = (Example("a large one", transactions="merchant_id | amount\nshop | 100"),)


class Boastful(Large):
    """Says what it does not know."""

    sentence: ClassVar = "It took {money} EUR."


class Demanding(Large):
    """Needs what nobody handed in."""

    requires: ClassVar = ("transactions.entry_mode",)


def test_a_good_rule_has_no_fault(engine: Engine) -> None:
    assert check(Large(), engine) == []


def test_says_that_a_hit_is_missed_and_a_look_alike_is_missing(engine: Engine) -> None:
    assert check(Blind(), engine) == [
        "blind has no look-alike that it leaves alone.",
        'blind, "a small one": p/shop should be found and was not.',
    ]


def test_says_that_a_look_alike_is_found(engine: Engine) -> None:
    wrong = check(Careless(), engine)
    assert 'careless, "a large one": p/shop should be left alone and was found.' in wrong


def test_says_that_a_sentence_asks_for_what_the_sql_does_not_answer(engine: Engine) -> None:
    assert any("its sentence cannot be filled in (KeyError('money'))" in fault for fault in check(Boastful(), engine))


def test_says_that_a_rule_did_not_run(engine: Engine) -> None:
    assert "it did not run: nobody contributed transactions.entry_mode." in check(Demanding(), engine)[0]


def test_opens_an_engine_of_its_own() -> None:
    assert check(Large()) == []
