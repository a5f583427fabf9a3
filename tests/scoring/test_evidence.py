"""Families add, rules do not; more evidence never lowers a score; reports alone refer nobody."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath.config import TierThresholds
from finpath.rules import Family, Finding, Origin
from finpath.scoring import Evidence, weigh
from finpath.scoring.evidence import FAMILIES
from finpath.scoring.groups import share
from finpath.scoring.tiers import Standing, referable, tiers

MERCHANTS = 4


def finding(family: str, weight: float, score: float, merchant: int = 0) -> Finding:
    return Finding(Origin("made_up", 1, family, weight, "", {}), merchant, score, {})


findings = st.lists(
    st.builds(finding, st.sampled_from(FAMILIES), st.floats(0.1, 5), st.floats(0, 1), st.integers(0, MERCHANTS - 1)),
    max_size=12,
)


@given(findings, findings)
def test_more_evidence_never_lowers_a_score(some: list[Finding], more: list[Finding]) -> None:
    before, after = weigh(some, MERCHANTS), weigh([*some, *more], MERCHANTS)
    group = np.array([0, 0, 0, 3])
    assert (after.score >= before.score).all()
    assert (share(after, group).score >= share(before, group).score).all()
    assert (share(after, group).score >= after.score).all()


@given(findings)
def test_the_order_of_findings_changes_nothing(some: list[Finding]) -> None:
    assert (weigh(some, MERCHANTS).weights == weigh(some[::-1], MERCHANTS).weights).all()


def test_correlated_reasons_do_not_add_up() -> None:
    once = weigh([finding("price", 2.0, 1.0)], 1)
    often = weigh([finding("price", 2.0, 1.0), finding("price", 1.5, 1.0), finding("price", 2.0, 0.5)], 1)
    assert often.score == once.score
    assert weigh([finding("price", 2.0, 1.0), finding("time", 1.5, 1.0)], 1).score > once.score


def tier(weights: dict[str, float]) -> str:
    evidence = weigh([finding(family, weight, 1.0) for family, weight in weights.items()], 1)
    return named(evidence, [1], [False], TierThresholds())[0]


def named(
    evidence: Evidence, rank: list[int], protected: list[bool], bars: TierThresholds, member: list[int] | None = None
) -> list[str]:
    told = np.array(member or [0] * len(rank), np.int64)
    standing = Standing(referable(evidence, bars), np.array(protected, np.bool_), told)
    return tiers(evidence.score, np.array(rank, np.int64), standing, bars)


def test_refer_asks_for_two_independent_families() -> None:
    assert tier({"network": 9.0}) == "review"
    assert tier({"network": 9.0, "strangeness": 3.0}) == "review"
    assert tier({"network": 6.0, "lifecycle": 4.0}) == "refer"
    assert tier({"network": 6.0, "character": 4.0}) == "review"


def test_reports_of_whatever_weight_refer_nobody() -> None:
    assert tier({"report": 50.0}) != "refer"
    assert tier({"report": 50.0, "price": 1.0}) != "refer"


def test_whom_safeguarding_takes_takes_no_place_of_review() -> None:
    weights = np.zeros((len(FAMILIES), 3))
    weights[FAMILIES.index(Family.NETWORK)] = 6.0
    found = named(Evidence(weights), [1, 2, 3], [True, False, False], TierThresholds(capacity=1))
    assert found == ["protect", "review", "watch"]


def test_capacity_cuts_review_and_nothing_else() -> None:
    weights = np.zeros((len(FAMILIES), 5))
    weights[FAMILIES.index(Family.NETWORK)] = [6.0, 6.0, 6.0, 9.0, 0.0]
    weights[FAMILIES.index(Family.LIFECYCLE)] = [0, 0, 0, 3.0, 0]
    evidence = Evidence(weights)
    found = named(evidence, [2, 3, 4, 1, 5], [False] * 5, TierThresholds(capacity=2))
    assert found == ["review", "review", "watch", "refer", "none"]


def test_a_member_that_floods_the_queue_crowds_out_its_own_alone() -> None:
    weights = np.zeros((len(FAMILIES), 8))
    weights[FAMILIES.index(Family.NETWORK)] = 6.0
    flood = [0, 0, 0, 0, 0, 0, 1, 1]
    found = named(Evidence(weights), [1, 2, 3, 4, 5, 6, 7, 8], [False] * 8, TierThresholds(capacity=4), flood)
    assert found == ["review", "review", *["watch"] * 4, "review", "review"]
    assert (
        named(Evidence(weights), [1, 2, 3, 4, 5, 6, 7, 8], [False] * 8, TierThresholds(capacity=8), flood)
        == ["review"] * 8
    )


def test_a_group_shares_an_average() -> None:
    weights = np.zeros((len(FAMILIES), 4))
    weights[0] = [4.0, 0.0, 0.0, 0.0]
    shared = share(Evidence(weights), np.array([0, 0, 2, 3]))
    assert shared.weights[0] == pytest.approx([4.0, 1.0, 0.0, 0.0])
