"""A closed merchant opens again under another id within days, and its payers follow.

From: the Shalon indictment 2015 (operators "feigned shock, reimbursed the banks, then set up more accounts").
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finpath.synth.planted import PlantedGroups, found_front, new_shop_groups, trade_with_ring
from finpath.synth.prices import draw_price_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from finpath.synth.background import Background
    from finpath.synth.trade import ShopsAndPayments

SHARE = 0.005  # of the accounts that a coalition has
SIZES = (2, 3)  # accounts of one group


def draw(background: Background, rng: np.random.Generator, sizes: Sequence[int]) -> PlantedGroups:
    """Plant chains of 2 or 3 accounts, each opened soon after the last one closed."""
    return new_shop_groups([_chain(background, rng, f"reopened-{g}", size) for g, size in enumerate(sizes)])


def _chain(background: Background, rng: np.random.Generator, name: str, size: int) -> ShopsAndPayments:
    model, payments = background.model(rng)
    opens = int(rng.integers(-300, background.world.days // 4))
    closes = int(rng.integers(max(opens, 0) + 15, max(opens, 0) + 15 + background.world.days // 3))
    tickets = draw_price_points(rng, int(rng.lognormal(7.9, 0.6)), int(rng.integers(1, 5)), model.currency)
    model = replace(model, habit=replace(model.habit, tickets=tickets if rng.random() < 0.6 else ()))
    fronts = []
    for i in range(size):
        site, _ = background.model(rng)
        # The new account is signed elsewhere, as another business, at the old prices.
        new = found_front(site, f"{name}-{i}", opens, closes if i + 1 < size else 100_000)
        fronts.append((replace(new, currency=model.currency, habit=model.habit), payments))
        opens = closes + int(rng.integers(0, 12))
        closes = opens + int(rng.integers(20, max(21, background.world.days // 3)))
    return trade_with_ring(background, rng, (0.6, 0.95), fronts)
