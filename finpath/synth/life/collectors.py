"""Community collections: people of one origin, unrelated, pay a hometown association, a funeral fund, a school.

The innocent twin of receivers fed by the same unrelated senders; diaspora false positives dominate at real base rates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.market import draw_home, open_payee
from finpath.synth.shop import Habit
from finpath.synth.siblings import families
from finpath.synth.trade import ShopsAndPayments, pay_visits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from finpath.synth.world import World


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Let communities support several causes; who supports one often supports the next."""
    count = world.shops(0.04)
    cause = families(rng, count, 3.5)
    shops, payers, rows = [], [], []
    for c in range(int(cause[-1]) + 1):
        place, mine = draw_home(rng, 0.75, 0.85), np.flatnonzero(cause == c)
        community = _community(world, rng, int(rng.integers(5, 45)))
        for i in mine.tolist():
            habit = Habit(
                typical=int(rng.lognormal(8.8, 0.6)), clock=("evening", "any", "day", "night")[c % 4], foreign=1.0
            )
            tickets = (1_000, 2_000, 5_000)[: 1 + i % 3] if i % 4 == 0 else ()
            shops.append(
                open_payee(place, f"collectors-{i}", int(rng.integers(-900, 120)), replace(habit, tickets=tickets))
            )
            givers = community[rng.random(len(community)) < rng.uniform(0.2, 0.9)]
            times = rng.geometric(1 / rng.uniform(1.1, 4.0), len(givers))
            payers.append(np.repeat(givers, times))
            rows.append(np.full(int(times.sum()), i, dtype=np.int64))
    return ShopsAndPayments(tuple(shops), pay_visits(world, rng, shops, np.concatenate(rows), np.concatenate(payers)))


def _community(world: World, rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Draw people of one origin: most of them went to the same country."""
    went = np.repeat(world.people.country[world.people.anyone.draw(rng, np.zeros(1, dtype=np.int64))], size)
    there = world.people.abroad.draw(rng, went)
    elsewhere = world.people.anyone.draw(rng, np.zeros(size, dtype=np.int64))
    return np.unique(np.where(rng.random(size) < rng.uniform(0.4, 1.0), there, elsewhere))
