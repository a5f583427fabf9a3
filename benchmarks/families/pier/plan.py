"""A plan of one group of accounts: the traits that sellers and honest traders may share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import IDENTIFIERS


@dataclass(frozen=True)
class Plan:
    """Traits of a group.

    prices: list (one for all), lists (one each), shop (as the model shop asks), round (steps of a few sums), trial.
    hours: shop (of the model), member (of all), evening, night, flat. rhythm: loose, weekly, monthly, burst, trial.
    lives: whole, staggered, together, relay, running (open until the data end).
    circle: anyone or neighbours. place: shop, sub, payee, voucher, host.
    """

    accounts: int
    payers: int
    visits: float
    common: float
    life: int
    gap: int
    points: int
    prices: str = "list"
    hours: str = "member"
    rhythm: str = "loose"
    lives: str = "staggered"
    circle: str = "anyone"
    place: str = "shop"
    members: int = 1
    currencies: int = 1
    remote: bool = True
    balanced: bool = False
    one_name: bool = False
    one_trade: bool = False
    elsewhere: bool = False
    shared: tuple[str, ...] = ()
    refunds: float = 1.0
    disputes: float = 1.0
    fresh: float = 0.1
    reissued: float = 0.1
    onward: int = -1

    @property
    def rows(self) -> float:
        """About how many payments the group makes."""
        return self.accounts * self.payers * self.visits * 1.15


def some_identifiers(rng: np.random.Generator, chance: float) -> tuple[str, ...]:
    """Identifiers that the accounts of a group share; most groups of sellers share none."""
    if rng.random() >= chance:
        return ()
    return tuple(str(c) for c in rng.choice(IDENTIFIERS, int(rng.integers(1, 3)), replace=False))


def wide(rng: np.random.Generator, room: float) -> Plan | None:
    """A seller drawn from wide ranges; None where so many payments leave no room for two of its accounts."""
    payers = int(np.clip(rng.lognormal(np.log(46), .62), 5, 400))
    visits = float(np.exp(rng.uniform(np.log(1.1), np.log(4.5))))
    most = min(40, int(room / (payers * visits * 1.15)))
    if most < 2:
        return None
    return Plan(
        accounts=int(np.exp(rng.uniform(np.log(2), np.log(most + .99)))), payers=payers, visits=visits,
        common=float(rng.uniform(.05, .95)), life=int(np.exp(rng.uniform(np.log(3), np.log(400)))),
        gap=int(np.exp(rng.uniform(0, np.log(30)))), points=int(np.exp(rng.uniform(0, np.log(16)))),
        prices=str(rng.choice(["list", "list", "lists", "round"])),
        hours=str(rng.choice(["member", "evening", "night"])),
        rhythm=str(rng.choice(["loose", "loose", "monthly", "burst"])),
        lives=str(rng.choice(["staggered", "together", "whole", "running", "running"])),
        members=int(rng.integers(1, 4)), currencies=int(rng.integers(1, 3)), elsewhere=bool(rng.random() < .3),
        one_trade=bool(rng.random() < .3), shared=some_identifiers(rng, .3),
        refunds=float(rng.choice([0, .3, 1, 2.5])), disputes=float(rng.choice([0, 0, 1, 3])),
        fresh=float(rng.uniform(0, .35)), reissued=float(rng.uniform(0, .2)))
