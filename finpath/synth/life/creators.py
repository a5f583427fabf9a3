"""Tutors, musicians, guides, makers: one person paid small sums by people abroad who do not know each other.

The innocent twin of many unrelated foreign payers and one private receiver (indicators F01 and F04).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import spread_over
from finpath.synth.market import draw_home, open_payee
from finpath.synth.shop import Habit
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Let people earn a little from everywhere."""
    count = world.shops(0.03)
    shops = []
    for i in range(count):
        keen = float(rng.beta(1, 1.5))
        habit = Habit(
            typical=int(rng.lognormal(8.2, 0.6)),
            tickets=(int(rng.integers(2, 12)) * 500,) if i % 3 == 0 else (),
            clock=("evening", "night", "any")[i % 3],
            foreign=1 - keen,
            keen=keen,
            taste=int(rng.integers(0, max(1, world.people.tastes // 3))),
            loyalty=float(rng.uniform(1.2, 4)),
            rise=float(rng.uniform(0.6, 2)),
        )
        shops.append(
            open_payee(draw_home(rng, 0.45, 0.6), f"creators-{i}", int(rng.integers(-300, world.days - 25)), habit)
        )
    sizes = spread_over(world.payments(0.009), rng.lognormal(0, 0.8, count))
    return ShopsAndPayments(tuple(shops), serve_shops(world, rng, shops, sizes))
