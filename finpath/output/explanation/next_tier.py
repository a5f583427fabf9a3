"""Where a merchant stands in, what the tier above asks for out."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finpath.config import TierThresholds
from finpath.output.explanation.explained import Bar


@dataclass(frozen=True)
class Step:
    """What counts for a tier.

    Args:
        families: Independent families that speak.
        unreported: Weight of evidence that stands without any report, in nats.
    """

    tier: str
    score: float
    families: int
    unreported: float


def next_tier(found: Step, bars: TierThresholds) -> tuple[Bar, ...]:
    """What the tier above asks for: nothing above `refer`, and nothing of who is protected."""
    if found.tier == "none":
        return (Bar("watch", "score", found.score, bars.watch),)
    if found.tier == "watch":
        return (Bar("review", "score", found.score, bars.review),)
    if found.tier == "review":
        return (
            Bar("refer", "score", found.score, bars.refer),
            Bar("refer", "kinds of indication", found.families, bars.families),
            Bar("refer", "nats of evidence without any report", found.unreported, bars.corroboration),
        )
    return ()


def nats_between(score: float, bar: float) -> float:
    """Weight of evidence that lifts a score to a bar.

    >>> round(nats_between(0.3, 0.5), 2)
    0.85
    """
    return max(_log_odds(bar) - _log_odds(score), 0.0)


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(inside / (1 - inside))
