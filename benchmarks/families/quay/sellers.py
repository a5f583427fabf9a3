"""Sellers whose group is told by one recipe: each is a conjunction of traits, none of which is peculiar to it."""

from __future__ import annotations

import numpy as np

from .recipe import Recipe, base, fit, log_between, one_of, some_identifiers


def sites_of_one_seller(rng: np.random.Generator, room: int) -> Recipe:
    """Draw sites of one seller under many accounts.

    FTC v. CardFlex 2014 (293 accounts under 30 names: M05); dense blocks of payers and merchants (N09, P16).
    """
    made = base(rng, room)
    return made.but(common=rng.uniform(0.3, 0.95), prices=str(one_of(rng, "list", "tiers", "jitter")))


def distributor_of_brands(rng: np.random.Generator, room: int) -> Recipe:
    """Draw many short-lived brands of one distributor, whose customers go from brand to brand.

    IWF Annual Report 2019: ten brands were four distribution groups; names change with each load of a page (M24, N05).
    """
    accounts, payers = fit(int(log_between(rng, 5, 40.9)), log_between(rng, 5, 60), room / 1.5)
    return base(rng, room).but(
        accounts=accounts,
        payers=payers,
        life="staggered",
        days=int(log_between(rng, 3, 35)),
        prices="list",
        common=rng.uniform(0.25, 0.9),
        hits=rng.uniform(2, 5),
        visits=str(one_of(rng, "once", "once", "few")),
        brand=bool(rng.random() < 0.4),
    )


def close_and_reopen(rng: np.random.Generator, room: int) -> Recipe:
    """Draw accounts that close, pay back, and reopen under another id with part of the payers.

    Shalon indictment: operators "feigned shock, reimbursed the banks, then set up more accounts" (M29, N04).
    """
    accounts, payers = fit(int(log_between(rng, 2, 9.9)), log_between(rng, 8, 250), room / 2)
    return base(rng, room).but(
        accounts=accounts,
        payers=payers,
        life="relay",
        days=int(log_between(rng, 8, 120)),
        carry=True,
        common=rng.uniform(0.15, 0.9),
        spread=rng.uniform(0.1, 0.6),
        visits=str(one_of(rng, "once", "few", "heavy")),
        reimburse=float(one_of(rng, 0, 0.3, 0.6)),
        gap=int(log_between(rng, 1, 25)),
        prices=str(one_of(rng, "list", "tiers", "jitter")),
    )


def spread_volume(rng: np.random.Generator, room: int) -> Recipe:
    """Draw siblings over which the volume is spread, each in turn or each on its days.

    FTC v. EPS 2017: "load-balancing concerns" (M06).
    """
    return base(rng, room).but(
        balance=str(one_of(rng, "turn", "day")),
        common=rng.uniform(0.2, 0.95),
        visits=str(one_of(rng, "few", "heavy", "short")),
        life=str(one_of(rng, "window", "whole")),
        prices=str(one_of(rng, "list", "tiers", "jitter")),
        spread=0.2,
    )


def camouflage(rng: np.random.Generator, room: int) -> Recipe:
    """Draw accounts that take the prices and hours of honest shops of scattered trades, and have common payers.

    EverCompliant: laundering hides in low-risk merchants; FTC v. CardFlex: "different enough so Visa won't connect the
    dots" (M09, M11, N09).
    """
    return base(rng, room).but(
        prices=str(one_of(rng, "model", "model", "jitter")),
        hours="model",
        trade="scattered",
        refund=1.0,
        dispute=1.0,
        decline=1.0,
        common=rng.uniform(0.35, 0.95),
        shared=some_identifiers(rng, 0.1),
        brand=False,
        visits=str(one_of(rng, "once", "few", "burst")),
    )


def trial_fronts(rng: np.random.Generator, room: int) -> Recipe:
    """Draw fronts with a trial price and a dear rebill, which hand their payers on to one another.

    Price points of the coalition's first years (USA Today and Senator Shelby, 2006: M10, P17).
    """
    accounts, payers = fit(int(log_between(rng, 2, 20.9)), log_between(rng, 5, 200), room / 3)
    return base(rng, room).but(
        accounts=accounts,
        payers=payers,
        prices="trial",
        visits="monthly",
        recurring=True,
        common=rng.uniform(0.1, 0.8),
        life=str(one_of(rng, "window", "staggered")),
        days=int(log_between(rng, 35, 250)),
        refund=float(one_of(rng, 0, 1, 5)),
        dispute=float(one_of(rng, 0, 1, 6)),
    )


def churning_submerchants(rng: np.random.Generator, room: int) -> Recipe:
    """Draw sub-merchants of one facilitator that come and go, while their payers stay together.

    Ballerine's glossary on opaque facilitators (M25); FTC v. EPS: 23 fictitious companies (M04).
    """
    accounts, payers = fit(int(log_between(rng, 4, 40.9)), log_between(rng, 5, 50), room / 1.6)
    return base(rng, room).but(
        accounts=accounts,
        payers=payers,
        parent=True,
        life="staggered",
        days=int(log_between(rng, 3, 40)),
        common=rng.uniform(0.25, 0.9),
        hits=rng.uniform(2, 6),
        visits=str(one_of(rng, "once", "few", "burst")),
    )


def hidden_ring(rng: np.random.Generator, room: int) -> Recipe:
    """Draw a ring whose accounts have few payers in common, and these many accounts of the ring each.

    Camouflage-resistant blocks (N09), AIC 589: few people make most of the transactions (P16).
    """
    accounts, payers = fit(int(log_between(rng, 4, 30.9)), log_between(rng, 12, 300), room / 1.5)
    return base(rng, room).but(
        accounts=accounts,
        payers=payers,
        common=rng.uniform(0.05, 0.16),
        hits=rng.uniform(3, max(3.5, 0.8 * accounts)),
        prices=str(one_of(rng, "model", "jitter", "own")),
        hours=str(one_of(rng, "model", "evening")),
        visits=str(one_of(rng, "once", "few")),
        life=str(one_of(rng, "window", "whole", "own")),
        shared=(),
    )


def private_receivers(rng: np.random.Generator, room: int) -> Recipe:
    """Draw private people who are paid small sums, at short intervals, by the same unrelated senders.

    FINTRAC-2020-OA001, AUSTRAC methodology brief 2016, AIC T&I 634 (P01, P02, P04, F01, F02).
    """
    accounts, payers = fit(int(log_between(rng, 2, 30.9)), log_between(rng, 5, 120), room / 3)
    return base(rng, room).but(
        accounts=accounts,
        payers=payers,
        receivers=True,
        online=None,
        common=rng.uniform(0.3, 0.95),
        visits=str(one_of(rng, "short", "short", "few")),
        prices=str(one_of(rng, "payer", "jitter", "tiers")),
        band=(0.02, rng.uniform(0.25, 0.6)),
        shared=some_identifiers(rng, 0.3),
        trade="scattered",
        hours=str(one_of(rng, "model", "night", "shifted")),
        recurring=False,
        refund=0.3,
    )
