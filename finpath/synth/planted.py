"""What planting gives: new shops, their payments, payments at honest shops, and who belongs to which group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.ring import draw_patrons, draw_ring
from finpath.synth.shop import Ties
from finpath.synth.trade import ShopsAndPayments, SyntheticPayments, draw_visits, join_payments, pay_visits, purchases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from finpath.synth.background import Background
    from finpath.synth.shop import Shop

SMALLEST, LARGEST = 12, 260  # payments of one planted account: as a small web shop has


@dataclass(frozen=True)
class PlantedGroups:
    """Groups of one typology."""

    piece: ShopsAndPayments
    groups: tuple[int, ...]  # the group of each new shop
    streams: SyntheticPayments  # paid at honest shops: `shop` is a position in the background
    hosts: dict[int, int]  # position in the background: group


def no_payments() -> SyntheticPayments:
    """Give no payments."""
    none = np.zeros(0, dtype=np.int64)
    return purchases(none, none, none, none)


def new_shop_groups(groups: Sequence[ShopsAndPayments]) -> PlantedGroups:
    """Make a plant of groups that consist of new shops only."""
    moved, first = [], 0
    for group in groups:
        moved.append(group.payments.shift_shops(first))
        first += len(group.shops)
    numbers = tuple(i for i, group in enumerate(groups) for _ in group.shops)
    shops = tuple(shop for group in groups for shop in group.shops)
    return PlantedGroups(ShopsAndPayments(shops, join_payments(moved)), numbers, no_payments(), {})


def group_sizes(rng: np.random.Generator, total: float, smallest: int, largest: int) -> list[int]:
    """Draw group sizes until about so many accounts are planted; at least two groups."""
    sizes: list[int] = []
    while len(sizes) < 2 or sum(sizes) < total - smallest / 2:
        sizes.append(int(rng.integers(smallest, largest + 1)))
    return sizes


def trade_with_ring(
    background: Background, rng: np.random.Generator, share: tuple[float, float], fronts: Sequence[tuple[Shop, int]]
) -> ShopsAndPayments:
    """Let one ring and strangers pay at the fronts.

    Args:
        background: Ordinary life.
        rng: The stream of this typology.
        share: The ring's least and greatest share of the customers; the group draws its own from between.
        fronts: Shops, with the number of payments of their models.
    """
    shops = tuple(shop for shop, _ in fronts)
    sizes = np.clip(np.array([size for _, size in fronts]), SMALLEST, LARGEST).astype(np.int64)
    counts, customer = draw_visits(rng, shops, sizes)
    buyers = draw_ring(background, rng, int(counts.mean() * rng.uniform(0.9, 2.0)), float(rng.uniform(*share)))
    payer = draw_patrons(background.world, rng, buyers, shops, counts)
    rows: NDArray[np.int64] = np.repeat(np.arange(len(shops)), sizes)
    return ShopsAndPayments(shops, pay_visits(background.world, rng, shops, rows, payer[customer]))


def found_front(model: Shop, key: str, opens: int, closes: int) -> Shop:
    """Found a shop that looks like its model and shares nothing with it but the facilitator that both hang under."""
    under = model.ties.parent
    ties = Ties(parent=under, account=under)
    return replace(model, key=key, opens=opens, closes=closes, ties=ties, habit=replace(model.habit, every=0))
