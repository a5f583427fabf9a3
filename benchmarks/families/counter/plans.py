"""The typologies of sellers, each drawn from wide ranges, with the published source that it follows."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

CARD = ("issuer", "acquirer")
STORE = ("issuer", "acquirer", "wallet", "vasp")
PERSON = ("bank", "wallet", "remitter", "vasp")


@dataclass(frozen=True)
class Plan:
    """One group: how many accounts, who pays, when, how much, and what the accounts have in common."""

    typology: str
    kinds: tuple[str, ...]
    accounts: int
    payers: int
    visits: float
    common: float
    crowd: str = "scattered"  # scattered, affine (of the same shops on the web), neighbours (of the same tills)
    life: int = 90
    schedule: str = "along"  # along, whole, burst, chain, churn
    follow: bool = False  # common payers are those of the account before
    prices: str = "points"  # points (one list), own (a list each), blend (many sums), till, round, trial
    points: int = 3
    band: tuple[float, float] = (0.05, 0.8)
    hours: str = "trade"  # trade, night, day
    rhythm: str = "repeat"  # repeat, monthly, rising, event
    face: str = "remote"  # remote, till, any
    back: tuple[float, float, float] = (0.5, 0.3, 1.0)
    share: float = 0.2  # how likely accounts share an identifier
    venues: int = 2
    odd: float = 0.2  # how likely an account declares another category or country
    fresh: float = 0.1  # share of payers that were not seen before
    even: bool = False  # siblings take turns, so that none is larger
    bond: str | None = None  # what is declared: none, family
    names: str = "own"  # own, like (near each other), same
    trick: str = ""  # inside, pool, voucher
    role: str = "planted"
    story: str = ""


def wide(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw from a range, small values as likely as large ones."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def basis(rng: np.random.Generator, typology: str, kinds: tuple[str, ...]) -> Plan:
    """Draw what every seller draws, from wide ranges."""
    low = rng.uniform(0.02, 0.4)
    return Plan(
        typology,
        kinds,
        accounts=round(wide(rng, 2, 40)),
        payers=round(wide(rng, 5, 400)),
        visits=wide(rng, 1, 5),
        common=float(rng.uniform(0.05, 0.95)),
        life=round(wide(rng, 3, 400)),
        points=int(rng.integers(1, 6)),
        crowd=str(rng.choice(["scattered", "affine"], p=[0.75, 0.25])),
        schedule=str(rng.choice(["along", "whole", "burst"])),
        hours=str(rng.choice(["trade", "night", "day"], p=[0.45, 0.4, 0.15])),
        band=(low, low + rng.uniform(0.2, 0.55)),
        rhythm=str(rng.choice(["repeat", "monthly", "rising"], p=[0.6, 0.25, 0.15])),
        back=(float(rng.choice([0.0, 0.3, 1.2])), float(rng.choice([0.0, 0.2, 1.5])), float(rng.uniform(0.3, 2.0))),
        share=float(rng.choice([0.0, 0.0, 0.1, 0.6])),
        venues=int(rng.choice([1, 2, 3, 5])),
        odd=float(rng.choice([0, 0.1, 0.5])),
        fresh=float(rng.uniform(0, 0.3)),
        names=str(rng.choice(["own", "like"], p=[0.75, 0.25])),
    )


def changed(plan: Plan, **traits: object) -> Plan:
    """Return a plan with other traits."""
    return Plan(**{**plan.__dict__, **traits})


def sites_of_one_seller(rng: np.random.Generator) -> Plan:
    """Many accounts of one seller share payers and a price list (M05: FTC v. CardFlex 2014, 293 accounts)."""
    return basis(rng, "sites_of_one_seller", STORE)


def distributor(rng: np.random.Generator) -> Plan:
    """One distributor stands behind brands with prices of their own (N05, IWF 2019: ten brands, four groups)."""
    plan = basis(rng, "distributor", STORE)
    return changed(plan, accounts=max(4, plan.accounts), prices="own", venues=max(2, plan.venues), names="own")


def close_reopen(rng: np.random.Generator) -> Plan:
    """Accounts close and open again in days, payers follow (M29: Shalon indictment 2015, "set up more accounts")."""
    plan = basis(rng, "close_reopen", STORE)
    return changed(
        plan, schedule="chain", follow=True, life=round(wide(rng, 3, 60)), common=float(rng.uniform(0.3, 0.9))
    )


def load_balanced(rng: np.random.Generator) -> Plan:
    """Volume is spread so that each sibling stays small (M06: FTC v. EPS 2017, "load-balancing concerns")."""
    plan = basis(rng, "load_balanced", STORE)
    return changed(plan, even=True, schedule=str(rng.choice(["whole", "burst"])), common=float(rng.uniform(0.4, 0.95)))


def laundering(rng: np.random.Generator) -> Plan:
    """A stream of its own prices and payers runs inside an honest shop (M22: Mastercard's transaction laundering)."""
    plan = basis(rng, "transaction_laundering", CARD)
    few = round(wide(rng, 2, 8))
    return changed(plan, trick="inside", accounts=few, hours=str(rng.choice(["night", "trade"], p=[0.7, 0.3])))


def camouflage(rng: np.random.Generator) -> Plan:
    """Many sums at a shop's hours hide a common crowd (N09: a dense block of payers, M10 and M15 avoided)."""
    plan = basis(rng, "camouflage", STORE)
    return changed(plan, prices="blend", hours=str(rng.choice(["trade", "day"])), common=float(rng.uniform(0.25, 0.9)))


def trial_front(rng: np.random.Generator) -> Plan:
    """A small trial, then a larger sum each month, under other categories (M09, P17: price points of Shelby 2006)."""
    plan = basis(rng, "trial_front", CARD)
    return changed(plan, prices="trial", rhythm="monthly", visits=wide(rng, 2, 5), life=max(45, plan.life), odd=0.6)


def churning_subs(rng: np.random.Generator) -> Plan:
    """Sub-merchants under a facilitator come and go with the same payers (M25: aggregator, churning sub-merchants)."""
    plan = basis(rng, "facilitator_churn", ("issuer", "acquirer", "wallet"))
    return changed(
        plan,
        schedule="churn",
        follow=True,
        life=round(wide(rng, 3, 40)),
        venues=1,
        names="like",
        accounts=max(4, plan.accounts),
        common=float(rng.uniform(0.3, 0.9)),
    )


def private_receivers(rng: np.random.Generator) -> Plan:
    """Unrelated senders pay small sums to the same private people (P01, F01: FINTRAC 2020, AUSTRAC)."""
    plan = basis(rng, "private_receivers", PERSON)
    return changed(
        plan,
        payers=round(wide(rng, 5, 60)),
        band=(0.02, rng.uniform(0.35, 0.7)),
        bond="none",
        crowd="scattered",
        prices=str(rng.choice(["blend", "points", "round"])),
        face="any",
        venues=1 + int(rng.random() < 0.3),
        rhythm=str(rng.choice(["repeat", "rising"])),
    )


def mules(rng: np.random.Generator) -> Plan:
    """Mules take small sums, pool them and pass them on (F06, F08, N06: FinCEN FIN-2025-NTC2)."""
    plan = basis(rng, "mules", ("bank", "wallet"))
    return changed(
        plan,
        trick="pool",
        accounts=max(3, plan.accounts),
        bond="none",
        prices="blend",
        face="any",
        venues=1,
        band=(0.02, rng.uniform(0.4, 0.7)),
        visits=wide(rng, 1, 2.5),
        crowd="scattered",
    )


def vouchers(rng: np.random.Generator) -> Plan:
    """Vouchers are turned into wallet money that receivers take (P13: EFC chair on prepaid, RedCompass 2024)."""
    plan = basis(rng, "vouchers", ("wallet",))
    return changed(plan, trick="voucher", prices="points", face="any", venues=1, crowd="scattered")


def successor(rng: np.random.Generator) -> Plan:
    """A large account ends; others, elsewhere and under other names, take its payers (N04, after a takedown)."""
    plan = basis(rng, "successor", STORE)
    return changed(
        plan,
        accounts=int(rng.integers(2, 6)),
        schedule="chain",
        follow=True,
        life=round(wide(rng, 40, 150)),
        payers=max(15, plan.payers),
        venues=3,
        odd=0.5,
        common=float(rng.uniform(0.15, 0.7)),
        names="own",
    )


def hidden_ring(rng: np.random.Generator) -> Plan:
    """Accounts have few payers in common, yet more than chance, and nothing else (N02, P16: cluster logic from IWF)."""
    plan = basis(rng, "hidden_ring", STORE)
    return changed(
        plan,
        common=float(rng.uniform(0.05, 0.2)),
        prices=str(rng.choice(["own", "blend"])),
        share=0.0,
        schedule="whole",
        accounts=max(4, plan.accounts),
        crowd="scattered",
    )


TYPOLOGIES: tuple[Callable[[np.random.Generator], Plan], ...] = (
    sites_of_one_seller,
    distributor,
    close_reopen,
    load_balanced,
    laundering,
    camouflage,
    trial_front,
    churning_subs,
    private_receivers,
    mules,
    vouchers,
    successor,
    hidden_ring,
)
