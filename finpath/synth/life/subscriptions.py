"""Lawful subscriptions: one or two fixed prices, month after month, payers from everywhere.

The innocent twin of a fixed-price site: low price entropy alone says nothing (indicator M10 names non-subscription
categories only).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.market import draw_openings, draw_web_seats
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Habit, Shop
from finpath.synth.subscribe import subscribe
from finpath.synth.trade import ShopsAndPayments

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

MONTHLY = 0.8  # the others are paid weekly
MCCS = {"5968": 4.0, "4816": 3, "5815": 3, "7997": 1, "4899": 2}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Open subscription services and let subscribers come and go."""
    count = world.shops(0.03)
    mccs = draw_names(rng, MCCS, count)
    rows = zip(draw_web_seats(rng, count), draw_openings(world, rng, count, 0.3, 0.2), strict=True)
    foreign, keen = rng.beta(1.5, 2, count), rng.beta(1, 3, count)
    shops = tuple(
        Shop(
            key=f"subscriptions-{i}",
            member=place.member,
            mcc=mccs[i],
            country=place.country,
            currency=place.currency,
            opens=opens,
            closes=closes,
            habit=Habit(
                tickets=draw_price_points(rng, int(rng.lognormal(7.2, 0.5)), int(rng.integers(1, 4)), place.currency),
                clock="any",
                foreign=float(foreign[i]),
                keen=float(keen[i] * (1 - foreign[i])),
                taste=int(rng.integers(0, world.people.tastes)),
                every=30 if rng.random() < MONTHLY else 7,
            ),
        )
        for i, (place, (opens, closes)) in enumerate(rows)
    )
    return ShopsAndPayments(
        shops, subscribe(world, rng, shops, spread_over(world.payments(0.07) // 3, heavy_tailed_weights(rng, count)))
    )
