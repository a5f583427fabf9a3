"""What the tier above a merchant's own asks for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finpath.config import TierThresholds
from finpath.output.explanation.explanation_data import TierRequirement

SEEN = "score by what its own organisation sees, or two others each see"


@dataclass(frozen=True)
class TierInputs:
    """What counts for a tier.

    Args:
        families: Independent families that speak.
        unreported: Weight of evidence that stands without any report, in nats.
        alone: The other organisation whose word most rests on, and what remains without it; None where none does.
        backing: Where several organisations see its merchant: the score by what its own sees alone, or two others.
    """

    tier: str
    score: float
    families: int
    unreported: float
    alone: tuple[str, float] | None = None
    backing: float | None = None


def tier_requirements(inputs: TierInputs, thresholds: TierThresholds) -> tuple[TierRequirement, ...]:
    """What the tier above asks for: nothing above `refer`, and nothing of who is protected."""
    if inputs.tier == "none":
        return (TierRequirement("watch", "score", inputs.score, thresholds.watch),)
    if inputs.tier == "watch":
        seen = () if inputs.backing is None else (TierRequirement("review", SEEN, inputs.backing, thresholds.watch),)
        return (TierRequirement("review", "score", inputs.score, thresholds.review), *seen)
    if inputs.tier == "review":
        backed = (
            [
                TierRequirement("refer", f"nats that remain without what {who} says", left, thresholds.corroboration)
                for who, left in [inputs.alone]
            ]
            if inputs.alone
            else []
        )
        return (
            TierRequirement("refer", "score", inputs.score, thresholds.refer),
            TierRequirement("refer", "kinds of indication", inputs.families, thresholds.families),
            TierRequirement(
                "refer", "nats of evidence without any report", inputs.unreported, thresholds.corroboration
            ),
            *backed,
        )
    return ()


def nats_between(score: float, threshold: float) -> float:
    """Weight of evidence that lifts a score to a bar.

    >>> round(nats_between(0.3, 0.5), 2)
    0.85
    """
    return max(_log_odds(threshold) - _log_odds(score), 0.0)


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(inside / (1 - inside))
