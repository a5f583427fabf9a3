"""Several private receivers whom the same unrelated people pay, small sums from abroad.

From: FINTRAC-2020-OA001, AUSTRAC 2022 and the Westpac case (small transfers from several unrelated senders), AMLC 2020
(direct, family and syndicate receivers), ECPAT Sweden 2024 (sums within published bands).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.clock import draw_moments
from finpath.synth.planted import PlantedGroups, found_front, new_shop_groups
from finpath.synth.prices import draw_prices
from finpath.synth.ring import draw_ring
from finpath.synth.trade import ShopsAndPayments, purchases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finpath.synth.background import Background
    from finpath.synth.shop import Shop

SHARE = 0.008  # of the accounts that a coalition has
SIZES = (3, 8)  # accounts of one group


def draw(background: Background, rng: np.random.Generator, sizes: Sequence[int]) -> PlantedGroups:
    """Plant groups of 3 to 8 receivers."""
    return new_shop_groups([_group(background, rng, f"receivers-{g}", size) for g, size in enumerate(sizes)])


def _group(background: Background, rng: np.random.Generator, name: str, size: int) -> ShopsAndPayments:
    tied = float(rng.uniform(0, 0.5))
    clock = "night" if rng.random() < 0.6 else "evening"
    shops = tuple(_receiver(background, rng, (f"{name}-{i}", clock), tied) for i in range(size))
    senders = draw_ring(background, rng, int(rng.uniform(8, 35)), 1.0).payers
    pays = rng.random((len(senders), size)) < rng.uniform(0.3, 0.8)
    payer, shop = (rows.astype(np.int64) for rows in np.nonzero(pays))
    times = rng.geometric(1 / rng.uniform(1.5, 4.5), len(payer))
    payer, shop = np.repeat(senders[payer], times), np.repeat(shop, times)
    at = draw_moments(background.world, rng, shops, shop, background.world.people.offset[payer])
    return ShopsAndPayments(shops, purchases(payer, shop, at, draw_prices(rng, shops, shop)))


def _receiver(background: Background, rng: np.random.Generator, look: tuple[str, str], tied: float) -> Shop:
    """Model a receiver on a private one; some share a phone or an address, as families do."""
    model, _ = background.payee(rng)
    key, clock = look
    shop = found_front(model, key, model.opens, model.closes)
    house = key.rpartition("-")[0]
    ties = shop.ties.sharing(house, [paper for paper in ("phone", "address") if rng.random() < tied])
    habit = replace(shop.habit, typical=int(rng.lognormal(8.3, 0.4)), clock=clock)
    return replace(shop, habit=habit, ties=ties)
