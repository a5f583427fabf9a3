"""Marketplaces and large stores: few merchants where nearly everybody buys, every sum, every hour, every country.

They make a payer's other merchants say little, unless popularity is taken into account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import heavy_tailed_weights, spread_over
from finpath.synth.market import draw_web_seats
from finpath.synth.shop import Habit
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Open marketplaces that outsell all other web shops."""
    count = world.shops(0.008)
    shops = []
    for i, seat in enumerate(draw_web_seats(rng, count, 0.0)):
        habit = Habit(typical=3_200, spread=1.0, clock="evening", foreign=float(rng.uniform(0.1, 0.6)), loyalty=2.5)
        shops.append(seat.shop(f"marketplaces-{i}", ("5262", "5311", "5999")[i % 3], (-1_500, 100_000), habit))
    return ShopsAndPayments(
        tuple(shops),
        serve_shops(world, rng, shops, spread_over(world.payments(0.05), heavy_tailed_weights(rng, count))),
    )
