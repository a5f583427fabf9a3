"""The people of the coalition: where they live, what they like, how much they pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.chance import stream
from finpath.synth.geography import OFFSETS, WEIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

REGION_SIZE = 350  # payers who live near the same shops
TASTE_SIZE = 160  # payers who follow the same hobby, across countries


class WeightedGroups:
    """People by group, drawn the more often the more they pay."""

    def __init__(self, group: NDArray[np.int64], groups: int, activity: NDArray[np.float64]) -> None:
        """Lay the people of a group side by side, so that one random number finds one of them."""
        self._order = np.argsort(group, kind="stable")
        self._edges = np.concatenate(([0.0], np.cumsum(activity[self._order])))
        bounds = np.searchsorted(group[self._order], np.arange(groups + 1))
        self._low, self._high = self._edges[bounds[:-1]], self._edges[bounds[1:]]

    def draw(self, rng: np.random.Generator, groups: NDArray[np.int64]) -> NDArray[np.int64]:
        """Draw one person of each group named; where a group is empty, anyone."""
        low, high = self._low[groups], self._high[groups]
        empty = high <= low
        low, high = np.where(empty, 0.0, low), np.where(empty, self._edges[-1], high)
        at = low + rng.random(len(groups)) * (high - low)
        members: NDArray[np.int64] = self._order[
            np.clip(np.searchsorted(self._edges, at, side="right") - 1, 0, len(self._order) - 1)
        ]
        return members


@dataclass(frozen=True)
class People:
    """All payers as columns; a payer is a position in them."""

    country: NDArray[np.int64]
    region: NDArray[np.int64]
    taste: NDArray[np.int64]
    activity: NDArray[np.float64]
    regions: int
    tastes: int
    region_country: NDArray[np.int64]
    near: WeightedGroups
    abroad: WeightedGroups
    hobby: WeightedGroups
    anyone: WeightedGroups

    @property
    def offset(self) -> NDArray[np.int64]:
        """Hours that each payer's clock is ahead of UTC."""
        return OFFSETS[self.country]

    def __len__(self) -> int:
        """Count the payers."""
        return len(self.country)


def draw_people(seed: int, payers: int) -> People:
    """Let people live somewhere: towns of unequal size, hobbies across countries, heavy-tailed activity.

    The published base rate behind the tail: 3% of people made half of the payments (AIC Trends & Issues 589).
    """
    rng = stream(seed, "people")
    country = rng.choice(len(WEIGHTS), payers, p=WEIGHTS / WEIGHTS.sum())
    towns = np.maximum(1, np.bincount(country, minlength=len(WEIGHTS)) // REGION_SIZE)
    first = np.concatenate(([0], np.cumsum(towns)[:-1]))
    region = first[country] + np.floor(rng.random(payers) ** 1.3 * towns[country]).astype(np.int64)
    tastes = max(1, payers // TASTE_SIZE)
    taste = np.floor(rng.random(payers) ** 1.7 * tastes).astype(np.int64)
    activity = rng.lognormal(0.0, 1.0, payers)
    nobody = np.zeros(payers, dtype=np.int64)
    regions = int(towns.sum())
    return People(
        country=country,
        region=region,
        taste=taste,
        activity=activity,
        regions=regions,
        tastes=tastes,
        region_country=np.repeat(np.arange(len(WEIGHTS)), towns),
        near=WeightedGroups(region, regions, activity),
        abroad=WeightedGroups(country, len(WEIGHTS), activity),
        hobby=WeightedGroups(taste, tastes, activity),
        anyone=WeightedGroups(nobody, 1, activity),
    )
