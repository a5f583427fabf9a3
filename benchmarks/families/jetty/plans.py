"""What a planted group does, and what its innocent twin does otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

MERCHANT = ("acquirer", "issuer", "scheme", "wallet", "vasp", "bank")
PERSON = ("remitter", "wallet", "bank", "vasp")
ALL = ("acquirer", "issuer", "scheme", "wallet", "vasp", "bank", "remitter")


@dataclass(frozen=True)
class Plan:
    """The traits of one group."""

    accounts: int = 6
    payers: int = 60
    known: float = 0.85
    source: str = "unrelated"
    breadth: float = 0.4
    repeat: float = 3.0
    cadence: str = "gaps"
    gap: float = 12.0
    prices: str = "list"
    low: float = 10.0
    high: float = 80.0
    points: int = 3
    joint_prices: bool = False
    hours: str = "night"
    life: str = "open"
    share: tuple[str, ...] = ()
    sharing: float = 0.8
    pairs: bool = False
    look: str = "any"
    host: float = 0.0
    refunds: float = 1.0
    disputes: float = 1.0
    declines: float = 1.0
    recurring: bool = False
    texts: str = "look"
    relations: tuple[str, ...] = ()
    parent: bool = False
    brand: bool = False
    level: bool = False
    drift: bool = False
    rail: str = ""


@dataclass(frozen=True)
class Typology:
    """A planted plan and the changes that make each twin."""

    name: str
    kinds: tuple[str, ...]
    planted: dict[str, Any]
    twins: dict[str, dict[str, Any]]


FOUR = ("settlement_account", "phone", "email", "principal")
T = Typology
CATALOGUE = (
    T("distributor", MERCHANT, dict(share=FOUR, life="short", look="digital", breadth=0.35, joint_prices=True),
      {"pop-up franchise": dict(source="local", breadth=0.05), "event organiser": dict(cadence="burst", hours="web")}),
    T("hidden ring", ALL, dict(payers=22, breadth=0.5, repeat=5, look="any", hours="look"),
      {"hobby specialists": dict(source="local", prices="look"), "neighbouring shops": dict(source="local", cadence="flat")}),
    T("camouflage", MERCHANT, dict(prices="look", hours="look", cadence="flat", share=("phone", "settlement_account"), pairs=True, breadth=0.3),
      {"family firms": dict(source="local"), "shared book-keeper": dict(breadth=0.03, share=("phone", "postal_address"))}),
    T("laundered stream", MERCHANT, dict(host=2.5, look="retail", low=15, high=90, breadth=0.3, drift=True),
      {"ticket desk": dict(source="local", hours="look"), "evening classes": dict(source="local", cadence="monthly")}),
    T("receivers", PERSON, dict(look="person", prices="band", low=10, high=200, cadence="gaps", gap=9, breadth=0.5, relations=("friend", "none", "unknown"), hours="late"),
      {"charity collection": dict(source="local", cadence="collection"), "diaspora collection": dict(source="local", relations=("family", "friend", "none")),
       "language tutors": dict(prices="list", hours="evening")}),
    T("pooling mules", PERSON, dict(look="person", source="young", prices="band", low=20, high=250, cadence="burst", life="short", repeat=1.8, breadth=0.2),
      {"club treasurers": dict(source="local", hours="evening"), "school trip": dict(prices="list", hours="evening")}),
    T("vouchers to wallets", ("wallet", "acquirer", "vasp", "issuer"), dict(look="voucher", rail="voucher", points=4, low=10, high=100, repeat=4, breadth=0.5, share=("settlement_account",)),
      {"gift season": dict(cadence="winter", hours="web"), "game top-ups": dict(source="local", breadth=0.15)}),
    T("successors", ALL, dict(life="chain", look="digital", breadth=0.15, repeat=5, recurring=False, declines=1.6),
      {"acquirer migration": dict(brand=True, share=("settlement_account", "registration_number"), sharing=1.0), "new tenant": dict(source="local", hours="look")}),
    T("trial-price fronts", ("acquirer", "issuer", "wallet", "scheme"), dict(prices="trial", recurring=True, cadence="monthly", look="trial", share=("phone", "principal"), disputes=0.3, breadth=0.2),
      {"meal boxes": dict(disputes=1.0, breadth=0.03), "streaming bundle": dict(source="local", hours="web")}),
    T("churning sub-merchants", ("acquirer", "wallet", "issuer"), dict(parent=True, life="short", look="digital", breadth=0.3, low=8, high=60),
      {"craft marketplace": dict(prices="look", hours="web"), "food court": dict(source="local", hours="evening")}),
    T("rebilling subscriptions", MERCHANT, dict(prices="list", points=2, recurring=True, cadence="monthly", look="any", breadth=0.25, repeat=4, drift=True, source="foreign"),
      {"gym chain": dict(source="local", share=("principal",)), "software tools": dict(breadth=0.03, look="digital")}),
    T("load balancing", MERCHANT, dict(level=True, share=("settlement_account", "principal"), pairs=True, prices="list", breadth=0.15, look="digital"),
      {"franchise": dict(source="local", hours="look"), "courier depots": dict(prices="look", cadence="flat")}),
    T("woken accounts", MERCHANT, dict(cadence="end", look="retail", breadth=0.35, low=15, high=70, declines=1.5),
      {"seasonal trade": dict(source="local", hours="look"), "fund drive": dict(prices="band", hours="web")}),
    T("handles", PERSON, dict(look="person", texts="handle", prices="list", points=4, low=5, high=60, breadth=0.3, repeat=4),
      {"creators": dict(breadth=0.06, source="unrelated"), "game guild": dict(source="local", hours="evening")}),
    T("one address a buyer", ("vasp", "wallet", "remitter"), dict(accounts=18, payers=30, breadth=0.02, repeat=2.5, look="person", low=10, high=95, points=2, joint_prices=True),
      {"deposit addresses": dict(prices="band", cadence="monthly"), "donation addresses": dict(source="local", hours="web")}),
    T("quiet adult fronts", ("acquirer", "issuer", "scheme", "wallet"), dict(look="adult", disputes=0.0, refunds=0.1, breadth=0.3, share=("email", "postal_address"), prices="list", source="foreign"),
      {"lawful studio": dict(disputes=1.0, breadth=0.08), "independent creators": dict(share=(), source="unrelated")}),
    T("family receivers", ("remitter", "wallet", "bank"), dict(look="person", share=("phone", "postal_address"), sharing=0.7, prices="rise", low=10, high=120, breadth=0.5, source="foreign", gap=8),
      {"household remittance": dict(breadth=0.12, relations=("family",)), "small guest houses": dict(repeat=1.3, prices="band")}),
    T("test-card refusers", ("acquirer", "issuer", "scheme"), dict(declines=9.0, look="digital", breadth=0.25, prices="list", source="foreign"),
      {"strict age check": dict(look="adult", breadth=0.05), "ticket rush": dict(cadence="burst", hours="web")}),
)
SCALES = {"low": 0.3, "high": 0.4, "gap": 0.35, "breadth": 0.35, "repeat": 0.3, "host": 0.5}


def vary(typology: Typology, rng: np.random.Generator) -> tuple[Plan, list[tuple[str, Plan]]]:
    """A planted plan from wide ranges, and at least one twin that differs in its reason's traits alone."""
    plan = replace(Plan(**typology.planted), known=float(rng.uniform(0.5, 0.97)), sharing=float(rng.uniform(0.5, 1.0)), points=int(rng.integers(1, 7)))
    plan = replace(plan, **{name: float(getattr(plan, name) * rng.lognormal(0, spread)) for name, spread in SCALES.items()})
    size = (1 if typology.name == "one address a buyer" else rng.random()) * 22
    accounts = int(np.clip(3 + size * rng.random() ** 1.1, 3, 25))
    payers = int(np.clip(rng.lognormal(np.log(plan.payers), 0.9), 5, 600))
    plan = replace(plan, accounts=accounts, payers=payers, high=max(plan.high, plan.low * 1.5), breadth=min(plan.breadth, 0.95))
    plan = _hide(plan, rng)
    reasons = list(typology.twins)
    chosen = [reasons[at] for at in rng.permutation(len(reasons))[: 1 + int(rng.random() < 0.25)]]
    twins = []
    for reason in chosen:
        more = int(rng.integers(0, 5))
        like = replace(plan, accounts=min(25, accounts + more), payers=max(5, int(payers * rng.lognormal(0, 0.2))))
        twins.append((f"{typology.name}/{reason}", replace(like, **typology.twins[reason])))
    return plan, twins


def _hide(plan: Plan, rng: np.random.Generator) -> Plan:
    """Sellers who know what is looked for give up some of it: hours, shared fields, exact prices."""
    changes: dict[str, Any] = {}
    if rng.random() < 0.3:
        changes["hours"] = "look"
    if plan.share and rng.random() < 0.4:
        keep = rng.permutation(len(plan.share))[: max(1, len(plan.share) - 1)]
        changes["share"] = tuple(plan.share[at] for at in sorted(keep))
    if rng.random() < 0.35:
        changes["pairs"] = True
    if rng.random() < 0.2:
        changes["joint_prices"] = not plan.joint_prices
    return replace(plan, **changes)
