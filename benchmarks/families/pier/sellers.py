"""The planted: one function per typology, each with its published source."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable

import numpy as np

from .plan import Plan, some_identifiers, wide

Rng = np.random.Generator


def many_accounts(rng: Rng, room: float) -> Plan | None:
    """Sites of one seller under many accounts (FTC v. CardFlex 2014: 293 accounts, 30 names; domain M05, M07)."""
    plan = wide(rng, room)
    return plan and replace(plan, common=float(rng.uniform(.2, .95)), members=int(rng.integers(1, 4)))


def distributor(rng: Rng, room: float) -> Plan | None:
    """One distributor behind many brands, each with prices of its own (IWF Annual Report 2019; domain M24, N05)."""
    plan = wide(rng, room)
    return plan and replace(plan, prices="lists", one_trade=False, common=float(rng.uniform(.15, .8)),
                            members=int(rng.integers(1, 5)), shared=some_identifiers(rng, .4))


def reopening(rng: Rng, room: float) -> Plan | None:
    """Accounts that close and reopen under another name (Shalon indictment 2015; domain section 1 b, M29)."""
    plan = wide(rng, room)
    return plan and replace(plan, accounts=min(plan.accounts, 9), lives="relay", life=int(rng.integers(4, 60)),
                            common=float(rng.uniform(.3, .95)), gap=int(rng.integers(0, 25)), rhythm="loose")


def spread_volume(rng: Rng, room: float) -> Plan | None:
    """Volume spread over siblings so that each stays small (FTC v. EPS 2017, load balancing; domain M06)."""
    plan = wide(rng, room)
    return plan and replace(plan, balanced=True, accounts=max(3, plan.accounts), lives="together", prices="list",
                            common=float(rng.uniform(.3, .95)), currencies=1, life=max(plan.life, 14))


def laundering(rng: Rng, room: float) -> Plan | None:
    """A stream with its own prices and payers in an honest shop (Mastercard's definition; domain M22, section 6.3)."""
    plan = wide(rng, room)
    return plan and replace(plan, place="host", accounts=min(plan.accounts, 8), one_name=False, shared=(),
                            common=float(rng.uniform(.1, .9)), prices=str(rng.choice(["list", "lists"])),
                            hours=str(rng.choice(["member", "evening", "night"])), elsewhere=False)


def camouflage(rng: Rng, room: float) -> Plan | None:
    """Prices and hours as the declared trade has them (CardFlex: "different enough"; domain section 1 c, N09)."""
    plan = wide(rng, room)
    return plan and replace(plan, prices="shop", hours="shop", common=float(rng.uniform(.35, .95)), rhythm="loose",
                            elsewhere=False, shared=(), refunds=1.0)


def trial_fronts(rng: Rng, room: float) -> Plan | None:
    """Fronts with a small trial price, then a larger one each month (FTC v. CardFlex 2014; domain M10, P17)."""
    plan = wide(rng, room)
    return plan and replace(plan, prices="trial", rhythm="trial", visits=float(rng.uniform(1.6, 4)),
                            points=int(rng.integers(1, 4)), common=float(rng.uniform(.05, .7)),
                            life=int(rng.integers(20, 150)), disputes=float(rng.choice([0, .5, 2])))


def facilitated(rng: Rng, room: float) -> Plan | None:
    """Sub-merchants that churn under a facilitator (Ballerine on aggregators; domain M25)."""
    plan = wide(rng, room)
    return plan and replace(plan, place="sub", lives="staggered", life=int(rng.integers(3, 40)), members=1,
                            common=float(rng.uniform(.2, .9)), currencies=1)


def private_receivers(rng: Rng, room: float) -> Plan | None:
    """Private receivers paid small sums by the same unrelated senders (AUSTRAC case study; domain F01, P01, P03)."""
    plan = wide(rng, room)
    return plan and replace(plan, place="payee", prices=str(rng.choice(["round", "list"])),
                            points=int(rng.integers(2, 8)),
                            rhythm=str(rng.choice(["loose", "weekly", "monthly"])), common=float(rng.uniform(.15, .9)),
                            hours=str(rng.choice(["evening", "night", "member"])), refunds=0.0, disputes=0.0)


def mules(rng: Rng, room: float) -> Plan | None:
    """Receivers that pool small sums and pass them on at once (FIN-2025-NTC2, mule section; domain F06, F08, N06)."""
    plan = wide(rng, room)
    return plan and replace(plan, place="payee", members=1, currencies=1, onward=0, prices="round",
                            accounts=max(3, plan.accounts), points=int(rng.integers(2, 7)), refunds=0.0, disputes=0.0)


def vouchers(rng: Rng, room: float) -> Plan | None:
    """Vouchers of fixed sums turned into wallet money (EFC chair's message; domain P13, section 1 i)."""
    plan = wide(rng, room)
    return plan and replace(plan, place="voucher", prices="round", points=int(rng.integers(1, 4)), members=1,
                            common=float(rng.uniform(.25, .9)), refunds=0.0, disputes=0.0,
                            rhythm=str(rng.choice(["loose", "burst", "weekly"])))


def successors(rng: Rng, room: float) -> Plan | None:
    """The payers of a closed account at a new one within days (Shalon: "then set up more accounts"; domain M29)."""
    plan = wide(rng, room)
    return plan and replace(plan, accounts=2, lives="relay", life=int(rng.integers(15, 120)),
                            gap=int(rng.integers(0, 14)),
                            payers=max(12, plan.payers), common=float(rng.uniform(.4, .95)), rhythm="loose",
                            members=int(rng.integers(1, 3)), visits=max(1.6, plan.visits))


def hidden_ring(rng: Rng, room: float) -> Plan | None:
    """A ring of accounts that few payers join (domain N09, section 6.3: the bad flow is a small part)."""
    plan = wide(rng, room)
    return plan and replace(plan, accounts=max(4, plan.accounts), common=float(rng.uniform(.04, .15)), prices="list",
                            points=int(rng.integers(1, 5)), fresh=float(rng.uniform(0, .1)))


TYPOLOGIES: dict[str, Callable[[Rng, float], Plan | None]] = {
    f.__name__: f for f in (many_accounts, distributor, reopening, spread_volume, laundering, camouflage, trial_fronts,
                            facilitated, private_receivers, mules, vouchers, successors, hidden_ring)}
