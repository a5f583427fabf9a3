"""The innocent twins: the plan of a seller with one or two traits changed, for an honest reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable

import numpy as np

from .plan import Plan

Rng = np.random.Generator


def chain(rng: Rng, plan: Plan) -> Plan:
    """A chain with one owner and one price list: its customers live near each branch and seldom go to two."""
    return replace(plan, common=float(rng.uniform(.01, .06)), circle="neighbours", one_name=True, one_trade=True)


def creators(rng: Rng, plan: Plan) -> Plan:
    """A creator platform or lawful adult sites of one house: the same fans, openly one name and trade, and lasting."""
    return replace(plan, one_name=True, one_trade=True, elsewhere=False, lives="whole", disputes=1.0, refunds=1.0)


def publisher(rng: Rng, plan: Plan) -> Plan:
    """A game publisher's titles, each with its prices: players buy several, in bursts, under one house name."""
    return replace(plan, rhythm="burst", one_name=True, one_trade=True, elsewhere=False)


def collectors(rng: Rng, plan: Plan) -> Plan:
    """Collectors' shops of unrelated owners: the same collectors, but each item has its own price."""
    return replace(plan, prices="shop", shared=(), one_trade=True, elsewhere=False)


def franchise(rng: Rng, plan: Plan) -> Plan:
    """Franchise shops that open and close one after the other: other towns, hence other customers."""
    return replace(plan, common=float(rng.uniform(.0, .05)), circle="neighbours", one_name=True)


def moved_shop(rng: Rng, plan: Plan) -> Plan:
    """A shop that moved to another acquirer or owner: its customers, name, trade and number stay."""
    return replace(plan, one_name=True, one_trade=True, elsewhere=False, circle="neighbours",
                   shared=("settlement_account",) if rng.random() < .6 else plan.shared)


def tills(rng: Rng, plan: Plan) -> Plan:
    """A festival's stalls, or the tills of one hall: evenly used by one crowd from near, at the till, by day."""
    return replace(plan, circle="neighbours", remote=False, hours="shop", one_trade=True)


def second_counter(rng: Rng, plan: Plan) -> Plan:
    """A hotel and its bar, a shop and its courses: a second list of prices, paid by the shop's own neighbours."""
    return replace(plan, circle="neighbours", common=float(rng.uniform(0, .05)), hours="shop")


def season(rng: Rng, plan: Plan) -> Plan:
    """Honest shops that sell gift cards for a season: own price list and new payers, each shop with its own."""
    return replace(plan, common=float(rng.uniform(0, .04)), rhythm="burst", refunds=1.0)


def box(rng: Rng, plan: Plan) -> Plan:
    """Subscription boxes with a trial: customers of one box seldom take another, some return or dispute it."""
    return replace(plan, common=float(rng.uniform(0, .05)), refunds=1.5, disputes=1.0, one_trade=True)


def sellers(rng: Rng, plan: Plan) -> Plan:
    """A marketplace's sellers, who come and go: shoppers of the whole market, and every seller's own prices."""
    return replace(plan, prices="shop", common=float(rng.uniform(.02, .3)), refunds=1.5)


def market_day(rng: Rng, plan: Plan) -> Plan:
    """The stands of a market day: the same neighbours every week, in the hours of the market."""
    return replace(plan, rhythm="weekly", hours="shop", circle="neighbours", lives="together", remote=False)


def village(rng: Rng, plan: Plan) -> Plan:
    """A diaspora's remittances to a village: steady monthly sums for years, and families that send to their own."""
    return replace(plan, rhythm="monthly", lives="whole", common=float(rng.uniform(.02, .4)), hours="member")


def collection(rng: Rng, plan: Plan) -> Plan:
    """Collections for a good cause: given once in a few days by people who live near one another."""
    return replace(plan, rhythm="burst", visits=1.15, circle="neighbours", lives="together")


def treasurers(rng: Rng, plan: Plan) -> Plan:
    """Parents who collect for a journey or a gift, and pay the bill weeks later: neighbours, each with one sum."""
    return replace(plan, onward=int(rng.integers(6, 25)), circle="neighbours", common=float(rng.uniform(0, .08)),
                   visits=min(plan.visits, 1.6), rhythm="burst")


def kiosks(rng: Rng, plan: Plan) -> Plan:
    """Kiosks of one chain that load wallets: the same sums, but everybody loads at the kiosk next door."""
    return replace(plan, circle="neighbours", common=float(rng.uniform(0, .06)), one_name=True, lives="whole")


def gamers(rng: Rng, plan: Plan) -> Plan:
    """Game credit bought with vouchers: the same players at the shops of one house, which lasts and refunds."""
    return replace(plan, one_name=True, one_trade=True, lives="whole", refunds=1.0, elsewhere=False)


Story = Callable[[Rng, Plan], Plan]
TWINS: dict[str, tuple[Story, ...]] = {
    "many_accounts": (chain, creators, publisher), "distributor": (publisher, creators, collectors),
    "reopening": (franchise, moved_shop), "spread_volume": (tills, chain), "laundering": (second_counter, season),
    "camouflage": (collectors, tills, market_day), "trial_fronts": (box, creators),
    "facilitated": (sellers, tills, creators), "private_receivers": (village, collection), "mules": (treasurers,),
    "vouchers": (kiosks, gamers), "successors": (moved_shop, franchise), "hidden_ring": (collectors, chain, sellers)}
