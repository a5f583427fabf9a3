"""A distributor that shares no identifier at all: only the payers are the same.

From: the Shalon indictment 2015 (closed accounts, "then set up more"), FTC v. EPS 2017 (23 fictitious companies).
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

SHARE = 0.009  # of the accounts that a coalition has
SIZES = (3, 10)  # accounts of one group


def draw(background: Background, rng: np.random.Generator, sizes: Sequence[int]) -> PlantedGroups:
    """Plant groups of 3 to 10 sites at any member."""
    return new_shop_groups([_group(background, rng, f"hidden-{g}", size) for g, size in enumerate(sizes)])


def _group(background: Background, rng: np.random.Generator, name: str, size: int) -> ShopsAndPayments:
    typical = int(rng.lognormal(7.9, 0.6))
    fronts = []
    for i in range(size):
        model, payments = background.model(rng)
        opens = int(rng.integers(-30, max(background.world.days - 25, -29)))
        site = found_front(model, f"{name}-{i}", opens, opens + int(rng.lognormal(3.9, 0.6)) + 10)
        if rng.random() < 0.6:
            tickets = draw_price_points(rng, typical, int(rng.integers(1, 5)), site.currency)
            site = replace(site, habit=replace(site.habit, tickets=tickets))
        fronts.append((site, payments))
    return trade_with_ring(background, rng, (0.55, 0.9), fronts)
