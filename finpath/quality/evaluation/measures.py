"""Average precision, and precision and recall at a capacity, of a ranking against the known answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

CAPACITIES = (10, 20, 50, 100)
READ = 200
"""How far down the list a curve of recall goes."""

GRID = 51
"""Levels of recall at which a curve says the precision."""


@dataclass(frozen=True)
class Measures:
    """How good a ranking is, over the merchants that nobody reported.

    Args:
        average_precision: Area under precision against recall; the base rate is what chance gives. NaN without plants.
        precision, recall: At each capacity of `CAPACITIES`.
        base_rate: Planted among all.
    """

    average_precision: float
    precision: dict[int, float]
    recall: dict[int, float]
    base_rate: float


@dataclass(frozen=True)
class Curve:
    """How a list fares as one reads on.

    Args:
        precision: At each of `GRID` even levels of recall, from 0 to 1.
        recall: After 1, 2, … `READ` merchants.
    """

    precision: tuple[float, ...]
    recall: tuple[float, ...]


def ranked(score: Floats) -> npt.NDArray[np.intp]:
    """The order in which a person reads the list; where scores tie, the order given counts."""
    return np.argsort(-score, kind="stable")


def measure(score: Floats, planted: Bools) -> Measures:
    """Measure a score.

    >>> measure(np.array([0.9, 0.8, 0.1]), np.array([True, False, True])).average_precision
    0.8333333333333333
    """
    hit = planted[ranked(score)]
    found = np.cumsum(hit)
    total = max(int(planted.sum()), 1)
    at = {k: int(found[min(k, len(found)) - 1]) if len(found) else 0 for k in CAPACITIES}
    return Measures(
        average_precision(hit, np.ones(len(hit))),
        {k: hits / k for k, hits in at.items()},
        {k: hits / total for k, hits in at.items()},
        float(planted.mean()) if len(planted) else 0.0,
    )


def average_precision(hit: Bools, weight: Floats) -> float:
    """Precision at each planted merchant of a list, averaged; each merchant counts as often as its weight says.

    Args:
        hit: Whether each of the list is planted, the first read first.
        weight: How often each stands there.

    >>> average_precision(np.array([True, False, True]), np.ones(3))
    0.8333333333333333
    """
    hits = np.where(hit, weight, 0.0)
    if not hits.any():
        return float("nan")
    read = np.cumsum(weight)
    precision = np.divide(np.cumsum(hits), read, out=np.zeros(len(read)), where=read > 0)
    return float((precision * hits).sum() / hits.sum())


def curve(score: Floats, planted: Bools) -> Curve:
    """Precision and recall along the list."""
    found = np.cumsum(planted[ranked(score)])
    total = int(planted.sum())
    if not total:
        return Curve((0.0,) * GRID, (0.0,) * READ)
    wanted = np.maximum(np.ceil(np.linspace(0, 1, GRID) * total - 1e-9), 1)
    read = np.searchsorted(found, wanted) + 1
    recall = found[np.minimum(np.arange(READ), len(found) - 1)] / total
    return Curve(_rounded(wanted / read), _rounded(recall))


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(np.round(values, 6).tolist())
