"""The pictures of a round as shapes: precision against recall, recall down the list, bars by typology."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finpath.quality.evaluation.detection import Typology
from finpath.quality.evaluation.measures import GRID, READ
from finpath.quality.evaluation.methods import MethodKind
from finpath.quality.evaluation.rounds import MethodRanking, Round

WIDTH, HEIGHT = 600, 360
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 12, 40
NAME, BAR, ROW, WIDE = 150, 560, 46, 840

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class AxisTick:
    """A line of the grid and what it says."""

    at: float
    label: str


@dataclass(frozen=True)
class RecallLine:
    """One method: its path, and whether it is the product, the best single one, the reference, or another."""

    role: str
    path: str
    note: str


@dataclass(frozen=True)
class Chart:
    """A picture of lines.

    Args:
        id, title, across: Its name in the page, what it shows, and what runs along the bottom.
        lines: The most important last, so that it lies on top.
        down, along: Grid lines, across and upright.
    """

    id: str
    title: str
    across: str
    lines: tuple[RecallLine, ...]
    down: tuple[AxisTick, ...]
    along: tuple[AxisTick, ...]


@dataclass(frozen=True)
class Bars:
    """One typology: how much of it is in the first 100, and how much is flagged; widths of bars."""

    top: int
    first: float
    flagged: float
    of: Typology


def role(played: Round, one: MethodRanking) -> str:
    """What a method is to the reader."""
    if one.kind is MethodKind.SINGLE:
        return "best" if one == played.best_single else "other"
    return one.kind.value


def charts(played: Round) -> tuple[Chart, Chart]:
    """Precision against recall, and recall against how far one reads."""
    levels = [number / (GRID - 1) for number in range(GRID)]
    places = [number / READ for number in range(1, READ + 1)]
    shares = tuple(AxisTick(_y(share), f"{share:.0%}") for share in SHARES)
    return (
        Chart(
            "precision",
            "Precision at each level of recall",
            "share of the planted that is found",
            _lines(played, [(one, zip(levels, one.curve.precision, strict=True)) for one in played.methods]),
            shares,
            tuple(AxisTick(_x(share), f"{share:.0%}") for share in SHARES),
        ),
        Chart(
            "capacity",
            "Share of the planted that is found, by how far down the list one reads",
            "merchants read",
            _lines(played, [(one, zip(places, one.curve.recall, strict=True)) for one in played.methods]),
            shares,
            tuple(AxisTick(_x(number / READ), str(number)) for number in (10, 50, 100, 150, 200)),
        ),
    )


def bars(played: Round) -> tuple[Bars, ...]:
    """Two bars for each typology, the best found first."""
    ordered = sorted(played.typologies, key=lambda one: (-one.first, one.name))
    return tuple(
        Bars(ROW * number, round(BAR * one.first, 1), round(BAR * one.flagged, 1), one)
        for number, one in enumerate(ordered)
    )


_ORDER = ("other", "best", "reference", "product")


def _lines(
    played: Round, points: Sequence[tuple[MethodRanking, Iterable[tuple[float, float]]]]
) -> tuple[RecallLine, ...]:
    lines = [
        RecallLine(role(played, one), _path(line), f"{one.method}: average precision {one.average_precision:.3f}")
        for one, line in points
    ]
    return tuple(sorted(lines, key=lambda line: _ORDER.index(line.role)))


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_x(x):.1f} {_y(y):.1f}" for x, y in points)


def _x(share: float) -> float:
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(share: float) -> float:
    return round(TOP + (1 - share) * (HEIGHT - TOP - BOTTOM), 1)
