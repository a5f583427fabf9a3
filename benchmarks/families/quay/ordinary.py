"""Ordinary payments: who pays whom, when and how much, and what comes after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .world import People, Shops, World

FACES = np.array([10, 15, 20, 25, 30, 50, 75, 100])


@dataclass
class Events:
    """Payments as they happen, before any member writes them down."""

    shop: np.ndarray
    payer: np.ndarray
    day: np.ndarray
    second: np.ndarray
    amount: np.ndarray
    kind: np.ndarray
    related: np.ndarray
    number: np.ndarray


def draw_events(world: World, people: People, shops: Shops) -> Events:
    """Draw all purchases of some shops, with declines, refunds, reversals and disputes."""
    rng = world.rng
    shop = np.repeat(np.arange(len(shops.trade)), shops.events)
    day = _days(world, shops, shop)
    hours = np.array([one.hours for one in shops.trades])[shops.trade[shop]]
    second = (rng.normal(hours[:, 0], hours[:, 1]) * 3600).astype(int) % 86400
    payer = _payers(rng, people, shops, shop)
    size = len(shop)
    made = Events(
        shop,
        payer,
        day,
        second,
        _amounts(world, shops, shop),
        np.full(size, "purchase", dtype=object),
        np.full(size, -1),
        np.arange(size),
    )
    return _after(world, shops, made)


def _days(world: World, shops: Shops, shop: np.ndarray) -> np.ndarray:
    """Draw days by the week and the season of each trade, within the life of the shop."""
    span = world.start + np.arange(world.days + 1)
    day = np.empty(len(shop), dtype=int)
    for kind in np.unique(shops.trade):
        week = np.array(shops.trades[kind].week)[(span + 3) % 7]
        season = 1 + world.rng.uniform(0, 0.4) * np.sin(2 * np.pi * (span / 365 + world.rng.random()))
        level = np.concatenate([[0.0], np.cumsum(week * season)])
        mine = shops.trade[shop] == kind
        low, high = shops.low[shop[mine]] - world.start, shops.high[shop[mine]] - world.start
        drawn = level[low] + world.rng.random(int(mine.sum())) * (level[high + 1] - level[low])
        day[mine] = world.start + np.clip(np.searchsorted(level, drawn, side="right") - 1, low, high)
    return day


def _payers(rng: np.random.Generator, people: People, shops: Shops, shop: np.ndarray) -> np.ndarray:
    """Draw payers: regulars who live side by side, others of the town, and people from afar."""
    size, towns = len(shop), len(people.bounds) - 1
    trade = shops.trade[shop]
    loyal = np.array([one.loyal for one in shops.trades])[trade]
    far = np.array([one.far for one in shops.trades])[trade]
    town = shops.town[shop] % towns
    stranger = rng.random(size) < far
    low = np.where(stranger, 0.0, people.bounds[town])
    high = np.where(stranger, people.cumulative[-1], people.bounds[town + 1])
    each = people.cumulative[-1] / len(people.town)
    regulars = np.maximum(0.7, shops.events[shop] * loyal / rng.uniform(3, 12, size=len(shops.trade))[shop])
    width = np.minimum(regulars * each, 0.6 * (high - low))
    window = low + shops.home[shop] * (high - low) + width * rng.random(size) ** 1.6
    window = low + np.mod(window - low, np.maximum(high - low, 1e-9))
    level = np.where(rng.random(size) < loyal, window, low + rng.random(size) * (high - low))
    return np.clip(np.searchsorted(people.cumulative, level, side="right") - 1, 0, len(people.town) - 1)


def _amounts(world: World, shops: Shops, shop: np.ndarray) -> np.ndarray:
    """Draw amounts in the style of each trade and the currency of each shop."""
    rng, size = world.rng, len(shop)
    style = np.array([one.style for one in shops.trades], dtype=object)[shops.trade[shop]]
    scale = np.where(shops.currency[shop] == world.currency, world.scale, 1.0)
    spread = np.array([one.width for one in shops.trades])[shops.trade[shop]]
    spot = np.minimum(rng.geometric(0.35, size=size) - 1, 11)
    listed = shops.prices[shop, spot] * scale
    free = shops.prices[shop, 0] * np.exp(rng.normal(0, 1, size=size) * spread) * scale
    coarse = scale > 2
    ending = np.array([0.99, 0.95, 0.9, 0.0])[shop % 4]
    nine = np.where(coarse, np.floor(free / 10) * 10 + 9, np.floor(free) + ending)
    tidy = np.where(
        coarse, np.round(listed), np.floor(listed) + np.array([0.0, 0.5, 0.99, 0.95, 0.0])[(shop + spot) % 5]
    )
    made = np.round(free, 2)
    made = np.where(style == "five", np.where(coarse, np.round(free), np.round(free * 10) / 10), made)
    made = np.where(style == "nine", nine, made)
    made = np.where(style == "list", tidy, made)
    made = np.where(style == "round", np.maximum(1, np.round(free / 5)) * 5, made)
    made = np.where(style == "ten", np.maximum(1, np.round(free / 10)) * 10, made)
    face = FACES[np.minimum(rng.geometric(0.3, size=size) - 1, len(FACES) - 1)] * np.where(coarse, np.round(scale), 1)
    made = np.where(style == "face", face, made)
    return np.round(np.maximum(made, np.where(coarse, 1.0, 0.5)), 2)


def _after(world: World, shops: Shops, made: Events) -> Events:
    """Add what does not succeed and what goes back."""
    rng, size = world.rng, len(made.shop)
    back = np.array([one.returns for one in shops.trades])[shops.trade[made.shop]]
    clash = np.array([one.disputes for one in shops.trades])[shops.trade[made.shop]]
    chances = {"decline": np.full(size, 0.022), "refund": back, "chargeback": clash, "reversal": np.full(size, 0.002)}
    parts = [made]
    for kind, chance in chances.items():
        hit = np.flatnonzero(rng.random(size) < chance)
        wait = {"decline": 0, "reversal": 0, "refund": 14, "chargeback": 60}[kind]
        day = made.day[hit] + (rng.integers(1, wait + 1, size=len(hit)) if wait else 0)
        shift = -rng.integers(5, 900, size=len(hit)) if kind == "decline" else rng.integers(30, 4000, size=len(hit))
        part = rng.random(len(hit)) < (0.2 if kind == "refund" else 0.0)
        amount = np.where(part, np.maximum(1, np.round(made.amount[hit] * 0.5)), made.amount[hit])
        parts.append(
            Events(
                made.shop[hit],
                made.payer[hit],
                day,
                np.clip(made.second[hit] + shift, 0, 86399),
                amount,
                np.full(len(hit), kind, dtype=object),
                np.where(kind == "decline", -1, hit),
                hit,
            )
        )
    names = ("shop", "payer", "day", "second", "amount", "kind", "related")
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Events(**joined, number=np.arange(len(joined["shop"])))
