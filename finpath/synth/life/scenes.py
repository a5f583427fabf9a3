"""Hobby scenes: a handful of dealers in one trade whom the same collectors across countries all buy from.

The innocent twin of a dense block without any shared identifier; the dealers are in the same trade, and stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.market import draw_openings, draw_web_seats
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit
from finpath.synth.siblings import families, serve_family
from finpath.synth.trade import ShopsAndPayments

if TYPE_CHECKING:
    from finpath.synth.world import World

MCCS = {"5945": 4.0, "5999": 3, "5942": 2, "5816": 3, "5815": 2, "5734": 1}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Open scenes of about eight dealers; what they sell decides at what prices."""
    count = world.shops(0.07)
    scene = families(rng, count, 8.0)
    mccs, seats, lives = (
        draw_names(rng, MCCS, count),
        draw_web_seats(rng, count),
        draw_openings(world, rng, count, 0.5, 0.4),
    )
    foreign = rng.beta(3, 2, count)
    shops = []
    for i, s in enumerate(scene.tolist()):
        first = int(np.argmax(scene == s))
        typical = int(rng.lognormal(7.9, 0.6))
        habit = Habit(
            typical=typical,
            tickets=draw_price_points(rng, typical, 1 + i % 5, seats[i].currency) if s % 2 else (),
            clock=("evening", "night", "any")[s % 3],
            foreign=float(foreign[first]),
            keen=float(1 - foreign[first]),
            taste=int(s * 3 + 2),
            loyalty=float(rng.uniform(1.2, 3.0)),
        )
        shops.append(seats[i].shop(f"scenes-{i}", mccs[first if i % 3 else i], lives[i], habit))
    sizes = spread_over(world.payments(0.03), heavy_tailed_weights(rng, count, 0.8))
    return ShopsAndPayments(tuple(shops), serve_family(world, rng, shops, sizes, scene))
