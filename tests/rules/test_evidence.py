from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar

import pytest

from finpath.engine import Engine
from finpath.errors import RuleError
from finpath.graph import PaymentGraph, build
from finpath.rules import Example, Family, Rule, Source, run
from finpath.rules.evidence import collect
from finpath.rules.network.closed_circle import ClosedCircle
from finpath.rules.network.strangers_meet import StrangersMeet
from finpath.testing import ledger


@dataclass(frozen=True, kw_only=True)
class Busy(Rule):
    """Something is bought here."""

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("background knowledge")
    requires: ClassVar = ("transactions.amount",)
    observable_by: ClassVar = ("acquirer",)
    weight: ClassVar = 1.0
    most: int = 20
    sql: ClassVar = "SELECT merchant AS subject_id, 1e0 AS score, 15 AS least FROM merchants"
    sentence: ClassVar = "Something is bought for more than {least}."
    evidence: ClassVar = "p.amount <= :most AND p.amount >= f.least AND m.transactions > 0"
    examples: ClassVar = (Example("none"),)


class Identity(Busy):
    """Rests on no payment."""

    evidence: ClassVar = ""


class Wrong(Busy):
    """Its evidence is not a condition."""

    evidence: ClassVar = "any_value(p.amount)"


@pytest.fixture
def graph(engine: Engine) -> PaymentGraph:
    return build(
        ledger(
            engine,
            transactions="""
                transaction_id | merchant_id | payer_ref | amount | occurred_at
                late           | shop        | p1        | 17     | 2026-01-03
                early          | shop        | p1        | 15     | 2026-01-01
                big            | shop        | p1        | 40     | 2026-01-01
                b              | stall       | p2        | 20     | 2026-01-01
                a              | stall       | p2        | 20     | 2026-01-01
                small          | kiosk       | p2        | 1      | 2026-01-01
            """,
        )
    )


def ids(graph: PaymentGraph, rules: tuple[Rule, ...], cap: int = 10) -> dict[tuple[str, int], list[str]]:
    findings, _ = run(graph, rules)
    rows = collect(graph, findings, rules, cap).to_pylist()
    return {(row["rule_id"], row["merchant"]): row["transaction_ids"] for row in rows}


def test_selects_payments_by_fact_and_threshold_in_order_of_time_then_id(graph: PaymentGraph) -> None:
    assert ids(graph, (Busy(),)) == {("busy", 1): ["early", "late"], ("busy", 2): ["a", "b"]}


def test_takes_the_thresholds_in_force(graph: PaymentGraph) -> None:
    assert ids(graph, (Busy().tune({"most": 15}),)) == {("busy", 1): ["early"]}


def test_says_how_many_there_are_beyond_the_cap(graph: PaymentGraph) -> None:
    findings, _ = run(graph, (Busy(),))
    found = collect(graph, findings, (Busy(),), 1)
    assert found["transaction_ids"].to_pylist() == [["early"], ["a"]]
    assert found["payments"].to_pylist() == [2, 2]


def test_empty_evidence_rests_on_no_payment(graph: PaymentGraph) -> None:
    assert ids(graph, (Identity(),)) == {}


def test_says_what_is_wrong_with_a_condition(graph: PaymentGraph) -> None:
    with pytest.raises(RuleError, match="evidence of rule wrong is not portable: any_value"):
        ids(graph, (Wrong(),))


MEETING = {
    "closed_circle": """
        SELECT b.merchant, o.merchant FROM block_members AS b JOIN block_members AS o ON o.block = b.block
        WHERE o.merchant <> b.merchant
    """,
    "strangers_meet": "SELECT merchant, other FROM shared_payers",
}
"""Which merchants a rule compares with which."""


@pytest.mark.parametrize("rule", [ClosedCircle(), StrangersMeet()], ids=lambda rule: rule.id)
def test_payments_of_those_who_meet_are_those_whose_payers_paid_the_other_too(engine: Engine, rule: Rule) -> None:
    once = "\n                site1 | once | 2026-02-06 | 1 | 1h\n"
    graph = build(ledger(engine, transactions=rule.examples[0].transactions.rstrip() + once))
    findings, _ = run(graph, (rule,))
    payers: dict[object, set[object]] = defaultdict(set)
    for merchant, payer in engine.rows("SELECT merchant, payer FROM links"):
        payers[merchant].add(payer)
    others: dict[object, set[object]] = defaultdict(set)
    for merchant, other in engine.rows(MEETING[rule.id]):
        others[merchant] |= payers[other]
    paid = engine.rows("SELECT merchant, payer, transaction_id FROM payments WHERE kind = 'purchase'")
    for row in collect(graph, findings, (rule,)).to_pylist():
        here = {(payer, name) for merchant, payer, name in paid if merchant == row["merchant"]}
        assert set(row["transaction_ids"]) == {name for payer, name in here if payer in others[row["merchant"]]}
    assert {finding.merchant for finding in findings} == set(others)
    assert any(payers[merchant] - others[merchant] for merchant in others)
