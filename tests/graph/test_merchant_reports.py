"""Which merchants a report means, however it says it, and however many rows could fit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from finpath.engine import DuckDB, Engine, Limits
from finpath.graph import PaymentGraph, build
from finpath.graph import merchant_reports as known
from finpath.testing import ledger


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB(Limits(threads=1)) as engine:
        yield engine


HELD = """
    merchant_id | domain         | descriptor
    one         | Shared.example | ONE SHOP
    two         | shared.example | SAME TEXT
    three       | own.example    | same-text
"""
PAID = """
    merchant_id | amount | occurred_at
    one         | 17.35  | 2026-03-02 12:00
    two         | 20     | 2026-03-02 12:00
    three       | 20     | 2026-03-03 12:00
    three       | 20     | 2026-04-03 12:00
"""


def found(graph: PaymentGraph) -> set[tuple[object, ...]]:
    sql = """
        SELECT k.report_id, a.merchant_id, k.how
        FROM known             AS k
        JOIN merchant_accounts AS a ON a.merchant = k.merchant
    """
    return set(graph.engine.rows(sql))


def test_by_id_else_domain_else_what_one_merchant_alone_fits(engine: Engine) -> None:
    reports = """
        report_id | merchant_id | domain          | descriptor | amount | currency | occurred_at
        id        | two         |                 |            |        |          |
        domain    |             | SHARED.example  |            |        |          |
        text      |             |                 | One  shop  |        |          |
        ambiguous |             |                 | Same text  |        |          |
        bought    |             |                 |            | 17.35  | EUR      | 2026-03-03 09:00
        too late  |             |                 |            | 17.35  | EUR      | 2026-03-09 09:00
        two fit   |             |                 |            | 20     | EUR      | 2026-03-02 09:00
        once      |             |                 |            | 20     | EUR      | 2026-04-02 09:00
        dollars   |             |                 |            | 20     | USD      | 2026-04-02 09:00
    """
    graph = build(ledger(engine, transactions=PAID, merchants=HELD, reports=reports))
    assert found(graph) == {
        ("id", "two", "merchant id"),
        ("domain", "one", "domain"),
        ("domain", "two", "domain"),
        ("text", "one", "descriptor"),
        ("bought", "one", "test purchase"),
        ("once", "three", "test purchase"),
    }
    assert graph.caps == ()


def test_a_domain_of_very_many_names_nobody_and_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "CROWD", 1)
    reports = "report_id | domain\nr1 | shared.example\nr2 | own.example"
    graph = build(ledger(engine, transactions=PAID, merchants=HELD, reports=reports))
    assert found(graph) == {("r2", "three", "domain")}
    assert graph.caps == ("Reports of 1 domain(s) with more than 1 accounts each name no account: they are platforms.",)
