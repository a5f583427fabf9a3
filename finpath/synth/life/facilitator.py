"""A payment facilitator: hundreds of small sellers under one parent, all settled through one account.

The hub that links thousands of innocents unless it is suppressed (domain fact 1: a shared facilitator).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.life.webshops import MCCS
from finpath.synth.market import draw_openings, draw_web_seats
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit, Ties
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

PARENTS = ("facilitator-1", "facilitator-1", "facilitator-1", "facilitator-2", "facilitator-2", "facilitator-3")


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Sign small web sellers up with three facilitators."""
    count = world.shops(0.07)
    mccs, foreign = draw_names(rng, MCCS, count), rng.beta(1, 2.5, count)
    rows = zip(draw_web_seats(rng, count, 0.0), draw_openings(world, rng, count, 0.6, 0.5), strict=True)
    shops = []
    for i, (place, life) in enumerate(rows):
        parent = PARENTS[int(rng.integers(0, len(PARENTS)))]
        typical = int(rng.lognormal(7.8, 0.6))
        tickets = draw_price_points(rng, typical, 1 + i % 4, place.currency) if rng.random() < 0.3 else ()
        habit = Habit(
            typical=typical,
            tickets=tickets,
            clock=("evening", "any", "day", "night")[i % 4],
            foreign=float(foreign[i]),
            keen=float((1 - foreign[i]) * rng.beta(1, 2)),
            taste=int(rng.integers(0, world.people.tastes)),
            loyalty=float(rng.uniform(1.1, 2.5)),
        )
        ties = Ties(parent=parent, account=parent, home=1)
        shops.append(replace(place.shop(f"facilitator-{i}", mccs[i], life, habit, ties), kind="sub_merchant"))
    return ShopsAndPayments(
        tuple(shops),
        serve_shops(world, rng, shops, spread_over(world.payments(0.06), heavy_tailed_weights(rng, count))),
    )
