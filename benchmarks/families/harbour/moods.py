"""Prices and hours of a group, taken from what honest accounts around it ask and when they sell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .ground import Place
from .model import DAY, to_local, to_utc
from .recipe import Account, Recipe


def money(place: Place, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Amounts and currencies of rows."""
    return place.rows["amount"].to_numpy()[rows].astype(float), place.rows["currency"].to_numpy()[rows]


def price_lists(rng: np.random.Generator, recipe: Recipe, accounts: list[Account]) -> None:
    """Give every account its currency and prices; one list for the group, or a list for each."""
    lead: dict[tuple[str, str], np.ndarray] = {}
    step = np.sort(rng.uniform(recipe.band[0], recipe.band[1], recipe.price_count))
    for account in accounts:
        place = account.place
        rows = place.of_shop(account.donor)
        amounts, names = money(place, rows)
        account.currency = str(names[0])
        if recipe.currencies and rng.random() < 0.4:
            account.currency = str(rng.choice(place.rows["currency"].to_numpy()[place.points]))
        key = (place.name if len({a.place.name for a in accounts}) > 1 else "", account.currency)
        if recipe.pricing == "donor":
            account.prices, account.currency = amounts, str(names[0])
        elif recipe.pricing == "own":
            own = np.sort(rng.uniform(recipe.band[0], recipe.band[1], int(rng.integers(2, 8))))
            account.prices = _points(rng, recipe, account, own)
        else:
            if key not in lead:
                same = [value for (_, currency), value in lead.items() if currency == account.currency]
                lead[key] = same[0] if same else _points(rng, recipe, account, step)
            account.prices = lead[key]


def _points(rng: np.random.Generator, recipe: Recipe, account: Account, steps: np.ndarray) -> np.ndarray:
    """Prices that honest accounts ask at about the given places of the row of prices, in the account's currency."""
    place = account.place
    rows = place.points if rng.random() < 0.5 else place.by_shop[0]
    amounts, names = money(place, rows)
    private = place.stalls["private"].to_numpy()[place.shop[rows]]
    fit = (names == account.currency) & (private == (recipe.donors == "private"))
    if fit.sum() < 20:
        fit = names == account.currency
    if fit.sum() < 5:
        amounts, fit = money(place, place.of_shop(account.donor))[0], slice(None)
    ladder = np.sort(amounts[fit])
    if recipe.pricing == "notes":
        whole = ladder[(ladder % 5 == 0) & (ladder > 0)]
        ladder = whole if len(whole) >= 5 else ladder
    at = np.clip((steps + rng.normal(0, 0.02, len(steps))) * len(ladder), 0, len(ladder) - 1).astype(int)
    if recipe.pricing == "trial":
        at = np.array([int(rng.uniform(0.02, 0.12) * len(ladder)), int(rng.uniform(0.6, 0.9) * len(ladder))])
    return ladder[at]


def ask(rng: np.random.Generator, recipe: Recipe, accounts: list[Account], visits: pd.DataFrame) -> np.ndarray:
    """The amount of every purchase."""
    weight = rng.dirichlet(np.full(64, 0.9))
    taste = rng.random(int(visits["person"].max()) + 1)
    amount = np.zeros(len(visits))
    for number, account in enumerate(accounts):
        at = np.flatnonzero(visits["account"].to_numpy() == number)
        prices, rank = account.prices, visits["rank"].to_numpy()[at]
        chance = np.resize(weight, len(prices)) if recipe.pricing != "donor" else np.ones(len(prices))
        pick = rng.choice(len(prices), len(at), p=chance / chance.sum())
        if recipe.tempo == "rising":
            begin = taste[visits["person"].to_numpy()[at]] * len(prices) / 2
            pick = np.minimum((rank + begin).astype(int), len(prices) - 1)
        if recipe.tempo == "monthly":
            pick = (taste[visits["person"].to_numpy()[at]] * len(prices)).astype(int)
        if recipe.pricing == "trial":
            pick = np.minimum(visits["step"].to_numpy()[at], len(prices) - 1)
        amount[at] = prices[pick]
    return amount


def set_hours(rng: np.random.Generator, recipe: Recipe, accounts: list[Account], visits: pd.DataFrame) -> np.ndarray:
    """Seconds of purchases with the hours of the donors, or late in the evening for part of them."""
    second = visits["second"].to_numpy().copy()
    for number, account in enumerate(accounts):
        at = np.flatnonzero(visits["account"].to_numpy() == number)
        place, rows = account.place, account.place.of_shop(account.donor)
        local = to_local(second[at], place.timezone)
        like = to_local(place.second[rng.choice(rows, len(at))], place.timezone) % DAY
        clock = (like + rng.integers(-1500, 1500, len(at))) % DAY
        dark = rng.random(len(at)) < recipe.late
        clock = np.where(dark, rng.normal(23.7 * 3600, 2.1 * 3600, len(at)) % DAY, clock)
        second[at] = to_utc(local // DAY * DAY + clock.astype("int64"), place.timezone)
    if recipe.session < 0.5:
        second = _keep_sessions(rng, visits, second)
    low = np.array([account.window[0] for account in accounts])[visits["account"].to_numpy()]
    high = np.array([account.place.span[1] for account in accounts])[visits["account"].to_numpy()]
    second = np.where(second < low - DAY, second + DAY, second)
    return np.where(second > high, second - DAY, second)


def _keep_sessions(rng: np.random.Generator, visits: pd.DataFrame, second: np.ndarray) -> np.ndarray:
    """What one person buys on one day at several accounts stays within the hour."""
    group = pd.Series(second).groupby([visits["person"].to_numpy(), second // DAY])
    first = group.transform("first").to_numpy()
    rank = group.cumcount().to_numpy()
    return np.where(rank > 0, first + (rank * rng.exponential(700, len(second))).astype("int64") + 40, second)


def as_written(place: Place, second: np.ndarray) -> np.ndarray:
    """Seconds as the member writes them: on the days that it names, or to the minute, where it knows no more."""
    known = place.once("moments", lambda: np.unique(place.second))
    second = np.clip(second, known[0], known[-1])
    if place.coarse:
        at = np.clip(np.searchsorted(known, second, side="right") - 1, 0, len(known) - 1)
        return known[at]
    if not (known[:2000] % 60).any():
        return second // 60 * 60
    return second
