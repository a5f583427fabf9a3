"""Honest businesses: houses of one or several accounts, with their lives, prices, sizes and neighbourhoods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import RATE
from .trades import CARD_TRADES, WALLET_TRADES, Trade, price_list

SIZES = {
    "single": (1, 1),
    "chain": (1, 22),
    "fleet": (2, 16),
    "duo": (1, 3),
    "publisher": (1, 7),
    "platform": (3, 30),
    "festival": (4, 26),
    "market": (1, 14),
    "franchise": (2, 16),
    "payee": (1, 1),
    "village": (2, 16),
}
ONE_LIST = {"chain", "fleet", "franchise", "publisher", "market"}


@dataclass(frozen=True)
class Member:
    """A member of the coalition and what it can say."""

    name: str
    kind: str
    country: str
    timezone: str
    precision: str
    last_day: int
    knows_par: bool
    filled: frozenset[str]
    described: dict[str, float]


@dataclass(frozen=True)
class World:
    """The frame of time and place."""

    start: int
    days: int
    cities: list[str]
    members: list[Member]


@dataclass(frozen=True)
class Stall:
    """One account of an honest business."""

    member: int
    trade: Trade
    city: int
    where: tuple[float, float]
    count: int
    opened: float
    closed: float
    prices: np.ndarray
    weights: np.ndarray
    currency: str
    house: int
    one_owner: bool
    sub: bool
    online: bool


def build(rng: np.random.Generator, world: World, payments: int) -> list[Stall]:
    """Draw houses until the members' accounts take up all payments."""
    stalls: list[Stall] = []
    wallet_share = float(rng.uniform(0.14, 0.26))
    for card in (True, False):
        trades = CARD_TRADES if card else WALLET_TRADES
        weight = np.array([trade.weight for trade in trades])
        share = (1 - wallet_share if card else wallet_share) * payments
        members = [i for i, m in enumerate(world.members) if (m.kind != "wallet") == card]
        strength = rng.dirichlet(np.full(len(members), 4.0))
        taken, most = 0, max(int(payments * 0.02), 20)
        while taken < share:
            trade = trades[rng.choice(len(trades), p=weight / weight.sum())]
            member = int(rng.choice(members, p=strength))
            house = _house(rng, world, trade, member)
            base = float(np.exp(rng.normal(2.6, 1.3)))
            for frame in house:
                size = base * np.exp(rng.normal(0, 0.6)) * _span(frame, world.days)
                size = max(int(min(size, most, share - taken)), 2)
                taken += size
                stalls.append(_stall(rng, world, trade, {**frame, "count": size, "house": len(stalls)}))
                stalls[-1] = _same_house(stalls, frame["rank"])
    return stalls


def _span(frame: dict, days: int) -> float:
    """Longer lives take more payments, less than in proportion."""
    return 0.4 + 2.0 * (min(frame["closed"], days) - max(frame["opened"], 0)) / days


def _same_house(stalls: list[Stall], rank: int) -> Stall:
    """The newest account, with the house number (and, in some trades, the price list) of the first of its house."""
    stall = stalls[-1]
    if rank == 0:
        return stall
    first = stalls[-1 - rank]
    change = {"house": first.house, "one_owner": first.one_owner}
    if stall.trade.house in ONE_LIST and first.currency == stall.currency:
        change.update(prices=first.prices, weights=first.weights)
    return Stall(**{**stall.__dict__, **change})


def _house(rng: np.random.Generator, world: World, trade: Trade, member: int) -> list[dict]:
    """The frames of all accounts of one house: member, city, place, first and last day."""
    low, high = SIZES[trade.house]
    size = low if rng.random() < 0.45 else int(min(high, low + rng.geometric(2 / (high - low + 2)) - 1))
    size = max(size, 1)
    city = _city(rng, world, member)
    centre = float(rng.random())
    width = float(rng.choice([0.01, 0.03, 0.1, 0.3]))
    begin, length = _life(rng, world.days, trade.life)
    frames = []
    for rank in range(size):
        opened, closed = begin, begin + length
        if trade.house in ("chain", "franchise", "platform", "village", "publisher") and rank:
            opened, closed = _sibling(rng, world.days, trade, (begin, length))
        away = trade.house in ("chain", "franchise") and rank and rng.random() < 0.5
        frames.append(
            {
                "member": member,
                "rank": rank,
                "opened": opened,
                "closed": closed,
                "width": width,
                "city": _city(rng, world, member) if away else city,
                "centre": float(rng.random()) if away else centre,
                "sub": trade.house in ("platform", "festival") or (trade.house == "franchise" and rng.random() < 0.3),
            }
        )
    return frames


def _city(rng: np.random.Generator, world: World, member: int) -> int:
    """A city, mostly of the member's own country."""
    own = [i for i, country in enumerate(world.cities) if country == world.members[member].country]
    return int(rng.choice(own)) if own and rng.random() < 0.85 else int(rng.integers(len(world.cities)))


def _life(rng: np.random.Generator, days: int, life: str) -> tuple[float, float]:
    """The first day (below zero: before the period) and the length of a house's life."""
    if life == "burst":
        return float(rng.uniform(0, days - 4)), float(rng.uniform(1.5, 5))
    if life == "short":
        return float(rng.uniform(-20, days * 0.97)), float(np.exp(rng.normal(3.2, 0.9)))
    begin = float(-np.exp(rng.uniform(0, 8))) if rng.random() < 0.55 else float(rng.uniform(0, days * 0.97))
    return begin, float(rng.uniform(4, days)) if rng.random() < 0.2 else 1e5


def _sibling(rng: np.random.Generator, days: int, trade: Trade, first: tuple[float, float]) -> tuple[float, float]:
    """The life of a further account of a house: with the first, at another time, or after another has closed."""
    begin, length = first
    how = rng.random()
    if how < 0.4 and trade.house != "franchise":
        return begin, begin + length
    if how < 0.7:
        return _pair(*_life(rng, days, trade.life))
    opened = float(rng.uniform(max(begin, 0), days * 0.98))
    return opened, opened + float(np.exp(rng.normal(3.6, 1.0)))


def _pair(begin: float, length: float) -> tuple[float, float]:
    """First and last day from first day and length."""
    return begin, begin + length


def _stall(rng: np.random.Generator, world: World, trade: Trade, frame: dict) -> Stall:
    """An account in its frame, with prices of its own."""
    home = world.members[frame["member"]].country
    own = {"NL": "EUR", "GB": "GBP", "PL": "PLN", "DK": "DKK", "SE": "SEK", "IE": "EUR", "ES": "EUR", "CZ": "CZK"}[home]
    online = bool(rng.random() < trade.online)
    abroad = online and rng.random() < 0.12
    currency = str(rng.choice(["EUR", "USD", "GBP"])) if abroad else own
    prices, weights = price_list(rng, trade, RATE[currency])
    return Stall(
        member=frame["member"],
        trade=trade,
        city=frame["city"],
        where=(frame["centre"], frame["width"]),
        count=frame["count"],
        opened=frame["opened"],
        closed=frame["closed"],
        prices=prices,
        weights=weights,
        currency=currency,
        house=frame["house"],
        one_owner=bool(rng.random() < 0.7)
        and trade.house in ("chain", "fleet", "duo", "publisher", "franchise", "market"),
        sub=frame["sub"],
        online=online,
    )
