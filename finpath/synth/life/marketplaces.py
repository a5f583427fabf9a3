"""Marketplaces and large stores: few merchants where nearly everybody buys, every sum, every hour, every country.

They make a payer's other merchants say little, unless popularity is taken into account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import heavy, spread_over
from finpath.synth.market import online
from finpath.synth.shop import Habit
from finpath.synth.trade import Piece, serve

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World


def draw(world: World, rng: np.random.Generator) -> Piece:
    """Open marketplaces that outsell all other web shops."""
    count = world.shops(0.008)
    shops = []
    for i, seat in enumerate(online(rng, count, 0.0)):
        habit = Habit(typical=3_200, spread=1.0, clock="evening", foreign=float(rng.uniform(0.1, 0.6)), loyalty=2.5)
        shops.append(seat.shop(f"marketplaces-{i}", ("5262", "5311", "5999")[i % 3], (-1_500, 100_000), habit))
    return Piece(tuple(shops), serve(world, rng, shops, spread_over(world.payments(0.05), heavy(rng, count))))
