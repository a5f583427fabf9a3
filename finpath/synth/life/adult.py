"""Lawful adult services: categories 5967 and 7273, at night, at fixed prices, from abroad, several brands a house.

Guard-rail G28: the category by itself weighs nothing; lawful merchants must not be swept in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.market import draw_openings, draw_web_seats
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit, Ties
from finpath.synth.siblings import families, serve_family
from finpath.synth.trade import ShopsAndPayments

if TYPE_CHECKING:
    from finpath.synth.world import World

SHARED, PAPERS = 0.45, ("entity", "account", "phone", "email", "address", "sweep")
MCCS = {"5967": 5.0, "7273": 3, "5968": 1, "4816": 1}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Open houses of about four brands."""
    count = world.shops(0.045)
    house = families(rng, count, 4.0)
    mccs, lives, seats = (
        draw_names(rng, MCCS, count),
        draw_openings(world, rng, count, 0.4, 0.4),
        draw_web_seats(rng, count, 0.05),
    )
    typical, foreign = rng.lognormal(7.9, 0.5, count).astype(int), rng.beta(3, 2, count)
    shops = []
    for i, h in enumerate(house.tolist()):
        first = int(np.argmax(house == h))
        name, seat = f"adult-{h}", seats[first if i % 2 else i]
        habit = Habit(
            tickets=draw_price_points(rng, int(typical[first]), 1 + i % 4, seat.currency),
            clock="night" if h % 3 else "any",
            foreign=float(foreign[first]),
            loyalty=2.5,
        )
        house_of = Ties(controller=name if h % 4 else "", home=seats[first].country)
        ties = house_of.sharing(name, [paper for paper in PAPERS if rng.random() < SHARED])
        shops.append(seat.shop(f"adult-{i}", mccs[i], lives[i], habit, ties))
    sizes = spread_over(world.payments(0.025), heavy_tailed_weights(rng, count))
    return ShopsAndPayments(tuple(shops), serve_family(world, rng, shops, sizes, house))
