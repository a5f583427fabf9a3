"""One controller behind many short-lived sites that share some of their papers.

From: IWF 2019 (ten brands, four distribution groups), FTC v. CardFlex 2014 (293 accounts, 30 company names), IWF
2023-25 (many short-lived domains, few payment endpoints). Groups share more or fewer identifiers: strength varies.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finpath.synth.planted import PlantedGroups, found_front, new_shop_groups, trade_with_ring
from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Ties

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from finpath.synth.background import Background
    from finpath.synth.shop import Shop
    from finpath.synth.trade import ShopsAndPayments

SHARE = 0.012  # of the accounts that a coalition has
SIZES = (4, 12)  # accounts of one group


def draw(background: Background, rng: np.random.Generator, sizes: Sequence[int]) -> PlantedGroups:
    """Plant groups of 4 to 12 sites."""
    return new_shop_groups([_group(background, rng, f"distributor-{g}", size) for g, size in enumerate(sizes)])


def _group(background: Background, rng: np.random.Generator, name: str, size: int) -> ShopsAndPayments:
    strength = float(rng.uniform(0.35, 0.9))
    models = [background.model(rng) for _ in range(size)]
    typical = int(rng.lognormal(7.9, 0.6))
    fronts = []
    for i, (model, payments) in enumerate(models):
        opens = int(rng.integers(-10, max(background.world.days - 25, -9)))
        site = found_front(model, f"{name}-{i}", opens, opens + int(rng.lognormal(3.6, 0.5)) + 8)
        tickets = draw_price_points(rng, typical, int(rng.integers(1, 5)), site.currency)
        habit = replace(site.habit, tickets=tickets if rng.random() < strength else site.habit.tickets)
        fronts.append((replace(site, habit=habit, ties=_ties(rng, site, name, strength)), payments))
    return trade_with_ring(background, rng, (0.5, 0.85), fronts)


def _ties(rng: np.random.Generator, site: Shop, name: str, strength: float) -> Ties:
    """Share each identifier or not; there is always the controller's own hand in the descriptor or the sweep."""
    papers = ("controller", "account", "phone", "email", "address", "sweep")
    return site.ties.sharing(name, [paper for paper in papers if rng.random() < strength * 0.6])
