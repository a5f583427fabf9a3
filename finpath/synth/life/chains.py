"""Chains with branches in several towns: one firm, one settlement account, one telephone, shared for good reason.

The innocent twin of "many accounts, one controller" (indicator M05).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.life.neighbours import TRADES
from finpath.synth.market import draw_openings, draw_towns
from finpath.synth.shop import Habit, Shop, Ties
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

MCCS = {"5411": 4.0, "5814": 4, "5541": 3, "5912": 2, "5651": 3, "5462": 1}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Open branches of some chains."""
    count = world.shops(0.06)
    chains = max(2, count // 9)
    chain = rng.integers(0, chains, count)
    mccs, homes = draw_names(rng, MCCS, chains), rng.permutation(chains)
    lives, places = draw_openings(world, rng, count, 0.15, 0.1), draw_towns(world, rng, count)
    habits = [Habit(typical=TRADES[m][0], clock=TRADES[m][1], loyalty=4.0, present=True) for m in mccs]
    shops: list[Shop] = []
    for i, c in enumerate(chain.tolist()):
        name = f"chain-{c}"
        account = name if homes[c] % 3 else ""
        ties = Ties(controller=name, entity=name, account=account, phone=name, email=name, brand=name, sweep=name)
        shops.append(places[i].shop(f"chains-{i}", mccs[c], lives[i], habits[c], ties))
    return ShopsAndPayments(
        tuple(shops),
        serve_shops(world, rng, shops, spread_over(world.payments(0.16), heavy_tailed_weights(rng, count))),
    )
