"""Sellers of digital goods: keys, skins, presets, storage; a few fixed small prices, buyers from everywhere, at night.

The innocent twin of premium access (IWF 2024: premium file storage is indirect monetisation; most of it is not).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.market import draw_openings, draw_web_seats
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

MCCS = {"5816": 4.0, "5817": 3, "5815": 3, "5734": 2, "4816": 3}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Open small sellers; buyers of one hobby meet at several of them."""
    count = world.shops(0.05)
    mccs, seats = draw_names(rng, MCCS, count), draw_web_seats(rng, count, 0.2)
    lives = draw_openings(world, rng, count, 0.6, 0.5)
    shops = []
    for i, seat in enumerate(seats):
        foreign = float(rng.beta(2, 2))
        habit = Habit(
            tickets=draw_price_points(rng, int(rng.lognormal(7.3, 0.7)), int(rng.integers(1, 7)), seat.currency),
            clock=("night", "any", "evening")[i % 3],
            foreign=foreign,
            keen=(1 - foreign) * 0.8,
            taste=int(rng.integers(0, max(1, world.people.tastes // 4))),
            loyalty=float(rng.uniform(1.2, 3.5)),
            rise=float(rng.uniform(0.5, 1.8)),
        )
        shops.append(seat.shop(f"digital-{i}", mccs[i], lives[i], habit))
    return ShopsAndPayments(
        tuple(shops),
        serve_shops(world, rng, shops, spread_over(world.payments(0.03), heavy_tailed_weights(rng, count))),
    )
