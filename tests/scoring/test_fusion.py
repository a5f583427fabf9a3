"""The whole step, groups and all: what is published of it holds, whatever is found."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath import graph, scoring
from finpath.config import PRIOR, Calibration, RunConfig
from finpath.config.calibration import Line
from finpath.engine import DuckDB, Limits
from finpath.graph import PaymentGraph
from finpath.rules import Finding, Origin
from finpath.scoring import rank_merchants
from finpath.scoring.evidence import FAMILIES
from finpath.scoring.groups import join_groups
from finpath.testing import ledger
from finpath.testing.world import START as NOW
from tests.concluding import NO_EVIDENCE

MERCHANTS = 5
ONE_CONTROLLER = "merchant_id | principal\na | anna\nb | anna\nc | anna\nd | dirk\ne | dirk"
PAID = "merchant_id | payer_ref | times\na | p* | 3\nb | q* | 3\nc | r* | 3\nd | s* | 3\ne | t* | 3"
CALIBRATION = Calibration(Line((2.0, 6.0), (-3.0, -1.0), (0.3, 2.0)))


@pytest.fixture(scope="module")
def payments() -> Iterator[PaymentGraph]:
    with DuckDB(Limits(threads=1)) as engine:
        yield graph.build(ledger(engine, transactions=PAID, merchants=ONE_CONTROLLER))


def finding(family: str, weight: float, merchant: int) -> Finding:
    return Finding(Origin(f"made_up_{family}", 1, family, weight, "", {}), merchant, 1.0, {})


found = st.lists(
    st.builds(
        finding,
        st.sampled_from(FAMILIES),
        st.sampled_from([0.6, 1.0, 1.5, 2.5, 4.0, 5.0]),
        st.integers(0, MERCHANTS - 1),
    ),
    max_size=12,
)


def column(payments: PaymentGraph, name: str) -> list[object]:
    told: list[object] = payments.engine.arrow("SELECT * FROM standings ORDER BY merchant")[name].to_pylist()
    return told


@settings(max_examples=40)
@given(found, found)
def test_more_evidence_lowers_no_score_of_groups_that_stay(
    payments: PaymentGraph, some: list[Finding], more: list[Finding]
) -> None:
    before, after = scoring.score(payments, some), scoring.score(payments, [*some, *more])
    groups = [join_groups(payments.engine, each.own) for each in (before, after)]
    if (groups[0] == groups[1]).all():
        assert (after.shared.score >= before.shared.score).all()


@settings(max_examples=40)
@given(found)
def test_no_fellow_lowers_what_own_findings_say(payments: PaymentGraph, some: list[Finding]) -> None:
    scores = scoring.score(payments, some)
    assert (scores.shared.score >= scores.own.score).all()
    assert (scores.own.score >= np.round(1 / (1 + np.exp(-PRIOR)), 9)).all()


@settings(max_examples=40)
@given(found)
def test_a_score_is_the_prior_and_what_each_family_weighs(payments: PaymentGraph, some: list[Finding]) -> None:
    shared = scoring.score(payments, some).shared
    log_odds = PRIOR + sum(shared.weights)
    scored = payments.engine.arrow("SELECT score FROM scores ORDER BY merchant")["score"].to_pylist()
    assert scored == pytest.approx((1 / (1 + np.exp(-log_odds))).tolist(), abs=1e-9)


@settings(max_examples=40)
@given(found)
def test_a_calibration_leaves_ranks_and_tiers_alone(payments: PaymentGraph, some: list[Finding]) -> None:
    rank_merchants(payments, some, NO_EVIDENCE, RunConfig(), NOW)
    rank, tier = column(payments, "rank"), column(payments, "tier")
    rank_merchants(payments, some, NO_EVIDENCE, RunConfig(calibration=CALIBRATION), NOW)
    assert (column(payments, "rank"), column(payments, "tier")) == (rank, tier)
    by_rank = payments.engine.arrow("SELECT score FROM scores ORDER BY rank")["score"].to_numpy()
    assert (np.diff(by_rank) <= 0).all()


def test_a_fellow_who_says_little_lowers_what_a_group_says(payments: PaymentGraph) -> None:
    """The price of an average, which docs/decisions/0002 weighs: `c` joins `a` and `b`, and `b` hears less of `a`."""
    strong = [finding(family, 5.0, 0) for family in ("network", "price", "lifecycle", "flow")]
    weak = [finding("time", 1.5, 1)]
    before = scoring.score(payments, [*strong, *weak]).shared.total
    after = scoring.score(payments, [*strong, *weak, finding("time", 1.5, 2)]).shared.total
    assert after[1] < before[1]
    assert after[2] > before[2]
