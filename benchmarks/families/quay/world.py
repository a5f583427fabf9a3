"""The frame of a world: period, place, people and merchants of honest life."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .trades import FIRST, PRIVATE, SURNAMES, TOWNS, Trade

PLACES = (
    ("NL", "Europe/Amsterdam", "EUR", 1.0),
    ("SE", "Europe/Stockholm", "SEK", 11.0),
    ("PL", "Europe/Warsaw", "PLN", 4.3),
    ("IE", "Europe/Dublin", "EUR", 1.0),
    ("PT", "Europe/Lisbon", "EUR", 1.0),
    ("DK", "Europe/Copenhagen", "DKK", 7.5),
    ("FI", "Europe/Helsinki", "EUR", 1.0),
    ("AT", "Europe/Vienna", "EUR", 1.0),
)
ABROAD = ("DE", "FR", "ES", "IT", "GB", "US", "BE", "NO", "CH", "CZ", "EE", "CY", "MT", "LU")
CORRIDORS = ("PH", "IN", "MA", "NG", "RO", "VN", "CO", "SN", "TR", "PK", "UA", "BR", "TH", "GH", "KE", "LK", "PE", "BG")


@dataclass
class World:
    """When and where it all happens."""

    rng: np.random.Generator
    payments: int
    start: int
    days: int
    country: str
    zone: str
    currency: str
    scale: float
    corridor: np.ndarray = field(default_factory=lambda: np.empty(0))


def draw_world(seed: int, payments: int) -> World:
    """Draw period, country and corridors."""
    rng = np.random.default_rng([seed, 104729])
    country, zone, currency, scale = PLACES[int(rng.integers(len(PLACES)))]
    start = int(np.datetime64("2024-01-01", "D").astype(int)) + int(rng.integers(0, 500))
    made = World(rng, payments, start, int(rng.integers(130, 400)), country, zone, currency, scale)
    made.corridor = rng.dirichlet(np.full(len(CORRIDORS), 0.8))
    return made


@dataclass
class People:
    """Those who pay, sorted by town; neighbours stand beside one another."""

    town: np.ndarray
    cumulative: np.ndarray
    bounds: np.ndarray
    country: np.ndarray
    renewed: np.ndarray


def draw_people(world: World, count: int, towns: int) -> People:
    """Draw people of widely differing activity."""
    rng = world.rng
    town = np.sort(rng.choice(towns, size=count, p=rng.dirichlet(np.full(towns, 1.5))))
    cumulative = np.concatenate([[0.0], np.cumsum(rng.lognormal(0, 1.1, size=count))])
    bounds = cumulative[np.searchsorted(town, np.arange(towns + 1))]
    country = np.where(rng.random(count) < 0.9, world.country, rng.choice(np.array(ABROAD), size=count)).astype(object)
    renewed = np.where(rng.random(count) < 0.12, world.start + rng.integers(10, world.days, size=count), 10**6)
    return People(town, cumulative, bounds, country, renewed)


@dataclass
class Shops:
    """Those who are paid."""

    trades: tuple[Trade, ...]
    trade: np.ndarray
    town: np.ndarray
    home: np.ndarray
    low: np.ndarray
    high: np.ndarray
    events: np.ndarray
    prices: np.ndarray
    chain: np.ndarray
    name: np.ndarray
    country: np.ndarray
    currency: np.ndarray
    private: np.ndarray


def draw_shops(world: World, trades: tuple[Trade, ...], count: int, events: int) -> Shops:
    """Draw merchants with heavy tails, of whom some open late and some close early."""
    rng = world.rng
    many = np.array([trade.many for trade in trades])
    trade = np.sort(rng.choice(len(trades), size=count, p=many / many.sum()))
    low, high = _lives(world, count)
    size = (
        np.array([one.size for one in trades])[trade]
        * rng.lognormal(0, 1.25, size=count)
        * (high - low + 8)
        / world.days
    )
    size = np.maximum(size, 0.004 * size.mean())
    town = rng.integers(0, len(TOWNS), size=count)
    centre = rng.random(len(TOWNS)) * 0.9
    home = np.where(rng.random(count) < 0.5, centre[town] + 0.05 * rng.random(count), rng.random(count))
    chain = _chains(rng, trade)
    private = np.isin([one.name for one in trades], PRIVATE)[trade]
    foreign = np.array([one.far > 0.85 for one in trades])[trade] & (rng.random(count) < 0.35)
    country = np.where(foreign, rng.choice(np.array(ABROAD), size=count), world.country).astype(object)
    dollars = foreign & (rng.random(count) < 0.3)
    currency = np.where(dollars, "USD" if world.currency != "USD" else "EUR", world.currency).astype(object)
    made = Shops(
        trades,
        trade,
        town,
        home,
        low,
        high,
        rng.multinomial(events, size / size.sum()),
        np.empty(0),
        chain,
        _names(rng, trades, trade, chain),
        country,
        currency,
        private,
    )
    made.prices = _price_lists(world, made)
    return made


def _lives(world: World, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw first and last days: a quarter opens late, a seventh closes early."""
    rng, fate = world.rng, world.rng.random(count)
    low = np.where(fate < 0.27, world.start + rng.integers(4, world.days - 8, size=count), world.start)
    high = np.where((fate > 0.22) & (fate < 0.36), low + rng.integers(6, 200, size=count), world.start + world.days)
    return low, np.minimum(high, world.start + world.days)


def _chains(rng: np.random.Generator, trade: np.ndarray) -> np.ndarray:
    """Put one shop in seven under an owner of several of the same trade."""
    chain = np.arange(len(trade))
    index = 0
    while index < len(trade) - 1:
        length = int(rng.integers(2, 10)) if rng.random() < 0.03 else 1
        same = trade[index : index + length] == trade[index]
        chain[index : index + length][same] = chain[index]
        index += length
    return chain


def _names(rng: np.random.Generator, trades: tuple[Trade, ...], trade: np.ndarray, chain: np.ndarray) -> np.ndarray:
    names = []
    for index, (kind, owner) in enumerate(zip(trade, chain)):
        words = trades[kind].words
        middle = f" {SURNAMES[int(rng.integers(len(SURNAMES)))]}" if rng.random() < 0.3 else ""
        last = words[int(rng.integers(len(words)))]
        first = FIRST[int(rng.integers(len(FIRST)))] if owner == index else names[owner].split()[0]
        names.append(f"{first}{middle} {last}")
    return np.array(names, dtype=object)


def _price_lists(world: World, shops: Shops) -> np.ndarray:
    """Draw a list of twelve prices for each merchant; a chain has one list."""
    rng, size = world.rng, len(shops.trade)
    centre = np.array([one.price for one in shops.trades])[shops.trade] * rng.lognormal(0, 0.3, size=size)
    width = np.array([one.width for one in shops.trades])[shops.trade]
    lists = centre[:, None] * rng.lognormal(0, 1, size=(size, 12)) ** width[:, None]
    return lists[shops.chain]
