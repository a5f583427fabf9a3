"""People who are paid by people: shared rent, club dues, flea markets; mostly round sums from the same town.

Private receivers with many payers who have nothing to hide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.chance import spread_over
from finpath.synth.market import WALLET, BusinessPlace, draw_towns, open_payee
from finpath.synth.shop import Habit
from finpath.synth.siblings import families, serve_family
from finpath.synth.trade import ShopsAndPayments

if TYPE_CHECKING:
    from finpath.synth.world import World


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Let circles of friends and clubs pay each other through the wallet."""
    count = world.shops(0.035)
    circle = families(rng, count, 2.5)
    places = draw_towns(world, rng, int(circle[-1]) + 1)
    shops = []
    for i, c in enumerate(circle.tolist()):
        place = BusinessPlace(places[c].country, "EUR" if c % 5 else "GBP", WALLET, places[c].region)
        habit = Habit(
            typical=int(rng.lognormal(7.9, 0.7)),
            tickets=(int(rng.integers(2, 20)) * 250,) if i % 3 == 0 else (),
            clock="evening",
            loyalty=float(rng.uniform(1.5, 5)),
        )
        opens = int(rng.integers(-700, max(1, world.days - 30)))
        shops.append(open_payee(place, f"friends-{i}", opens, habit))
    sizes = spread_over(world.payments(0.02), rng.lognormal(0, 0.9, count))
    return ShopsAndPayments(tuple(shops), serve_family(world, rng, shops, sizes, np.asarray(circle)))
