"""Publishers with several titles: one controller, the same fixed prices, readers of one title read the next.

The innocent twin of a distributor behind many brands (indicator N05): open about it, and long-lived.
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

SHARED, PAPERS = 0.5, ("account", "phone", "email", "address", "sweep", "brand")
MCCS = {"5968": 3.0, "5815": 4, "5942": 2, "5994": 2, "4816": 1, "5816": 2}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Publish titles of about five to a house; some are new, some are given up."""
    count = world.shops(0.05)
    house = families(rng, count, 5.0)
    mccs, lives, seats = (
        draw_names(rng, MCCS, count),
        draw_openings(world, rng, count, 0.45, 0.5),
        draw_web_seats(rng, count),
    )
    typical, foreign = rng.lognormal(7.4, 0.5, count).astype(int), rng.beta(1.5, 2, count)
    shops = []
    for i, h in enumerate(house.tolist()):
        first = int(np.argmax(house == h))
        name, seat = f"publisher-{h}", seats[first if i % 3 else i]
        habit = Habit(
            tickets=draw_price_points(rng, int(typical[first]), 1 + i % 3, seat.currency),
            clock=("evening", "any", "night", "day")[h % 4],
            foreign=float(foreign[first]),
            keen=float((1 - foreign[first]) * 0.6),
            taste=int(h * 7 + 3),
            loyalty=3.0,
        )
        open_about = Ties(controller=name, entity=name if h % 2 else "", home=seats[first].country)
        ties = open_about.sharing(name, [paper for paper in PAPERS if rng.random() < SHARED])
        shops.append(seat.shop(f"publishers-{i}", mccs[first if i % 4 else i], lives[i], habit, ties))
    sizes = spread_over(world.payments(0.03), heavy_tailed_weights(rng, count))
    return ShopsAndPayments(tuple(shops), serve_family(world, rng, shops, sizes, house))
