"""Festival sellers: accounts that live for days, the same visitors at every booth on the same days.

The innocent twin of a dense block of payers and short-lived merchants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.market import draw_short_life, draw_towns
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit
from finpath.synth.siblings import families, serve_family
from finpath.synth.trade import ShopsAndPayments

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

MCCS = {"5814": 4.0, "5813": 3, "7922": 2, "5999": 2, "5947": 1, "5651": 1}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Hold fairs of about nine booths; tickets and shirts are sold on the web beforehand."""
    count = world.shops(0.045)
    fair = families(rng, count, 9.0)
    mccs, places = draw_names(rng, MCCS, count), draw_towns(world, rng, count)
    lives = [draw_short_life(world, rng, 12) for _ in range(count)]
    shops = []
    for i, f in enumerate(fair.tolist()):
        web = rng.random() < 0.3
        habit = Habit(
            tickets=draw_price_points(rng, 900 if not web else 3_000, 1 + i % 4, places[f].currency),
            clock="evening" if f % 2 else "night",
            foreign=float(rng.beta(1.5, 4)),
            loyalty=1.5,
            present=not web,
        )
        life = (max(0, lives[f][0] - 40), lives[f][1]) if web else lives[f]
        shops.append(places[f].shop(f"festivals-{i}", mccs[i], life, habit))
    sizes = spread_over(world.payments(0.015), heavy_tailed_weights(rng, count, 0.8))
    return ShopsAndPayments(tuple(shops), serve_family(world, rng, shops, sizes, fair))
