"""How well probabilities and decisions agree: Brier score, log loss, calibration error, tenths."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from finpath.quality.calibration.judged import Bools, Floats

TENTHS = 10
SURELY = 1e-9
"""No probability is taken for certain."""

Z = 1.959964
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True)
class Tenth:
    """The merchants whose score lies in one tenth of the scale.

    Args:
        low: Where it begins.
        confirmed, cleared: Decisions in it.
        said: Mean score; the middle of the tenth where it is empty.
        share: Confirmed of all.
        interval: Wilson's, 95 %.
    """

    low: float
    confirmed: int
    cleared: int
    said: float
    share: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Quality:
    """How well probabilities agree with decisions; lower is better throughout.

    Args:
        brier: Mean squared difference.
        log_loss: Mean surprise, in nats.
        error: Expected calibration error over the tenths.
        tenths: All ten.
    """

    brier: float
    log_loss: float
    error: float
    tenths: tuple[Tenth, ...]


def measure(scores: Floats, confirmed: Bools) -> Quality:
    """Compare what was said with what was decided."""
    tenth = np.minimum((scores * TENTHS).astype(np.int64), TENTHS - 1)
    tenths = tuple(_tenth(number, scores[tenth == number], confirmed[tenth == number]) for number in range(TENTHS))
    off = sum((each.confirmed + each.cleared) * abs(each.share - each.said) for each in tenths)
    return Quality(
        round(float(np.mean((scores - confirmed) ** 2)), 6),
        round(float(np.mean(surprise(scores, confirmed))), 6),
        round(off / len(scores), 6),
        tenths,
    )


def surprise(scores: Floats, confirmed: Bools) -> Floats:
    """The log loss of each decision, in nats."""
    inside = np.clip(scores, SURELY, 1 - SURELY)
    loss: Floats = -np.log(np.where(confirmed, inside, 1 - inside))
    return loss


def wilson(confirmed: int, decided: int) -> tuple[float, float]:
    """E. B. Wilson's 95 % interval of a share (1927).

    >>> wilson(5, 10)
    (0.236593, 0.763407)
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not decided:
        return 0.0, 1.0
    share, squared = confirmed / decided, Z * Z / decided
    middle = (share + squared / 2) / (1 + squared)
    half = Z / (1 + squared) * math.sqrt(share * (1 - share) / decided + squared / (4 * decided))
    return round(max(middle - half, 0.0), 6), round(min(middle + half, 1.0), 6)


def _tenth(number: int, scores: Floats, confirmed: Bools) -> Tenth:
    yes, decided = int(confirmed.sum()), len(scores)
    mean = float(scores.mean()) if decided else (number + 0.5) / TENTHS
    share = yes / decided if decided else mean
    return Tenth(number / TENTHS, yes, decided - yes, round(mean, 6), round(share, 6), wilson(yes, decided))
