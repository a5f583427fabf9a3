"""The shops and private receivers of the background: who they are, where, and how long."""

import numpy as np
import pandas as pd

from .names import BASE32, BASE58, DIGITS, HEX, brands, letters, spaced
from .people import LANDS, People
from .prices import COINS, price_list
from .trades import PRIVATE, TRADES, Trade

MONEY = {"NL": "EUR", "DE": "EUR", "SE": "SEK", "BE": "EUR", "DK": "DKK", "GB": "GBP"}
ACQUIRERS = 12


def _sizes(rng: np.random.Generator, trade: Trade, payments: float) -> np.ndarray:
    """Draw the payments of each shop of a trade; the tail is heavy."""
    count = max(3, round(payments / trade.size))
    sizes = rng.lognormal(-0.5, 1.0, count) * trade.size
    return np.maximum(1.0, sizes * payments / sizes.sum())


def _lives(rng: np.random.Generator, life: str, count: int, days: int) -> np.ndarray:
    """Draw first and last days of shops: most stand all the time, some come, some go, some are brief."""
    opened = np.where(rng.random(count) < 0.2, rng.integers(0, days, count), 0)
    closed = np.where(rng.random(count) < 0.05, rng.integers(0, days, count), days)
    if life in ("fading", "churn"):
        share, mean = (0.6, 60) if life == "churn" else (0.3, 150)
        brief = rng.random(count) < share
        begun = rng.integers(-30, days, count)
        span = 3 + rng.exponential(mean, count).astype(int)
        opened, closed = np.where(brief, begun, opened), np.where(brief, begun + span, closed)
    if life == "popup":
        opened = rng.integers(-5, days, count)
        closed = opened + np.maximum(2, rng.lognormal(2.2, 1.0, count).astype(int))
    opened = np.clip(opened, 0, days - 2)
    return np.stack([opened, np.clip(closed, opened + 2, days)], axis=1)


def _groups(rng: np.random.Generator, ties: str, count: int) -> np.ndarray:
    """Number the groups in which the shops of a trade hang together; alone is a group of one."""
    if ties == "none":
        return np.arange(count)
    group, made = np.zeros(count, dtype=int), 0
    at = 0
    while at < count:
        alone = rng.random() < (0.35 if ties == "chain" else 0.15)
        size = 1 if alone else 2 + int(rng.exponential(5 if ties == "chain" else 14))
        group[at : at + size] = made
        at, made = at + size, made + 1
    return group


