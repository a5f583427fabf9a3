"""Shops round the corner: people of one town share favourites, so innocent shops share most of their payers.

Imitates the hardest lawful look-alike of any shared-payer method (Fraud Detection Handbook: payers shop near home).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import draw_names, heavy_tailed_weights, spread_over
from finpath.synth.market import draw_openings, draw_towns
from finpath.synth.shop import Habit, Shop
from finpath.synth.trade import ShopsAndPayments, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.world import World

TRADES = {  # category: typical basket in cents, clock
    "5411": (2_400, "day"),
    "5462": (700, "day"),
    "5812": (2_900, "lunch"),
    "5813": (2_200, "night"),
    "5814": (1_100, "lunch"),
    "5541": (5_200, "any"),
    "5912": (1_600, "day"),
    "7230": (3_500, "day"),
    "5651": (4_900, "day"),
    "7832": (1_900, "evening"),
}
WEIGHTS = {"5411": 5.0, "5462": 3, "5812": 4, "5813": 2, "5814": 3, "5541": 2, "5912": 2, "7230": 2, "5651": 2}
WEIGHTS |= {"7832": 1}


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Open shops in towns, and let the neighbours come again and again."""
    count = world.shops(0.14)
    trades = draw_names(rng, WEIGHTS, count)
    rows = zip(draw_towns(world, rng, count), trades, draw_openings(world, rng, count, 0.12, 0.3), strict=True)
    visitors = rng.beta(1.2, 9, count)
    shops = tuple(
        Shop(
            key=f"neighbours-{i}",
            member=place.member,
            mcc=mcc,
            country=place.country,
            currency=place.currency,
            region=place.region,
            opens=opens,
            closes=closes,
            habit=Habit(
                typical=TRADES[mcc][0], clock=TRADES[mcc][1], foreign=float(visitors[i]), loyalty=4.0, present=True
            ),
        )
        for i, (place, mcc, (opens, closes)) in enumerate(rows)
    )
    return ShopsAndPayments(
        shops, serve_shops(world, rng, shops, spread_over(world.payments(0.30), heavy_tailed_weights(rng, count)))
    )
