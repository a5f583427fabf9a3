"""A graph and a case in, what its rules and tiers say out: one side of a backtest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from finpath import rules, scoring
from finpath.config import RunConfig
from finpath.graph import PaymentGraph
from finpath.quality.calibration import Decisions
from finpath.rules import Rule
from finpath.ruleset import Book

STANDING = "SELECT merchant, provider_id, merchant_id, rank, score, tier FROM scores ORDER BY merchant"

NAMED = ("refer", "review")
"""Tiers that somebody looks at."""


@dataclass(frozen=True)
class Known:
    """What is known of some merchants from past decisions.

    Args:
        confirmed, cleared: How many of them were.
        all_confirmed: How many of all merchants of the payments were confirmed.
    """

    confirmed: int
    cleared: int
    all_confirmed: int

    @property
    def precision(self) -> float | None:
        """The share confirmed of those decided on; None where nobody decided on any."""
        decided = self.confirmed + self.cleared
        return self.confirmed / decided if decided else None

    @property
    def recall(self) -> float | None:
        """The share of all confirmed merchants that is among them."""
        return self.confirmed / self.all_confirmed if self.all_confirmed else None


@dataclass(frozen=True)
class Standing:
    """Where one merchant stands."""

    merchant: int
    provider_id: str
    merchant_id: str
    rank: int
    score: float
    tier: str

    @property
    def is_named(self) -> bool:
        """Whether somebody looks at it."""
        return self.tier in NAMED


@dataclass(frozen=True)
class Side:
    """What one case file makes of the payments.

    Args:
        rules: In force, by id.
        found: Merchants that each rule speaks of; those of a rule that could not run are missing.
        standing: Every merchant, in the order of their numbers.
    """

    rules: Mapping[str, Rule]
    found: Mapping[str, frozenset[int]]
    standing: Sequence[Standing]


def side(payments: PaymentGraph, case: RunConfig, book: Book) -> Side:
    """Ask the rules of a case, and rank by them; suppressions are left out, so that what they hide is compared too."""
    findings, ran = rules.run(payments, book.rules, skip_bad=case.skip_bad_rules)
    found = {
        each.id: frozenset(one.merchant for one in findings if one.origin.id == each.id) for each in ran if each.ran
    }
    scoring.score(payments, [*findings, *scoring.strange(payments)], case.bars, case.calibration)
    rows = payments.engine.arrow(STANDING).to_pylist()
    standing = tuple(Standing(**cast("dict[str, int]", row)) for row in rows)  # type: ignore[arg-type] # as selected
    return Side({rule.id: rule for rule in book.rules}, found, standing)


def known(merchants: frozenset[int], standing: Sequence[Standing], decisions: Decisions | None) -> Known | None:
    """What past decisions say of some merchants; None where there are no decisions."""
    if decisions is None:
        return None
    told = {
        each.merchant: decisions.last[each.provider_id, each.merchant_id].confirmed
        for each in standing
        if (each.provider_id, each.merchant_id) in decisions.last
    }
    mine = [confirmed for merchant, confirmed in told.items() if merchant in merchants]
    return Known(sum(mine), len(mine) - sum(mine), sum(told.values()))
