"""Money sent home: several relatives pay one receiver, month after month, and often a second one.

Imitates the false positives that dominate at real base rates: diaspora remittance (FATF 2025; AUSTRAC 2022).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.chance import spread_over
from finpath.synth.clock import draw_moments
from finpath.synth.geography import INDEX
from finpath.synth.market import RECEIVING, REMITTER, WALLET
from finpath.synth.prices import draw_prices
from finpath.synth.shop import Habit, Shop, Ties
from finpath.synth.trade import ShopsAndPayments, purchases

if TYPE_CHECKING:
    from finpath.synth.world import World


def draw(world: World, rng: np.random.Generator) -> ShopsAndPayments:
    """Found families: some members receive, some have gone abroad and send."""
    count = world.shops(0.06)
    family = np.cumsum(rng.random(count) < 0.6)
    shops = tuple(_receiver(rng, i, int(f)) for i, f in enumerate(family))
    senders = [world.people.abroad.draw(rng, np.repeat(_homes(rng), n)) for n in rng.integers(1, 6, family[-1] + 1)]
    sizes = spread_over(world.payments(0.03), rng.lognormal(0, 0.8, count))
    payer = np.concatenate([rng.choice(senders[f], size) for f, size in zip(family, sizes, strict=True)])
    shop = np.repeat(np.arange(count), sizes)
    at = draw_moments(world, rng, shops, shop, world.people.offset[payer])
    return ShopsAndPayments(shops, purchases(payer, shop, at, draw_prices(rng, shops, shop)))


def _homes(rng: np.random.Generator) -> int:
    """Draw the country that a family's members work in."""
    codes = ("NL", "GB", "ES", "IT", "DE", "US", "FR", "BE")
    return INDEX[codes[int(rng.integers(0, len(codes)))]]


def _receiver(rng: np.random.Generator, i: int, family: int) -> Shop:
    lot = rng.random(3)
    opens = int(rng.integers(-900, 0) if lot[0] < 0.7 else rng.integers(0, 120))
    house = f"family-{family}"
    return Shop(
        key=f"remittances-{i}",
        member=REMITTER if lot[1] < 0.8 else WALLET,
        kind="payee",
        mcc="",
        country=INDEX[RECEIVING[family % len(RECEIVING)]],
        currency="EUR" if family % 3 else "GBP",
        opens=opens,
        habit=Habit(typical=int(rng.lognormal(9.2, 0.7)), spread=0.5, clock="evening" if family % 2 else "any"),
        kin=True,
        ties=Ties(phone=house if lot[2] < 0.3 else "", address=house if lot[2] < 0.6 else ""),
    )
