"""What a trial found of each typology and of the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finpath.quality.evaluation.measures import CAPACITIES, ranked
from finpath.quality.evaluation.trial import NOTHING, Trial

FIRST = 100
"""How far down the list a reviewer reads; the typologies are counted there."""

FLAGGED = ("refer", "review")
"""Tiers that ask for a person's time."""


@dataclass(frozen=True)
class Typology:
    """What was found of one kind of structure, among merchants that nobody reported.

    Args:
        merchants: Planted.
        first: The share of them within the first `FIRST` of the list.
        flagged, referred: The share of them at `refer` or `review`, and at `refer`.
        groups: Planted groups.
        touched: Groups with a merchant within the first `FIRST`.
    """

    name: str
    merchants: int
    first: float
    flagged: float
    referred: float
    groups: int
    touched: int


@dataclass(frozen=True)
class Touched:
    """Groups with at least one merchant found.

    Args:
        groups: That have a merchant which nobody reported.
        at: How many are touched within the first so many of the list.
        flagged, referred: How many have a merchant at `refer` or `review`, and at `refer`.
    """

    groups: int
    at: dict[int, int]
    flagged: int
    referred: int


def by_typology(trial: Trial) -> tuple[Typology, ...]:
    """What was found of each typology."""
    left = trial.unreported
    place = _places(left)
    return tuple(_typology(left, place, str(name)) for name in np.unique(left.typology) if name != NOTHING)


def touched(trial: Trial) -> Touched:
    """What was found of the groups."""
    left = trial.unreported
    place = _places(left)
    planted = left.planted
    return Touched(
        groups=_groups(left, planted),
        at={k: _groups(left, planted & (place < k)) for k in CAPACITIES},
        flagged=_groups(left, planted & np.isin(left.tier, FLAGGED)),
        referred=_groups(left, planted & (left.tier == "refer")),
    )


def pool_typologies(typologies: Sequence[Typology]) -> tuple[Typology, ...]:
    """Take the merchants of several runs together, by typology."""
    names = sorted({one.name for one in typologies})
    return tuple(_pooled([one for one in typologies if one.name == name]) for name in names)


def pool_touched(runs: Sequence[Touched]) -> Touched:
    """Take the groups of several runs together."""
    return Touched(
        groups=sum(run.groups for run in runs),
        at={k: sum(run.at[k] for run in runs) for k in CAPACITIES},
        flagged=sum(run.flagged for run in runs),
        referred=sum(run.referred for run in runs),
    )


def _pooled(same: Sequence[Typology]) -> Typology:
    merchants = [one.merchants for one in same]
    return Typology(
        name=same[0].name,
        merchants=sum(merchants),
        first=float(np.average([one.first for one in same], weights=merchants)),
        flagged=float(np.average([one.flagged for one in same], weights=merchants)),
        referred=float(np.average([one.referred for one in same], weights=merchants)),
        groups=sum(one.groups for one in same),
        touched=sum(one.touched for one in same),
    )


def _typology(left: Trial, place: np.ndarray[tuple[int], np.dtype[np.int64]], name: str) -> Typology:
    of_it = left.typology == name
    first = of_it & (place < FIRST)
    return Typology(
        name=name,
        merchants=int(of_it.sum()),
        first=float(first.sum() / of_it.sum()),
        flagged=float(np.isin(left.tier[of_it], FLAGGED).mean()),
        referred=float((left.tier[of_it] == "refer").mean()),
        groups=_groups(left, of_it),
        touched=_groups(left, first),
    )


def _places(trial: Trial) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Where on the list each merchant stands, from 0."""
    place = np.empty(len(trial.score), np.int64)
    place[ranked(trial.score)] = np.arange(len(place))
    return place


def _groups(trial: Trial, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    return len(np.unique(trial.group[chosen]))
