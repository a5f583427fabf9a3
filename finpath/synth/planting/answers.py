"""Refunds, chargebacks and declines that follow planted purchases, at the rate of the provider."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from finpath.synth.aftermath import RATES
from finpath.synth.planting.clock import DAY
from finpath.synth.planting.planned import PlannedPayment
from finpath.synth.planting.survey import Survey

WAITS = {kind: wait for kind, (_, _, wait) in RATES.items()}
DECLINE = "decline"
MOST = 0.2  # of the purchases: where a provider has more of a kind, it is another business


@dataclass(frozen=True)
class KindStats:
    """How often a provider has payments of other kinds, and rows that show how it writes them."""

    share: dict[tuple[str, str], float]
    rows: dict[tuple[str, str], int]  # position among the survey's other payments


def count_kinds(survey: Survey) -> KindStats:
    """Count the payments of other kinds against the purchases."""
    of = np.array(survey.accounts.provider, dtype=object)
    bought, others = of[survey.purchases.merchant], of[survey.others.merchant]
    share, rows = {}, {}
    for provider in survey.providers:
        for kind in (*WAITS, DECLINE):
            positions = np.flatnonzero((others == provider) & (survey.others.kind == kind))
            if len(positions):
                share[provider, kind] = min(MOST, len(positions) / max(1, int((bought == provider).sum())))
                rows[provider, kind] = int(positions[0])
    return KindStats(share, rows)


def answer_purchases(
    survey: Survey, timed: frozenset[str], rng: np.random.Generator, planned: Sequence[PlannedPayment]
) -> Iterator[PlannedPayment]:
    """Answer some purchases; what would come after the calendar's end never comes."""
    stats = count_kinds(survey)
    for one in planned:
        for (provider, kind), share in sorted(stats.share.items()):
            if provider != one.provider or rng.random() >= share:
                continue
            if kind == DECLINE:
                at = one.at - int(rng.integers(20, 900))
            else:
                at = one.at + max(60, int(rng.exponential(WAITS[kind] * DAY)))
            at = at if provider in timed else at // DAY * DAY
            if at // DAY <= survey.end // DAY:
                yield PlannedPayment(one.account, provider, one.payer, at, one.template, one.price, kind, one)
