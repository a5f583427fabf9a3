"""One side of a backtest: what a run with one configuration concludes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finpath.conclude import conclude
from finpath.config import RunConfig
from finpath.graph import PaymentGraph
from finpath.ingest import Ledger
from finpath.quality.calibration import Decisions
from finpath.rules import Rule
from finpath.ruleset import RuleSet
from finpath.tables.contract import SAFEGUARDED

STANDING = "SELECT merchant, provider_id, merchant_id, rank, score, tier FROM standings ORDER BY merchant"

NAMED = ("refer", "review")
"""Tiers that somebody looks at."""


@dataclass(frozen=True)
class KnownDecisions:
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
class MerchantStanding:
    """Where one merchant stands."""

    merchant: int
    provider_id: str
    merchant_id: str
    rank: int
    score: float
    tier: str

    @property
    def is_named(self) -> bool:
        """Whether somebody looks at it as a suspect; nobody does at the safeguarding queue."""
        return self.tier in NAMED

    @property
    def is_safeguarded(self) -> bool:
        """Whether it is in the safeguarding queue."""
        return self.tier == SAFEGUARDED


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
    standing: Sequence[MerchantStanding]


def conclude_side(ledger: Ledger, payments: PaymentGraph, config: RunConfig, book: RuleSet) -> Side:
    """Conclude as a run with this configuration does, and read where each merchant stands."""
    concluded = conclude(ledger, config, book=book, payments=payments)
    found = {
        each.id: frozenset(one.merchant for one in concluded.findings if one.origin.id == each.id)
        for each in concluded.ran
        if each.ran
    }
    return Side({rule.id: rule for rule in book.rules}, found, tuple(ledger.engine.fetch(STANDING, MerchantStanding)))


def count_decisions(
    merchants: frozenset[int], standing: Sequence[MerchantStanding], decisions: Decisions | None
) -> KnownDecisions | None:
    """What past decisions say of some merchants; None where there are no decisions."""
    if decisions is None:
        return None
    confirmed_by_merchant = {
        each.merchant: decisions.last[each.provider_id, each.merchant_id].confirmed
        for each in standing
        if (each.provider_id, each.merchant_id) in decisions.last
    }
    mine = [confirmed for merchant, confirmed in confirmed_by_merchant.items() if merchant in merchants]
    return KnownDecisions(sum(mine), len(mine) - sum(mine), sum(confirmed_by_merchant.values()))
