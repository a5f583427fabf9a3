"""Families with two to five small businesses: one phone, one account, one name on the papers, different trades.

The innocent twin of shared principals and telephones (indicators M03 and F02).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.life.neighbours import TRADES
from finpath.synth.life.webshops import MCCS
from finpath.synth.market import draw_openings, draw_towns, draw_web_seats
from finpath.synth.shop import Habit, Shop, Ties
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    from finpath.synth.world import World

LOCAL = {"5812": 3.0, "5813": 2, "5814": 2, "7230": 3, "5651": 1}


SHARED = 0.5  # of the papers


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Found families; half of their businesses are in a town, half on the web."""
    count = world.shops(0.05)
    family = np.cumsum(rng.random(count) < 0.35)
    local, web = draw_names(rng, LOCAL, count), draw_names(rng, MCCS, count)
    places, seats = draw_towns(world, rng, count), draw_web_seats(rng, count)
    lives = draw_openings(world, rng, count, 0.35, 0.35)
    shops: list[Shop] = []
    for i, f in enumerate(family.tolist()):
        ties = _ties(rng, f"family-firm-{f}", places[int(np.argmax(family == f))].country)
        if rng.random() < 0.5:
            habit = Habit(typical=TRADES[local[i]][0], clock=TRADES[local[i]][1], loyalty=4.0, present=True)
            shops.append(places[i].shop(f"families-{i}", local[i], lives[i], habit, ties))
        else:
            habit = Habit(typical=int(rng.lognormal(8.2, 0.6)), clock="evening", foreign=float(rng.beta(1, 2)))
            shops.append(seats[i].shop(f"families-{i}", web[i], lives[i], habit, ties))
    return ShopsAndPayments(
        tuple(shops),
        serve_shops(world, rng, shops, spread_over(world.payments(0.035), heavy_tailed_weights(rng, count))),
    )


def _ties(rng: np.random.Generator, name: str, home: int) -> Ties:
    papers = ("controller", "account", "phone", "email", "address", "sweep")
    return Ties(home=home).sharing(name, [paper for paper in papers if rng.random() < SHARED])
