"""A shop that a video made famous: nothing, then within days hundreds of payers from everywhere, then silence.

The innocent twin of a sudden start with foreign payers (indicators M13 and M14).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.life.webshops import MCCS
from finpath.synth.market import draw_short_life, draw_web_seats
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Open shops that sell one article to the world for some weeks."""
    count = world.shops(0.025)
    mccs, seats = draw_names(rng, MCCS, count), draw_web_seats(rng, count)
    shops = []
    for i, seat in enumerate(seats):
        typical = int(rng.lognormal(7.9, 0.4))
        habit = Habit(
            typical=typical,
            tickets=draw_price_points(rng, typical, 1 + i % 2, seat.currency) if i % 4 else (),
            clock=("any", "night", "evening")[i % 3],
            foreign=float(rng.uniform(0.5, 0.95)),
            loyalty=1.05,
            rise=float(rng.uniform(0.25, 0.7)),
        )
        shops.append(seat.shop(f"viral-{i}", mccs[i], draw_short_life(world, rng, 80), habit))
    return ShopsAndPayments(
        tuple(shops),
        serve_shops(world, rng, shops, spread_over(world.payments(0.015), heavy_tailed_weights(rng, count, 0.8))),
    )
