"""How sellers live, and the honest groups that share all but one or two of their traits.

Every function takes a base of widely drawn traits and returns the planted recipe and the recipes of possible twins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .recipe import Recipe

OWNER = ("settlement_account", "principal", "phone", "email", "registration_number", "legal_name")
Pair = tuple[Recipe, list[Recipe]]


def base(rng: np.random.Generator, budget: float, places: int) -> Recipe:
    """Traits from wide ranges, for about so many payments in so many places."""
    visits = float(np.exp(rng.uniform(np.log(1.05), np.log(3.2))))
    most = max(2.0, min(40.0, budget / (5.5 * visits)))
    accounts = int(round(np.exp(rng.uniform(np.log(2), np.log(most)))))
    payers = int(np.clip(budget / (accounts * visits), 5, 400))
    low = float(rng.uniform(0.05, 0.6))
    one = (str(rng.choice(OWNER)),) if rng.random() < 0.25 else ()
    return Recipe(
        accounts=accounts,
        payers=payers,
        visits=visits,
        life=float(np.exp(rng.uniform(np.log(3), np.log(400)))),
        members=1 if rng.random() < 0.5 else int(rng.integers(1, places + 1)),
        gap=float(rng.exponential(5)),
        common=float(rng.uniform(0.05, 0.95)),
        newcomers=float(rng.uniform(0, 0.45)),
        doubles=float(rng.uniform(0, 0.15)),
        session=float(np.exp(rng.uniform(np.log(0.02), np.log(30)))),
        price_count=int(rng.integers(1, 7)),
        band=(low, float(min(low + rng.uniform(0.1, 0.4), 0.97))),
        late=float(rng.choice([0, 0, rng.uniform(0.2, 0.9)])),
        refund=float(rng.choice([0, 0.01, 0.06])),
        dispute=float(rng.choice([0, 0.002, 0.02])),
        shared=one,
        decline=float(rng.uniform(0.005, 0.1)),
        one_trade=bool(rng.random() < 0.4),
        uneven=float(rng.uniform(0.1, 1.0)),
        donors="any" if rng.random() < 0.35 else "online",
        other_country=bool(rng.random() < 0.25),
        currencies=bool(rng.random() < 0.3),
    )


def siblings(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Sites of one seller under many accounts (FTC v. CardFlex 2014, M05: 293 accounts, 30 names)."""
    planted = replace(seed, schedule=str(rng.choice(["parallel", "staggered"])), session=float(rng.uniform(0.5, 20)))
    chain = replace(planted, circle=True, shared=OWNER)
    adult = replace(planted, schedule="long", tempo="loyal")
    return planted, [chain, adult]


def brands(rng: np.random.Generator, seed: Recipe) -> Pair:
    """One distributor behind many brands (IWF Annual Report 2019 p58, M24 and N05)."""
    session = float(np.exp(rng.uniform(np.log(0.02), np.log(0.4))))
    planted = replace(seed, schedule="waves", pricing="own", session=session, common=max(seed.common, 0.2))
    publishers = replace(planted, schedule="long", tempo="loyal")
    creators = replace(
        planted, tempo="monthly", visits=seed.visits + 2, donors="sub", shared=("parent_id", "settlement_account")
    )
    return planted, [publishers, creators]


