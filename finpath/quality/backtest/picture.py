"""The curve of a threshold as shapes: findings, and precision and recall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finpath.quality.backtest.threshold import ThresholdCurve, ThresholdPoint

WIDE, TALL, LEFT, RIGHT, TOP, BOTTOM = 560, 240, 52, 16, 14, 40

TICKS = 6
"""Values named along the axis, at most."""


@dataclass(frozen=True)
class ThresholdMark:
    """A value of the threshold that a case file has."""

    x: float
    word: str
    value: float


@dataclass(frozen=True)
class CurveLine:
    """One curve: its name, its class on the page, and its path."""

    name: str
    kind: str
    path: str


@dataclass(frozen=True)
class CurvePicture:
    """One picture.

    Args:
        steps: Heights that are named, with their words.
        ticks: Values that are named along the axis, each with its place.
        marks: Today's values.
    """

    id: str
    title: str
    lines: tuple[CurveLine, ...]
    steps: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[ThresholdMark, ...]


def draw(curve: ThresholdCurve) -> tuple[CurvePicture, ...]:
    """Alerts along the threshold; and precision and recall, where there are decisions."""
    most = max((point.alerts for point in curve.points), default=0) or 1
    alerts = [(point.value, point.alerts / most) for point in curve.points]
    counts = tuple((share, f"{round(share * most):,}") for share in (0.0, 0.5, 1.0))
    found = [_picture(curve, "alerts", "Merchants that the rule speaks of", ((("alerts", "all"), alerts),), counts)]
    if curve.points and curve.points[0].known is not None:
        drawn = (
            (("precision", "first"), _shares(curve.points, "precision")),
            (("recall", "second"), _shares(curve.points, "recall")),
        )
        shares = tuple((share, f"{share:.0%}") for share in (0.0, 0.5, 1.0))
        found.append(_picture(curve, "known", "Precision and recall against past decisions", drawn, shares))
    return tuple(found)


Named = tuple[tuple[tuple[str, str], list[tuple[float, float]]], ...]


def _picture(
    curve: ThresholdCurve, name: str, title: str, drawn: Named, steps: tuple[tuple[float, str], ...]
) -> CurvePicture:
    values = [point.value for point in curve.points]
    lines = tuple(
        CurveLine(
            word, kind, " ".join(f"{'L' if n else 'M'}{_along(curve, x)} {upwards(y)}" for n, (x, y) in enumerate(line))
        )
        for (word, kind), line in drawn
    )
    every = max(math.ceil(len(values) / TICKS), 1)
    ticks = tuple((_along(curve, value), f"{value:g}") for value in values[::every])
    today = ((curve.before, "before"), (curve.after, "after"))
    marks = tuple(ThresholdMark(_along(curve, value), word, value) for value, word in today)
    if curve.before == curve.after:
        marks = (ThresholdMark(_along(curve, curve.before), "today", curve.before),)
    return CurvePicture(name, title, lines, tuple((upwards(share), word) for share, word in steps), ticks, marks)


def _shares(points: Sequence[ThresholdPoint], name: str) -> list[tuple[float, float]]:
    shares = [(point.value, getattr(point.known, name)) for point in points]
    return [(value, float(share)) for value, share in shares if share is not None]


def _along(curve: ThresholdCurve, value: float) -> float:
    """From left to right; where the values run by doubling, so does the axis."""
    low, high = curve.points[0].value, curve.points[-1].value
    if low > 0 and high > 1:  # shares stay as they are
        low, high, value = math.log(low), math.log(high), math.log(value)
    share = (value - low) / (high - low) if high > low else 0.5
    return round(LEFT + share * (WIDE - LEFT - RIGHT), 1)


def upwards(share: float) -> float:
    """From the floor to the top."""
    return round(TALL - BOTTOM - share * (TALL - BOTTOM - TOP), 1)
