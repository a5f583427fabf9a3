"""Ties have dates; what passes from hand to hand after a long rest ties less, and is said to."""

from __future__ import annotations

import datetime as dt

import pytest

from finpath.engine import Engine
from tests.graph.identity.found import identities

TWO = """
    provider_id | merchant_id | opened_on  | closed_on  | {kind}
    a           | first       | 2020-01-01 | 2020-12-31 | x
    b           | second      | {opens}    | 2024-12-31 | x
"""


def test_a_tie_holds_for_the_days_in_which_both_had_it(engine: Engine) -> None:
    tie = identities(engine, TWO.format(kind="phone", opens="2020-06-01")).tie("phone")
    assert (tie.one, tie.other, tie.relation) == ("a/first", "b/second", "same_controller")
    assert (tie.valid_from, tie.valid_to, tie.gap_days) == (dt.date(2020, 6, 1), dt.date(2020, 12, 31), 0)
    assert (tie.source, tie.confidence, tie.joins) == ("a and b", 0.85, True)


def test_what_passes_on_is_dated_to_the_day_it_does(engine: Engine) -> None:
    tie = identities(engine, TWO.format(kind="phone", opens="2021-01-10")).tie("phone")
    assert (tie.valid_from, tie.valid_to, tie.gap_days) == (dt.date(2021, 1, 10), dt.date(2021, 1, 10), 10)
    assert tie.joins


@pytest.mark.parametrize(
    ("kind", "joins"),
    [("phone", False), ("domain", False), ("email", False), ("principal", True), ("settlement_account", True)],
)
def test_after_two_years_only_what_nobody_else_is_given_joins(engine: Engine, kind: str, joins: bool) -> None:  # noqa: FBT001
    value = TWO.format(kind=kind, opens="2022-12-31").replace("| x", "| x.example")
    found = identities(engine, value)
    assert found.tie(kind).joins is joins
    assert found.groups == ({frozenset({"a/first", "b/second"})} if joins else set())
    assert any("long gap" in note for note in found.notes) is not joins


def test_payments_beyond_the_papers_lengthen_a_life(engine: Engine) -> None:
    found = identities(
        engine,
        "merchant_id | opened_on | closed_on | phone\n a | 2026-01-01 | 2026-01-31 | x\n b | 2026-06-01 | | x",
        "merchant_id | payer_ref | occurred_at\n a | q | 2026-05-20 12:00\n b | q | 2026-05-25 12:00",
    )
    tie = found.tie("phone")
    assert (tie.valid_from, tie.valid_to, tie.gap_days) == (dt.date(2026, 5, 25), dt.date(2026, 5, 25), 5)


def test_no_dates_make_no_gap(engine: Engine) -> None:
    tie = identities(engine, "merchant_id | phone\n a | x\n b | x").tie("phone")
    assert (tie.valid_from, tie.valid_to, tie.gap_days, tie.joins) == (None, None, 0, True)


def test_a_chain_breaks_only_where_the_rest_was_long(engine: Engine) -> None:
    found = identities(
        engine,
        """
        merchant_id | opened_on  | closed_on  | phone
        a           | 2015-01-01 | 2015-06-30 | x
        b           | 2015-07-01 | 2015-12-31 | x
        c           | 2020-01-01 | 2020-06-30 | x
        d           | 2020-07-01 | 2020-12-31 | x
        """,
    )
    assert found.groups == {frozenset({"p/a", "p/b"}), frozenset({"p/c", "p/d"})}
    assert [tie.joins for tie in found.ties] == [True, False, True]


def test_who_still_holds_it_bridges_the_short_lived(engine: Engine) -> None:
    found = identities(
        engine,
        """
        merchant_id | opened_on  | closed_on  | phone
        long        | 2010-01-01 | 2025-12-31 | x
        short       | 2011-01-01 | 2011-02-28 | x
        late        | 2025-01-01 | 2025-12-31 | x
        """,
    )
    assert len(found.groups) == 1
    assert {(tie.one, tie.other) for tie in found.ties} == {("p/late", "p/long"), ("p/long", "p/short")}


def test_what_two_often_share_is_listed_and_joins_nobody(engine: Engine) -> None:
    found = identities(
        engine,
        """
        provider_id | merchant_id | descriptor      | parent_id
        p           | a           | WEBPIXELPAY*071 | house
        q           | b           | WEBPIXELPAY 344 |
        p           | c           | BAKERY          | house
        """,
    )
    assert {(tie.kind, tie.joins) for tie in found.ties} == {("descriptor_family", False), ("parent", False)}
    assert found.groups == set()


def test_descriptors_of_payments_serve_where_the_merchant_has_none(engine: Engine) -> None:
    found = identities(
        engine,
        "",
        """
        merchant_id | descriptor       | payer_ref | times
        a           | WEBPIXELPAY*071  | q*        | 3
        a           | SOMETHING ELSE   | q*        | 1
        b           | WEBPIXELPAY 344  | q*        | 2
        """,
    )
    assert found.tie("descriptor_family").confidence == 0.3
