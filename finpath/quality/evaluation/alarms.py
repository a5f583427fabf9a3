"""The innocent merchants that a trial names for nothing, by category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finpath.quality.evaluation.detection import FLAGGED
from finpath.quality.evaluation.trial import Trial

PER = 10_000
ALL = "all"


@dataclass(frozen=True)
class Alarms:
    """Innocent merchants of one category that a run asks somebody to look at.

    Args:
        category: Merchant category, or rail where none is known; `all` for all together.
        merchants: Innocent ones.
        referred: At `refer`, and per 10,000.
        flagged: At `refer` or `review`, and per 10,000.
    """

    category: str
    merchants: int
    referred: int
    referred_per_10000: float
    flagged: int
    flagged_per_10000: float


def false_alarms(trial: Trial) -> tuple[Alarms, ...]:
    """Count false alarms: of all merchants first, then by category, the most alarms first."""
    innocent = trial.where(~trial.planted)
    each = [_count(innocent.where(innocent.category == name), str(name)) for name in np.unique(innocent.category)]
    return pool_alarms([_count(innocent, ALL), *each])


def pool_alarms(alarms: Sequence[Alarms]) -> tuple[Alarms, ...]:
    """Add up the alarms of several runs by category."""
    pooled = [_pooled([one for one in alarms if one.category == name]) for name in {one.category for one in alarms}]
    return tuple(sorted(pooled, key=lambda one: (one.category != ALL, -one.referred, -one.flagged, one.category)))


def _count(innocent: Trial, name: str) -> Alarms:
    referred, flagged = (innocent.tier == "refer").sum(), np.isin(innocent.tier, FLAGGED).sum()
    return _alarms(name, len(innocent.tier), int(referred), int(flagged))


def _pooled(same: Sequence[Alarms]) -> Alarms:
    merchants, referred = sum(one.merchants for one in same), sum(one.referred for one in same)
    return _alarms(same[0].category, merchants, referred, sum(one.flagged for one in same))


def _alarms(name: str, merchants: int, referred: int, flagged: int) -> Alarms:
    per = PER / max(merchants, 1)
    return Alarms(name, merchants, referred, round(referred * per, 3), flagged, round(flagged * per, 3))
