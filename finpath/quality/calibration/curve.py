"""The pictures of a calibration as shapes: reliability before and after, counts, old score to new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from finpath.config import PRIOR
from finpath.config.calibration import Line
from finpath.quality.calibration.measures import Quality

SIZE, LEFT, RIGHT, TOP, BOTTOM = 420, 44, 12, 10, 44
TALL, FLOOR, GAP = 120, 100, 4

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)

TOLD = (0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99)
"""Scores whose calibrated value the page names."""


@dataclass(frozen=True)
class CurvePoint:
    """One tenth in the picture: mean score along, share confirmed upwards, its interval as a whisker."""

    x: float
    y: float
    low: float
    high: float
    radius: float
    note: str


@dataclass(frozen=True)
class CurveColumn:
    """One tenth in the histogram: cleared below, confirmed on top."""

    x: float
    width: float
    cleared: float
    confirmed: float
    decided: int
    note: str


@dataclass(frozen=True)
class ReliabilityPicture:
    """Reliability and histogram of one set of probabilities."""

    id: str
    title: str
    points: tuple[CurvePoint, ...]
    path: str
    columns: tuple[CurveColumn, ...]


def picture(name: str, title: str, told: Quality) -> ReliabilityPicture:
    """Draw how well probabilities agree with decisions."""
    points = tuple(_points(told))
    path = "M" + "L".join(f"{point.x} {point.y}" for point in points) if points else ""
    return ReliabilityPicture(name, title, points, path, tuple(_columns(told)))


def values(line: Line) -> tuple[tuple[float, float], ...]:
    """What each of a few scores becomes."""
    before = np.array(TOLD)
    after = line.score(np.log(before / (1 - before)) - PRIOR)
    return tuple(zip(TOLD, after.tolist(), strict=True))


def along(share: float) -> float:
    """From a share to a place from left to right."""
    return round(LEFT + share * (SIZE - LEFT - RIGHT), 1)


def upwards(share: float) -> float:
    """From a share to a place from bottom to top."""
    return round(TOP + (1 - share) * (SIZE - TOP - BOTTOM), 1)


def _points(told: Quality) -> Iterable[CurvePoint]:
    for each in told.tenths:
        if decided := each.confirmed + each.cleared:
            low, high = each.interval
            note = (
                f"mean score {each.said:.2f}: {each.confirmed} of {decided} confirmed, {each.share:.0%}"
                f" (95 % interval {low:.0%} to {high:.0%})"
            )
            radius = round(min(3 + decided**0.5 / 3, 9), 1)
            yield CurvePoint(along(each.said), upwards(each.share), upwards(low), upwards(high), radius, note)


def _columns(told: Quality) -> Iterable[CurveColumn]:
    most = max(each.confirmed + each.cleared for each in told.tenths) or 1
    for each in told.tenths:
        start, end = along(each.low) + GAP / 2, along(each.low + 1 / len(told.tenths)) - GAP / 2
        cleared, confirmed = (round((FLOOR - 16) * count / most, 1) for count in (each.cleared, each.confirmed))
        note = f"scores from {each.low:.1f}: {each.confirmed} confirmed, {each.cleared} cleared"
        decided = each.confirmed + each.cleared
        yield CurveColumn(round(start, 1), round(end - start, 1), cleared, confirmed, decided, note)
