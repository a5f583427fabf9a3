"""Recurring payments: one price per subscriber, at the same hour, until they leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.clock import draw_seconds, profile_numbers, shop_lifetimes, utc_instants
from finpath.synth.prices import draw_prices
from finpath.synth.trade import draw_customers, per_shop, purchases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from finpath.synth.shop import Shop
    from finpath.synth.trade import SyntheticPayments
    from finpath.synth.world import World

STAYS = 5.0  # payments before the mean subscriber leaves


def subscribe(
    world: World, rng: np.random.Generator, shops: Sequence[Shop], sizes: NDArray[np.int64]
) -> SyntheticPayments:
    """Let each shop win so many subscribers, who pay at the shop's interval."""
    shop, payer = draw_customers(world, rng, shops, sizes)
    opens, ends = shop_lifetimes(world, shops)
    every = np.maximum(1, per_shop(shops, "every").astype(np.int64))[shop]
    old = np.array([s.opens < 0 for s in shops])[shop]
    joined = opens[shop] + np.floor(rng.random(len(shop)) * (ends - opens)[shop]).astype(np.int64)
    # Who joined an old service before the calendar began pays within its first interval.
    before = old & (rng.random(len(shop)) < 0.6)
    joined = np.where(before, np.floor(rng.random(len(shop)) * every).astype(np.int64), joined)
    stays = np.minimum(rng.geometric(1 / STAYS, len(shop)), np.maximum(1, (ends[shop] - joined + every - 1) // every))
    row = np.repeat(np.arange(len(shop)), stays)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(stays) - stays, stays)
    day = np.minimum(joined[row] + nth * every[row], world.days - 1)
    second = draw_seconds(rng, profile_numbers(shops)[shop])[row]
    at = utc_instants(world, day, second, world.people.offset[payer][row]) + rng.integers(0, 600, len(row))
    return replace(purchases(payer[row], shop[row], at, draw_prices(rng, shops, shop)[row]), recurring=nth >= 0)
