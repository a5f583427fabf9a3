"""Campaigns of a few weeks with fixed pledges, backed again and again by one community across countries.

The innocent twin of short-lived sites that share their payers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.market import draw_short_life, draw_web_seats
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit
from finpath.synth.siblings import families, serve_family
from finpath.synth.trade import ShopsAndPayments

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

MCCS = {"8398": 2.0, "5945": 3, "5815": 2, "5942": 2, "5999": 3, "5816": 1, "5817": 1}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Start campaigns; those of one genre are backed by the same people."""
    count = world.shops(0.055)
    genre = families(rng, count, 5.0)
    mccs, seats = draw_names(rng, MCCS, count), draw_web_seats(rng, count, 0.2)
    shops = []
    for i, g in enumerate(genre.tolist()):
        habit = Habit(
            tickets=draw_price_points(rng, int(rng.lognormal(7.9, 0.6)), int(rng.integers(1, 6)), seats[i].currency),
            clock=("evening", "night", "any")[g % 3],
            foreign=float(rng.beta(3, 2)),
            keen=0.2,
            taste=int(g * 5 + 1),
            loyalty=float(rng.uniform(1.0, 1.8)),
            rise=float(rng.uniform(0.4, 1.5)),
        )
        shops.append(seats[i].shop(f"crowdfunding-{i}", mccs[i], draw_short_life(world, rng, 70), habit))
    sizes = spread_over(world.payments(0.02), heavy_tailed_weights(rng, count, 0.9))
    return ShopsAndPayments(tuple(shops), serve_family(world, rng, shops, sizes, genre))
