"""What a report gives is bounded, told, and undone when it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from finpath.engine import DuckDB, Engine, Limits
from finpath.graph import PaymentGraph, build
from finpath.rules import run
from finpath.rules.report.near_reported import NearReported
from finpath.testing import ledger

PAID = """
    merchant_id | payer_ref | times | every
    crowd*%12   | *~97      | 500   | 1h
    known       | a*%9      | 18    | 1d
    other       | b*%9      | 18    | 1d
    near        | a*%8      | 16    | 1d
    between     | a*%6      | 12    | 1d
    between     | b*%6      | 12    | 1d
    beyond      | b*%5      | 15    | 1d
"""
HEADER = "report_id | merchant_id | provider_id | status | reported_at\n"
KNOWN = "r1 | known | p | confirmed | 2026-03-10 12:00\n"
AGAIN = "r3 | known | p | confirmed | 2026-03-10 13:00\n"
OTHER = "r2 | other | p | confirmed | 2026-03-11 12:00\n"
UNDONE = "r1 | known | p | withdrawn | 2026-03-20 12:00\n"

STANDS = "SELECT merchant_id, lift_without_one FROM merchants WHERE payers > 0"
LIFT = "SELECT merchant_id, report_lift FROM merchants WHERE payers > 0"
OWED = """
SELECT m.merchant_id, max(s.share)
FROM report_shares AS s
JOIN merchants     AS m ON m.merchant = s.merchant
GROUP BY m.merchant_id
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB(Limits(threads=1)) as engine:
        yield engine


def world(engine: Engine, *reports: str) -> PaymentGraph:
    return build(ledger(engine, transactions=PAID, reports=HEADER + "".join(reports) if reports else ""))


def table(graph: PaymentGraph, name: str) -> list[tuple[object, ...]]:
    return sorted(graph.engine.rows(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608 - a name of ours


def by_name(graph: PaymentGraph, sql: str) -> dict[str, float]:
    """The rows of a SELECT of `merchant_id` and a value."""
    return {str(name): float(str(value)) for name, value in graph.engine.rows(sql)}


def scores(graph: PaymentGraph, rule: NearReported | None = None) -> dict[str, float]:
    names = {merchant: name for name, merchant in by_name(graph, "SELECT merchant_id, merchant FROM entities").items()}
    return {names[finding.merchant]: finding.score for finding in run(graph, (rule or NearReported(),))[0]}


def test_one_report_alone_gives_a_part_of_the_score_at_most(engine: Engine) -> None:
    eager = NearReported(full=1.5, lift=1.2)
    alone = scores(world(engine, KNOWN), eager)
    assert max(alone.values()) == eager.one
    both = scores(world(engine, KNOWN, OTHER), eager)
    assert both["between"] > eager.one


def test_two_reports_that_name_one_merchant_are_not_one(engine: Engine) -> None:
    eager = NearReported(full=1.5, lift=1.2)
    assert scores(world(engine, KNOWN, AGAIN), eager)["near"] == 1


def test_without_one_is_what_is_found_when_it_is_withdrawn(engine: Engine) -> None:
    graph = world(engine, KNOWN, OTHER)
    stands, owed = by_name(graph, STANDS), by_name(graph, OWED)
    after = [by_name(world(engine, one), LIFT) for one in (KNOWN, OTHER)]
    for name in ("near", "between"):
        assert 0.5 < owed[name] <= 1
        assert stands[name] == pytest.approx(min(each[name] for each in after), rel=0.1)


def test_the_ways_back_name_payers_as_counts(engine: Engine) -> None:
    graph = world(engine, KNOWN, OTHER)
    found = graph.engine.rows("""
        SELECT m.merchant_id, r.merchant_id, v.merchant_id, w.near_payers, w.far_payers
        FROM report_ways    AS w
        JOIN merchants      AS m ON m.merchant = w.merchant
        JOIN merchants      AS r ON r.merchant = w.reported
        LEFT JOIN merchants AS v ON v.merchant = w.via
    """)
    assert ("near", "known", None, 8, 8) in found
    assert ("beyond", "known", "between", 5, 6) in found


def test_withdrawal_undoes_a_report_entirely(engine: Engine) -> None:
    tables = ("known", "nearness", "report_shares", "report_ways", "merchants")
    without = {name: table(world(engine, OTHER), name) for name in tables}
    withdrawn = world(engine, KNOWN, OTHER, UNDONE)
    assert {name: table(withdrawn, name) for name in tables} == without
