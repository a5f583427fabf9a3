"""The timeline and the hours of the week of a case as shapes: one lane of bars per subject, and shaded cells."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finpath.referral.model.trail import Bar, Clock, Moment, Timeline

WIDTH, GUTTER, LANE, TOP = 880, 44, 30, 26
NAME = 56
"""Room that the name of a tick takes."""

LANES = 24
"""Subjects that get a lane; a longer list cannot be read."""

SHADES = 6
NIGHT = frozenset({23, 0, 1, 2, 3, 4})
BY_WEEK_UP_TO = 62
"""Days of a picture with a tick every week; a longer one has ticks at the first of months."""

MONTHS_APART = ((400, 1), (1200, 3), (10**9, 12))
"""Up to so many days, a tick every so many months."""


@dataclass(frozen=True)
class Box:
    """A bar: where, how large, and what it says."""

    x: float
    y: float
    width: float
    height: float
    note: str


@dataclass(frozen=True)
class Mark:
    """Something that happened, on its lane; `sign` is o (opened), x (closed) or r (reported)."""

    x: float
    y: float
    sign: str
    note: str


@dataclass(frozen=True)
class Tick:
    """A line with a date."""

    x: float
    label: str


@dataclass(frozen=True)
class Lanes:
    """The timeline as shapes.

    Args:
        names: Label and baseline of each lane.
        left_out: Subjects without a lane.
    """

    names: tuple[tuple[str, float], ...]
    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    left_out: int

    @property
    def height(self) -> int:
        """Of the whole picture."""
        return TOP + LANE * len(self.names) + 6


@dataclass(frozen=True)
class HourCell:
    """An hour of the week: its shade, 0 to 5, and its payments."""

    weekday: int
    hour: int
    shade: int
    payments: int


def draw_lanes(timeline: Timeline, labels: Sequence[str]) -> Lanes:
    """Draw payments over time, one lane per subject; heights go by the square root, so that small ones are seen."""
    visible = [label for label in labels if any(bar.subject == label for bar in timeline.bars)][:LANES]
    base = {label: float(TOP + LANE * (place + 1)) for place, label in enumerate(visible)}
    bars = [bar for bar in timeline.bars if bar.subject in base]
    if not bars:
        return Lanes((), (), (), (), len(labels))
    first = min(bar.start for bar in bars)
    days = (max(bar.start for bar in bars) - first).days + timeline.days
    scale = (WIDTH - GUTTER) / days
    most = max(bar.payments for bar in bars)

    def x(day: dt.date) -> float:
        return round(GUTTER + (day - first).days * scale, 1)

    sizes = (scale * timeline.days, most, timeline.days)
    boxes = tuple(_box(bar, x(bar.start), base[bar.subject], sizes) for bar in bars)
    inside = [m for m in timeline.moments if m.subject in base and 0 <= (m.day - first).days < days]
    marks = tuple(Mark(x(m.day), base[m.subject], _mark_sign(m), f"{m.subject} {m.what} on {m.day}") for m in inside)
    ticks = tuple(Tick(x(day), _tick_label(day, days)) for day in _tick_days(first, days) if x(day) <= WIDTH - NAME)
    return Lanes(tuple(base.items()), boxes, marks, ticks, len(labels) - len(visible))


def _box(bar: Bar, x: float, base: float, sizes: tuple[float, int, int]) -> Box:
    width, most, days = sizes
    height = round(max(1.5, (LANE - 8) * math.sqrt(bar.payments / most)), 1)
    span = "on" if days == 1 else "in the week from"
    note = f"{bar.subject}: {bar.payments:,} payments {span} {bar.start}"
    return Box(x, round(base - height, 1), round(max(width - 1, 1), 1), height, note)


def _mark_sign(moment: Moment) -> str:
    return {"opened": "o", "closed": "x"}.get(moment.what, "r")


def _tick_label(day: dt.date, days: int) -> str:
    return f"{day.day} {day:%b}" if days <= BY_WEEK_UP_TO else f"{day:%b %Y}"


def _tick_days(first: dt.date, days: int) -> Iterator[dt.date]:
    last = first + dt.timedelta(days=days)
    if days <= BY_WEEK_UP_TO:
        yield from (first + dt.timedelta(days=ahead) for ahead in range(0, days, 7))
        return
    apart = next(months for limit, months in MONTHS_APART if days <= limit)
    count = 12 * first.year + first.month - 1
    while (day := dt.date(count // 12, count % 12 + 1, 1)) < last:
        if day >= first and count % apart == 0:
            yield day
        count += 1


def shade_hours(clock: Clock) -> tuple[HourCell, ...]:
    """The hours of the week, Monday 00:00 first, in shades of their share of the busiest."""
    most = max(clock.counts, default=0)
    return tuple(
        HourCell(place // 24, place % 24, math.ceil((SHADES - 1) * payments / most) if most else 0, payments)
        for place, payments in enumerate(clock.counts)
    )


def count_at_night(clock: Clock) -> int:
    """Payments between 23:00 and 05:00 by the payer's clock."""
    return sum(payments for place, payments in enumerate(clock.counts) if place % 24 in NIGHT)
