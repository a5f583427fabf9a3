"""What a ranking is worth where sellers are rarer than in a world, and how far a score is from a probability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finpath.config.tiers import PRIOR
from finpath.quality.evaluation.measures import Bools, Floats

RARE = 0.001
"""One merchant in a thousand is planted."""

BARS = (0.0, 0.008, 0.05, 0.15, 0.7, 0.987)
"""Where bins of the score begin: the prior, one step between, and the bars of `watch`, `review` and `refer`."""


def stands_for(hit: Bools, weight: Floats, prevalence: float) -> float:
    """How many innocent merchants each innocent one stands for, so that planted ones are this share of all.

    >>> stands_for(np.array([True, False, False]), np.ones(3), 0.2)
    2.0
    """
    planted, innocent = weight[hit].sum(), weight[~hit].sum()
    return float(planted * (1 - prevalence) / prevalence / innocent)


def precision_within(hit: Bools, weight: Floats, capacity: int = 100, prevalence: float | None = None) -> float:
    """The share of planted merchants among the first so many that a person reads.

    The list is read from the top. Each planted merchant is one place, each innocent one as many as `stands_for` says:
    innocent merchants that score alike stand together. The merchant at the end of the capacity counts with the part
    that is still within it.

    Args:
        hit: Whether each of the list is planted, the first read first.
        weight: How often each stands there, before the prevalence is changed.
        capacity: Places that are read.
        prevalence: Of planted merchants among all; as it is when None.

    >>> precision_within(np.array([True, False, True, False]), np.ones(4), 3)
    0.6666666666666666
    >>> precision_within(np.array([True, False, True, False]), np.ones(4), 3, prevalence=0.2)
    0.3333333333333333
    """
    if not weight[hit].any() or not weight[~hit].any():
        return math.nan
    times = 1.0 if prevalence is None else stands_for(hit, weight, prevalence)
    places = np.where(hit, weight, weight * times)
    within = np.clip(capacity - (np.cumsum(places) - places), 0, places)
    return float(within[hit].sum() / capacity)


@dataclass(frozen=True)
class Bin:
    """Merchants of one world whose score lies between two bars.

    Args:
        least: The bar where it begins.
        planted, innocent: Merchants.
        said: Their mean score: what it would be if it were a probability.
        share: Planted among them.
        at_prior: The same if planted merchants were as few among all as the prior says.
        nats_said: Mean weight of evidence by the score.
        nats_earned: What the bin tells: the log of its share of all planted by its share of all innocent merchants.
    """

    least: float
    planted: int
    innocent: int
    said: float
    share: float
    at_prior: float
    nats_said: float
    nats_earned: float


def bins(score: Floats, planted: Bools, bars: Sequence[float] = BARS) -> tuple[Bin, ...]:
    """Lay what the score says beside what was planted; empty bins are left out."""
    place = np.searchsorted(np.array(bars), score, side="right") - 1
    whole = (int(planted.sum()), int((~planted).sum()))
    return tuple(
        _bin(bars[number], score[place == number], planted[place == number], whole)
        for number in range(len(bars))
        if (place == number).any()
    )


def _bin(least: float, score: Floats, planted: Bools, whole: tuple[int, int]) -> Bin:
    here = (int(planted.sum()), int((~planted).sum()))
    true, false = here[0] / whole[0], here[1] / whole[1]
    prior = 1 / (1 + math.exp(-PRIOR))
    odds = np.log(score / (1 - score))
    return Bin(
        least=least,
        planted=here[0],
        innocent=here[1],
        said=float(score.mean()),
        share=here[0] / sum(here),
        at_prior=prior * true / (prior * true + (1 - prior) * false),
        nats_said=float(odds.mean() - PRIOR),
        nats_earned=math.log(true / false) if true and false else math.inf if true else -math.inf,
    )
