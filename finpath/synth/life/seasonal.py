"""Sellers of one season: dormant for months, then awake for weeks, year after year.

The innocent twin of a dormant account that wakes (indicator M19).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.market import draw_short_life, draw_towns, draw_web_seats
from finpath.synth.shop import Habit
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

MCCS = {"5261": 3.0, "7033": 3, "5947": 2, "7999": 2, "5651": 1}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Wake old sellers for a season of some weeks."""
    count = world.shops(0.02)
    mccs, places, seats = draw_names(rng, MCCS, count), draw_towns(world, rng, count), draw_web_seats(rng, count)
    working, opened = [], []
    for i in range(count):
        web = i % 2 == 0
        habit = Habit(typical=int(rng.lognormal(8.2, 0.5)), foreign=float(rng.beta(1, 3)), loyalty=1.6, present=not web)
        season = draw_short_life(world, rng, 60)
        shop = (seats if web else places)[i].shop(f"seasonal-{i}", mccs[i], season, habit)
        working.append(shop)
        opened.append(replace(shop, opens=-int(rng.integers(200, 2_000)), closes=100_000))
    sizes = spread_over(world.payments(0.01), heavy_tailed_weights(rng, count))
    return ShopsAndPayments(tuple(opened), serve_shops(world, rng, working, sizes))
