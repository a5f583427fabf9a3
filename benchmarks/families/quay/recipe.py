"""What a group is like: its size, payers, lives, prices, hours and papers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

MEAN_VISITS = {"once": 1.0, "few": 2.0, "heavy": 3.0, "monthly": 3.0, "weekly": 4.0, "short": 4.0, "burst": 2.5}


@dataclass(frozen=True)
class Recipe:
    """The traits of a group; a seller is a conjunction of some, a twin turns one or two of them."""

    accounts: int = 5
    payers: int = 20
    spread: float = 0.6
    common: float = 0.5
    hits: float = 3.0
    carry: bool = False
    near: bool = False
    new: float = 0.15
    life: str = "window"
    days: int = 40
    gap: int = 3
    prices: str = "list"
    points: int = 4
    band: tuple[float, float] = (0.1, 0.8)
    hours: str = "model"
    visits: str = "once"
    balance: str = ""
    together: bool = False
    weekday: int = -1
    refund: float = 1.0
    dispute: float = 1.0
    decline: float = 1.0
    reimburse: float = 0.0
    shared: tuple[str, ...] = ()
    trade: str = "scattered"
    online: bool | None = None
    elsewhere: bool = False
    brand: bool = False
    parent: bool = False
    receivers: bool = False
    recurring: bool = False
    fixed: tuple[float, ...] = ()

    def but(self, **traits: object) -> "Recipe":
        """Return the same with traits turned."""
        return replace(self, **traits)


def log_between(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw between two bounds, small ones as likely as large ones."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def one_of(rng: np.random.Generator, *choices: object) -> object:
    """Draw one of the choices."""
    return choices[int(rng.integers(len(choices)))]


def some_identifiers(rng: np.random.Generator, chance: float) -> tuple[str, ...]:
    """Draw which identifiers of its papers a group shares, mostly none."""
    if rng.random() > chance:
        return ()
    names = ("settlement_account", "phone", "email", "postal_address", "principal")
    return tuple(name for name in names if rng.random() < 0.4) or ("phone",)


def base(rng: np.random.Generator, room: int) -> Recipe:
    """Draw a recipe from wide ranges, fit for so many payments."""
    visits = str(one_of(rng, "once", "few", "few", "heavy", "monthly", "short", "burst"))
    accounts, payers = fit(int(log_between(rng, 2, 40.9)), log_between(rng, 5, 400), room / MEAN_VISITS[visits])
    return Recipe(
        accounts=accounts,
        payers=payers,
        spread=rng.uniform(0.1, 1.2),
        common=rng.uniform(0.05, 0.95),
        hits=rng.uniform(2, max(2.5, min(8, accounts))),
        new=float(one_of(rng, 0.02, 0.1, 0.25, 0.5)),
        life=str(one_of(rng, "window", "window", "staggered", "own", "whole")),
        days=int(log_between(rng, 3, 300)),
        gap=int(log_between(rng, 1, 30)),
        prices=str(one_of(rng, "list", "list", "jitter", "model", "tiers")),
        points=int(rng.integers(1, 9)),
        band=_band(rng),
        hours=str(one_of(rng, "model", "model", "night", "evening", "flat", "shifted")),
        visits=visits,
        refund=float(one_of(rng, 0, 0.3, 1, 3)),
        dispute=float(one_of(rng, 0, 0, 1, 4)),
        decline=float(one_of(rng, 0.3, 1, 3)),
        shared=some_identifiers(rng, 0.25),
        trade=str(one_of(rng, "scattered", "scattered", "same")),
        online=one_of(rng, True, None, None, False),
        elsewhere=bool(rng.random() < 0.3),
        brand=bool(rng.random() < 0.2),
        recurring=bool(rng.random() < 0.3),
    )


def fit(accounts: int, payers: float, room: float) -> tuple[int, int]:
    """Shrink the number of payers, then of accounts, until a group fits its room."""
    payers = max(5.0, min(payers, room / accounts))
    accounts = max(2, min(accounts, int(room / payers)))
    return accounts, int(payers)


def _band(rng: np.random.Generator) -> tuple[float, float]:
    low = rng.uniform(0.02, 0.6)
    return low, min(0.98, low + rng.uniform(0.1, 0.5))