def _places(rng: np.random.Generator, trade: Trade, people: People, group: np.ndarray) -> pd.DataFrame:
    """Draw land, town and home country; chains keep to one land, and often to one town."""
    anchor = rng.integers(0, people.count, len(group))
    leader = anchor[np.unique(group, return_index=True)[1]][group]
    town = people.town[anchor].copy()
    follow = rng.random(len(group)) < (0.6 if trade.ties != "none" else 0.0)
    town = np.where(follow | (trade.life == "popup"), people.town[leader], town)
    land = np.where(trade.scope == "town", town // 100_000, people.land[leader])
    return pd.DataFrame({"land": land, "town": town, "home": people.home[leader]})


def _money(rng: np.random.Generator, trade: Trade, land: np.ndarray) -> np.ndarray:
    """Draw the currency of each shop."""
    if trade.rails[0][0] == "crypto":
        return rng.choice(np.array(COINS, dtype=object), len(land), p=[0.45, 0.4, 0.15])
    if trade.rails[0][0] == "remittance":
        return np.full(len(land), "EUR", dtype=object)
    local = np.array([MONEY[LANDS[code]] for code in land], dtype=object)
    if trade.scope == "world":
        return np.where(rng.random(len(land)) < 0.85, "EUR", np.where(rng.random(len(land)) < 0.5, local, "USD"))
    return local


def _of_trade(rng: np.random.Generator, number: int, people: People, budget: tuple[float, int]) -> pd.DataFrame:
    """Draw all shops of one trade; `budget` is its payments and the days of the world."""
    trade = TRADES[number]
    size = _sizes(rng, trade, budget[0])
    group = _groups(rng, trade.ties, len(size))
    shops = _places(rng, trade, people, group)
    lives = _lives(rng, trade.life, len(size), budget[1])
    shops["trade"], shops["group"], shops["size"] = number, group, size
    shops["opened"], shops["closed"] = lives[:, 0], lives[:, 1]
    shops["mcc"] = rng.choice(np.array(trade.mccs, dtype=object), len(size))
    names = brands(rng, len(size))
    shared = names[np.unique(group, return_index=True)[1]][group]
    shops["name"] = shared if trade.ties == "chain" else names
    shops["owner"] = shared if trade.ties == "chain" else names
    money = _money(rng, trade, shops["land"].to_numpy())
    first = np.unique(group, return_index=True)[1]
    shops["currency"] = money[first][group] if trade.ties == "chain" else money
    one_list = trade.ties == "chain" or (trade.name == "creator")
    books: dict[int, np.ndarray] = {}
    lists = []
    for at, (owner, coin) in enumerate(zip(group, shops["currency"], strict=True)):
        if not one_list or owner not in books or len(books[owner]) == 0:
            books[owner] = price_list(rng, trade.prices, coin)
        elif coin != shops["currency"].iat[at - 1] and not trade.ties == "chain":
            books[owner] = price_list(rng, trade.prices, coin)
        lists.append(books[owner])
    shops["prices"] = lists
    return shops


def _merchant_ids(rng: np.random.Generator, shops: pd.DataFrame) -> np.ndarray:
    """Number the card accounts of each acquirer in its own style, in the order in which they open."""
    ids = np.empty(len(shops), dtype=object)
    since = np.where(shops["opened"] > 0, shops["opened"], -rng.integers(1, 2000, len(shops)))
    for acquirer in range(ACQUIRERS):
        mine = np.flatnonzero(shops["acquirer"].to_numpy() == acquirer)
        order = mine[np.argsort(since[mine], kind="stable")]
        number = spaced(rng, len(order), 9).astype(str)
        style = acquirer % 4
        if style == 0:
            ids[order] = [f"{4100 + acquirer}{n:0>8}" for n in number]
        elif style == 1:
            ids[order] = [f"M{acquirer:02d}{n:0>9}" for n in number]
        elif style == 2:
            ids[order] = letters(rng, HEX, 12, len(order))
        else:
            ids[order] = [f"{72 + acquirer}{n:0>7}" for n in number]
    return ids


def make_shops(rng: np.random.Generator, people: People, payments: int, days: int) -> pd.DataFrame:
    """Draw all shops of the world, each with the ids under which the members name it."""
    total = sum(trade.share for trade in TRADES)
    parts = [_of_trade(rng, n, people, (payments * t.share / total, days)) for n, t in enumerate(TRADES)]
    for number, part in enumerate(parts):
        part["group"] += 100_000 * number
    shops = pd.concat(parts, ignore_index=True)
    odds = np.append(0.09, rng.dirichlet(np.full(ACQUIRERS - 1, 1.2)) * 0.91)
    chain = rng.choice(ACQUIRERS, shops["group"].max() + 1, p=odds)
    own = rng.choice(ACQUIRERS, len(shops), p=odds)
    shops["acquirer"] = np.where(rng.random(len(shops)) < 0.8, chain[shops["group"]], own)
    shops["card"] = _merchant_ids(rng, shops)
    count = len(shops)
    private = shops["trade"].map(lambda n: TRADES[n].name in PRIVATE).to_numpy()
    shops["private"] = private
    shops["wallet"] = np.where(private, letters(rng, BASE32, 9, count), "S" + letters(rng, BASE32, 8, count))
    shops["credit_transfer"] = letters(rng, BASE32, 14, count)
    shops["remittance"] = letters(rng, HEX, 10, count)
    shops["crypto"] = letters(rng, BASE58, 34, count)
    shops["till"] = letters(rng, DIGITS, 8, count)
    return shops
