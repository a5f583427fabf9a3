"""Sellers of one season: dormant for months, then awake for weeks, year after year.

The innocent twin of a dormant account that wakes (indicator M19).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finpath.synth.chance import heavy, mixed, spread_over
from finpath.synth.market import fixture, online, towns
from finpath.synth.shop import Habit
from finpath.synth.trade import Piece, serve

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

MCCS = {"5261": 3.0, "7033": 3, "5947": 2, "7999": 2, "5651": 1}


def draw(world: World, rng: np.random.Generator) -> Piece:
    """Wake old sellers for a season of some weeks."""
    count = world.shops(0.02)
    mccs, places, seats = mixed(rng, MCCS, count), towns(world, rng, count), online(rng, count)
    working, opened = [], []
    for i in range(count):
        web = i % 2 == 0
        habit = Habit(typical=int(rng.lognormal(8.2, 0.5)), foreign=float(rng.beta(1, 3)), loyalty=1.6, present=not web)
        season = fixture(world, rng, 60)
        shop = (seats if web else places)[i].shop(f"seasonal-{i}", mccs[i], season, habit)
        working.append(shop)
        opened.append(replace(shop, opens=-int(rng.integers(200, 2_000)), closes=100_000))
    sizes = spread_over(world.payments(0.01), heavy(rng, count))
    return Piece(tuple(opened), serve(world, rng, working, sizes))
