"""Shops that close and open again: new premises, a new legal form, a new acquirer; their customers follow in days.

The innocent twin of the successor merchant (indicator M29).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.life.webshops import MCCS
from finpath.synth.market import draw_towns, draw_web_seats
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit, Ties
from finpath.synth.siblings import serve_family
from finpath.synth.trade import ShopsAndPayments

if TYPE_CHECKING:
    from finpath.synth.shop import Shop
    from finpath.synth.world import World

KEPT = 0.6  # of the papers
LOCAL = {"5812": 3.0, "5814": 2, "7230": 3, "5651": 2}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Let shops move once."""
    count = world.shops(0.045) // 2
    local, web = draw_names(rng, LOCAL, count), draw_names(rng, MCCS, count)
    places, seats, later = draw_towns(world, rng, count), draw_web_seats(rng, count), draw_web_seats(rng, count)
    shops: list[Shop] = []
    for i in range(count):
        here = rng.random() < 0.4
        place = places[i] if here else seats[i]
        closes = int(rng.integers(10, max(11, world.days - 15)))
        opens = closes + int(rng.integers(-5, 14))
        tickets = draw_price_points(rng, 2_500, 1 + i % 4, place.currency) if i % 3 == 0 else ()
        habit = Habit(tickets=tickets, clock="day" if here else "evening", loyalty=2.5, present=here)
        habit = replace(habit, foreign=0.0 if here else float(rng.beta(1, 1.5)))
        ties = _ties(rng, f"mover-{i}", place.country)
        life = (int(rng.integers(-900, 10)), closes)
        old = place.shop(f"movers-{i}-old", (local if here else web)[i], life, habit, ties)
        new = replace(old, key=f"movers-{i}-new", opens=opens, closes=100_000)
        moved = replace(new, member=later[i].member) if i % 2 and not here else new
        shops += [old, moved]
    sizes = np.repeat(spread_over(world.payments(0.015) // 2, heavy_tailed_weights(rng, count)), 2)
    return ShopsAndPayments(tuple(shops), serve_family(world, rng, shops, sizes, np.repeat(np.arange(count), 2)))


def _ties(rng: np.random.Generator, name: str, home: int) -> Ties:
    """Keep most identifiers, as an open move does."""
    papers = ("controller", "entity", "account", "phone", "email", "brand")
    return Ties(home=home).sharing(name, [paper for paper in papers if rng.random() < KEPT])
