"""Charities: fixed small and round gifts, month after month, and a burst from abroad when a disaster strikes.

The innocent twin of fixed small sums from many unrelated payers (indicators M16 and P03).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.chance import heavy_tailed_weights, spread_over
from finpath.synth.market import draw_openings, draw_short_life, draw_web_seats
from finpath.synth.shop import Habit
from finpath.synth.subscribe import subscribe
from finpath.synth.trade import ShopsAndPayments, join_pieces, serve_shops

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.shop import Shop
    from finpath.synth.world import World

GIFTS = ((500, 1_000, 2_000, 5_000), (1_000, 2_500), (300, 500, 1_000), (2_000, 5_000, 10_000), (1_500,))


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Collect regular gifts in old charities and sudden ones in appeals."""
    old, appeals = world.shops(0.015), world.shops(0.012)
    lives = draw_openings(world, rng, old, 0.1, 0.1)
    regular = [_charity(rng, f"charities-{i}", life, every=30) for i, life in enumerate(lives)]
    sudden = [_charity(rng, f"charities-appeal-{i}", draw_short_life(world, rng, 45), every=0) for i in range(appeals)]
    gifts = subscribe(world, rng, regular, spread_over(world.payments(0.01) // 3, heavy_tailed_weights(rng, old)))
    burst = serve_shops(world, rng, sudden, spread_over(world.payments(0.007), heavy_tailed_weights(rng, appeals, 0.8)))
    return join_pieces([ShopsAndPayments(tuple(regular), gifts), ShopsAndPayments(tuple(sudden), burst)])


def _charity(rng: np.random.Generator, key: str, life: tuple[int, int], every: int) -> Shop:
    (seat,) = draw_web_seats(rng, 1, 0.2)
    habit = Habit(
        tickets=GIFTS[int(rng.integers(0, len(GIFTS)))],
        clock="any" if every else "evening",
        foreign=float(rng.beta(1, 3) if every else rng.beta(3, 2)),
        loyalty=1.2,
        rise=1.0 if every else 0.4,
        every=every,
    )
    return seat.shop(key, "8398", life, habit)
