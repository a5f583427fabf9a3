"""How far figures could lie from what was measured, by the bootstrap (Efron 1979)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from finpath.quality.evaluation.measures import Bools, Floats, average_precision, ranked
from finpath.quality.evaluation.trial import NOTHING, Names

LEVEL = 0.95
OVER_SEEDS = 2000
OVER_MERCHANTS = 400

Interval = tuple[float, float]

Figure = Callable[[Bools, Floats], float]
"""What is measured of a list: whether each of it is planted, the first read first, and how often each stands there."""


def over_seeds(values: Sequence[float], *, seed: int = 0) -> Interval:
    """Interval of the mean of a figure that was measured once per seed.

    >>> low, high = over_seeds([0.8, 0.9, 1.0])
    >>> low <= 0.9 <= high
    True
    """
    known = np.array([value for value in values if not np.isnan(value)])
    if not len(known):
        return float("nan"), float("nan")
    means = np.random.default_rng(seed).choice(known, (OVER_SEEDS, len(known))).mean(axis=1)
    return _bounds(means)


def over_merchants(score: Floats, group: Names, *, seed: int = 0, figure: Figure = average_precision) -> Interval:
    """Interval of a figure of one run, its average precision: planted groups and innocent merchants are drawn anew.

    Whole groups are drawn, since merchants of one group are found or missed together.
    """
    order = ranked(score)
    label = group[order]
    hit = label != NOTHING
    if not hit.any():
        return float("nan"), float("nan")
    _, member = np.unique(label[hit], return_inverse=True)
    chance = np.random.default_rng(seed)
    return _bounds(np.array([figure(hit, _draw(hit, member, chance)) for _ in range(OVER_MERCHANTS)]))


def _draw(hit: Bools, member: np.ndarray[tuple[int], np.dtype[np.intp]], chance: np.random.Generator) -> Floats:
    weight = chance.poisson(1.0, len(hit)).astype(np.float64)
    groups = int(member.max()) + 1
    weight[hit] = np.bincount(chance.integers(groups, size=groups), minlength=groups)[member]
    return weight


def _bounds(means: Floats) -> Interval:
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return round(float(low), 6), round(float(high), 6)
