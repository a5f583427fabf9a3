"""A stream inside an honest shop: other people's sales run through an account whose own business goes on.

From: transaction laundering as Mastercard defines it ("processes card transactions on behalf of another merchant");
the bad stream is a minority of a clean merchant's volume, so averages dilute it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.planted import PlantedGroups, no_payments, trade_with_ring
from finpath.synth.prices import draw_price_points
from finpath.synth.trade import ShopsAndPayments, SyntheticPayments, join_payments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finpath.synth.background import Background

SHARE = 0.005  # of the accounts that a coalition has
SIZES = (1, 4)  # accounts of one group
HONEST = (30, 260)  # payments of a shop that can hide a stream


def draw(background: Background, rng: np.random.Generator, sizes: Sequence[int]) -> PlantedGroups:
    """Send streams of 25 to 80 % of the honest business through 1 to 4 shops a group."""
    fit = background.sizes[background.online]
    fit = background.online[(fit >= HONEST[0]) & (fit <= HONEST[1])]
    hosts = rng.permutation(fit if len(fit) >= sum(sizes) else background.online)[: sum(sizes)]
    groups = np.repeat(np.arange(len(sizes)), sizes)[: len(hosts)]
    streams = [_streams(background, rng, hosts[groups == g]) for g in range(len(sizes))]
    pairs = zip(hosts.tolist(), groups.tolist(), strict=True)
    return PlantedGroups(ShopsAndPayments((), no_payments()), (), join_payments(streams), dict(pairs))


def _streams(background: Background, rng: np.random.Generator, hosts: np.ndarray) -> SyntheticPayments:
    typical = int(rng.lognormal(7.9, 0.6))
    clock = "night" if rng.random() < 0.6 else "evening"
    guests = []
    for host in hosts.tolist():
        shop = background.life.shops[host]
        tickets = draw_price_points(rng, typical, int(rng.integers(1, 4)), shop.currency)
        habit = replace(shop.habit, tickets=tickets, every=0, clock=clock, foreign=0.6)
        start = int(rng.integers(0, max(1, background.world.days // 2)))
        guest = replace(shop, opens=max(shop.opens, start), habit=habit)
        guests.append((guest, int(background.sizes[host] * rng.uniform(0.25, 0.8))))
    stream = trade_with_ring(background, rng, (0.7, 0.95), guests).payments
    return replace(stream, shop=hosts[stream.shop]) if len(hosts) else no_payments()
