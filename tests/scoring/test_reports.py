"""Reports alone refer nobody: not by their weight, and not by leading somebody into a group that speaks for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath import graph, scoring
from finpath.config import RunConfig, TierThresholds
from finpath.engine import DuckDB, Limits
from finpath.graph import PaymentGraph
from finpath.rules import Family, Finding, Origin
from finpath.scoring.evidence import FAMILIES
from finpath.testing import ledger
from finpath.testing.world import START as NOW
from tests.concluding import NO_EVIDENCE

ONE_CONTROLLER = "merchant_id | principal\na | anna\nb | anna\nc | anna\nd |"
PAID = "merchant_id | payer_ref | times\na | p* | 3\nb | q* | 3\nc | r* | 3\nd | s* | 3"
BARS = TierThresholds()


@pytest.fixture(scope="module")
def payments() -> Iterator[PaymentGraph]:
    with DuckDB(Limits(threads=1)) as engine:
        yield graph.build(ledger(engine, transactions=PAID, merchants=ONE_CONTROLLER))


def finding(family: str, weight: float, merchant: int) -> Finding:
    return Finding(Origin(f"made_up_{family}", 1, family, weight, "", {}), merchant, 1.0, {})


def tiers(payments: PaymentGraph, found: list[Finding]) -> list[object]:
    scoring.rank_merchants(payments, found, NO_EVIDENCE, RunConfig(), NOW)
    named: list[object] = payments.engine.arrow("SELECT tier FROM tiers ORDER BY merchant")["tier"].to_pylist()
    return named


weights = st.sampled_from([0.6, 1.0, 1.4, 2.5, 4.0, 5.0])
others = st.lists(
    st.builds(finding, st.sampled_from([each for each in FAMILIES if each != "report"]), weights, st.integers(0, 3)),
    max_size=10,
)


@given(others, st.sets(st.integers(0, 3)))
def test_whoever_is_referred_weighs_enough_without_any_report(
    payments: PaymentGraph, found: list[Finding], reported: set[int]
) -> None:
    reports = [finding(Family.REPORT, 2.5, merchant) for merchant in sorted(reported)]
    with_reports = tiers(payments, found + reports)
    alone = scoring.score(payments, found).shared.without_reports
    assert all(alone[merchant] >= BARS.corroboration for merchant, tier in enumerate(with_reports) if tier == "refer")


def test_a_report_leads_nobody_into_a_group_that_speaks_for_him(payments: PaymentGraph) -> None:
    """`c` weighs too little to belong to the group of `a` and `b`; that it is reported must not refer it."""
    strong = [finding(family, 5.0, merchant) for merchant in (0, 1) for family in ("network", "price", "lifecycle")]
    weak = [finding("price", 1.0, 2)]
    assert tiers(payments, strong + weak) == ["refer", "refer", "none", "none"]
    assert tiers(payments, [*strong, *weak, finding(Family.REPORT, 2.5, 2)])[2] == "review"