def reopened(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Accounts that close and reopen (Shalon indictment 2015, "then set up more accounts")."""
    planted = replace(
        seed,
        schedule="relay",
        life=float(np.exp(rng.uniform(np.log(3), np.log(45)))),
        width=float(rng.uniform(0.6, 2.5)),
        common=max(seed.common, 0.25),
    )
    franchise = replace(planted, common=float(rng.uniform(0.02, 0.15)), circle=True)
    return planted, [franchise]


def balanced(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Volume spread over siblings (FTC v. EPS 2017, M06: "load-balancing concerns")."""
    planted = replace(
        seed,
        schedule="parallel",
        uneven=0.05,
        common=float(rng.uniform(0.5, 0.95)),
        session=float(rng.uniform(2, 30)),
        visits=seed.visits + 0.4,
    )
    taxis = replace(planted, circle=True, pricing="donor")
    return planted, [taxis]


def laundered(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Transaction laundering (Mastercard's definition, M22; domain 6.3): a stream of its own inside an honest shop."""
    planted = replace(
        seed,
        accounts=min(seed.accounts, 8),
        hosts=True,
        members=1,
        schedule="staggered",
        shared=(),
        life=max(seed.life, 10),
        late=float(rng.choice([0.0, rng.uniform(0.2, 0.8)])),
    )
    bar = replace(planted, circle=True, common=0.05)
    return planted, [bar]


def camouflaged(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Prices and hours like those of honest shops (N09: blocks of payers and accounts that resist camouflage)."""
    planted = replace(
        seed,
        pricing="donor",
        late=0.0,
        visits=min(seed.visits, 1.6),
        life=float(rng.uniform(5, 70)),
        common=max(seed.common, 0.2),
        currencies=False,
    )
    collectors = replace(planted, schedule="long", tempo="loyal")
    market = replace(planted, circle=True, schedule="burst")
    return planted, [collectors, market]


def trials(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Trial-price fronts (M09 and M10: price points of subscriptions, monthly charges in another trade)."""
    planted = replace(
        seed,
        pricing="trial",
        tempo="monthly",
        split=True,
        life=max(seed.life, 35),
        price_count=2,
        visits=float(rng.uniform(1.6, 3)),
        schedule=str(rng.choice(["staggered", "waves"])),
    )
    boxes = replace(planted, split=False, refund=0.06)
    return planted, [boxes]


def churned(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Sub-merchants that churn under a facilitator (Ballerine glossary, M25)."""
    planted = replace(
        seed,
        donors="sub",
        schedule="staggered",
        life=float(rng.uniform(3, 30)),
        members=1,
        common=float(rng.uniform(0.3, 0.95)),
        session=float(rng.uniform(1, 15)),
        shared=("parent_id",),
    )
    festival = replace(planted, schedule="burst", life=float(rng.uniform(2, 5)), circle=True)
    platform = replace(planted, schedule="long", pricing="own")
    return planted, [festival, platform]


def receivers(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Private receivers paid small sums by the same unrelated senders (FINTRAC-2020-OA001, AUSTRAC, P01 and F01)."""
    planted = replace(
        seed,
        donors="private",
        tempo=str(rng.choice(["rising", "repeat"])),
        bond="stranger",
        common=max(seed.common, 0.3),
        shared=(),
        band=(0.1, float(rng.uniform(0.4, 0.85))),
        price_count=int(rng.integers(3, 9)),
        life=max(seed.life, 12),
    )
    village = replace(planted, circle=True, bond="kin")
    collection = replace(planted, schedule="burst", tempo="repeat", visits=1.05)
    return planted, [village, collection]


def mules(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Mules that pool and pass on (FIN-2025-NTC2, F08; N06: in about as out, short dwell)."""
    planted = replace(
        seed,
        donors="private",
        accounts=max(seed.accounts, 3),
        members=1,
        pass_on="collector",
        shared=(),
        bond="stranger",
        price_count=int(rng.integers(2, 8)),
        band=(0.1, 0.8),
    )
    treasurers = replace(planted, circle=True, pass_on="late")
    return planted, [treasurers]


def vouchers(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Vouchers turned into wallet money (P13; EFC chair on anonymous cards)."""
    planted = replace(
        seed,
        donors="private",
        accounts=max(seed.accounts, 3),
        members=1,
        pricing="notes",
        bond="donor",
        pass_on="collector",
        newcomers=float(rng.uniform(0.4, 0.9)),
        price_count=int(rng.integers(2, 5)),
    )
    top_up = replace(planted, schedule="long", pass_on="")
    return planted, [top_up]


def successors(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Successors of a closed account (Shalon; M29: its payers are found again at new accounts within days)."""
    planted = replace(
        seed,
        schedule="handover",
        accounts=int(np.clip(seed.accounts, 2, 7)),
        life=max(seed.life, 15),
        common=float(rng.uniform(0.35, 0.95)),
        gap=float(rng.uniform(0.5, 9)),
    )
    moved = replace(planted, circle=True, tempo="loyal")
    sold = replace(planted, shared=OWNER, tempo="loyal")
    return planted, [moved, sold]


def hidden(rng: np.random.Generator, seed: Recipe) -> Pair:
    """Rings with few common payers (AIC: 3 % of people made half of all payments; P16)."""
    planted = replace(seed, common=float(rng.uniform(0.05, 0.15)), schedule="parallel")
    software = replace(planted, circle=True, tempo="loyal")
    return planted, [software]


CARD: dict[str, Callable[[np.random.Generator, Recipe], Pair]] = {
    "siblings": siblings,
    "brands": brands,
    "reopened": reopened,
    "balanced": balanced,
    "laundered": laundered,
    "camouflaged": camouflaged,
    "trials": trials,
    "churned": churned,
    "successors": successors,
    "hidden": hidden,
}
PRIVATE: dict[str, Callable[[np.random.Generator, Recipe], Pair]] = {"receivers": receivers, "mules": mules}
VOUCHER: dict[str, Callable[[np.random.Generator, Recipe], Pair]] = {"vouchers": vouchers}
