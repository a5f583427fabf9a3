"""Honest web shops, new ones every day: baskets of many sums, customers at home and abroad, hobbies in common.

Most new ones close within weeks, so a short life is no sign; some sell one article at one price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.market import draw_openings, draw_web_seats
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit, Shop
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

FIXED = 0.2  # share of shops with a few fixed prices
MCCS = {"5651": 3.0, "5732": 2, "5945": 2, "5999": 4, "5977": 2, "5942": 2, "5734": 2, "5964": 2, "5947": 2, "7221": 1}
CLOCKS = {"evening": 5.0, "any": 3, "day": 2, "night": 2}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Open web shops of all sizes, tastes and reach."""
    count = world.shops(0.11)
    mccs, clocks = draw_names(rng, MCCS, count), draw_names(rng, CLOCKS, count)
    rows = zip(draw_web_seats(rng, count), draw_openings(world, rng, count, 0.55, 0.55), strict=True)
    foreign, keen, single = rng.beta(1, 2, count), rng.beta(1, 2, count), rng.random(count)
    typical = rng.lognormal(8.2, 0.7, count).astype(int)
    shops = tuple(
        Shop(
            key=f"webshops-{i}",
            member=place.member,
            mcc=mccs[i],
            country=place.country,
            currency=place.currency,
            opens=opens,
            closes=closes,
            habit=Habit(
                typical=int(typical[i]),
                tickets=draw_price_points(rng, int(typical[i]), 1 + i % 4, place.currency) if single[i] < FIXED else (),
                clock=clocks[i],
                foreign=float(foreign[i]),
                keen=float(keen[i] * (1 - foreign[i])),
                taste=int(rng.integers(0, world.people.tastes)),
                loyalty=float(rng.uniform(1.1, 3.0)),
                rise=float(rng.uniform(0.5, 2.0)),
            ),
        )
        for i, (place, (opens, closes)) in enumerate(rows)
    )
    return ShopsAndPayments(
        shops, serve_shops(world, rng, shops, spread_over(world.payments(0.12), heavy_tailed_weights(rng, count)))
    )
