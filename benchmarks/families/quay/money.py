"""Prices and hours, drawn from those around."""

from __future__ import annotations

import numpy as np

from .people import Home
from .recipe import Recipe
from .stage import Rows, Stage


def observed(stage: Stage, home: Home, rows: Rows, band: tuple[float, float]) -> np.ndarray:
    """Return the prices of the surroundings between two quantiles, in the currency of the first account."""
    lead = home.lead
    money = lead.place.get("currency")
    name = money[stage.accounts[int(rows.account[0])].models[0]] if money is not None else None
    prices = lead.prices.get(name)
    if prices is None or len(prices) < 10:
        prices = max(lead.prices.values(), key=len)
    low, high = int(band[0] * len(prices)), int(band[1] * len(prices))
    return prices[low : max(high, low + 5)]


def model_rows(stage: Stage, home: Home, rows: Rows) -> np.ndarray:
    """Draw for each payment a payment of the merchant after which its account is modelled."""
    lead = home.lead
    models = np.array([stage.accounts[account].models[0] for account in rows.account])
    return lead.order[lead.starts[models] + (stage.rng.random(len(models)) * lead.counts[models]).astype(int)]


def fill_amounts(stage: Stage, home: Home, recipe: Recipe, rows: Rows) -> None:
    """Decide the amounts that are open."""
    rng, lead = stage.rng, home.lead
    prices = observed(stage, home, rows, recipe.band)
    open_rows, size = np.isnan(rows.amount), len(rows.account)
    drawn = rng.choice(prices, size=size)
    mode = recipe.prices
    if recipe.fixed:
        drawn = pick_points(rng, np.array(recipe.fixed), size)
    elif mode == "list":
        drawn = pick_points(rng, rng.choice(prices, size=recipe.points), size)
    elif mode == "tiers":
        values, count = np.unique(prices, return_counts=True)
        drawn = pick_points(rng, values[np.argsort(-count)[: recipe.points + 2]], size)
    elif mode == "own":
        lists = rng.choice(prices, size=(max(rows.account) + 1, recipe.points))
        drawn = lists[rows.account, np.minimum(rng.geometric(0.5, size=size) - 1, recipe.points - 1)]
    elif mode == "jitter":
        centre = pick_points(rng, rng.choice(prices, size=recipe.points), size)
        drawn = with_ending(rng, centre * rng.lognormal(0, 0.12, size=size), prices)
    elif mode == "model":
        drawn = lead.amount[model_rows(stage, home, rows)]
    elif mode == "trial":
        cheap = rng.choice(observed(stage, home, rows, (0.01, 0.15)), size=2)
        dear = rng.choice(observed(stage, home, rows, (0.45, 0.85)), size=2)
        drawn = np.where(rows.nth == 0, pick_points(rng, cheap, size), dear[rows.person % 2])
    elif mode == "payer":
        drawn = rng.choice(prices, size=int(rows.person.max()) + 1)[rows.person]
    if recipe.visits == "short" and mode in ("jitter", "payer") and not recipe.fixed:
        drawn = with_ending(rng, drawn * 1.08 ** np.minimum(rows.nth, 12), prices)
    elif rows.recurring and mode in ("list", "tiers", "own") and not recipe.fixed:
        drawn = first_again(rows, drawn)
    rows.amount = np.where(open_rows, drawn, rows.amount)


def pick_points(rng: np.random.Generator, points: np.ndarray, size: int) -> np.ndarray:
    """Draw from a price list of which some prices sell better."""
    weight = rng.dirichlet(np.full(len(points), 1.2))
    return rng.choice(points, size=size, p=weight)


def with_ending(rng: np.random.Generator, amounts: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Give amounts the endings that prices around have."""
    endings = rng.choice(prices, size=len(amounts))
    ending = np.round(endings - np.floor(endings), 8)
    whole = np.floor(amounts)
    whole = np.where((ending == 0) & (whole < 1), np.ceil(amounts), whole)
    return np.round(np.maximum(whole + ending, prices[0]), 8)


def first_again(rows: Rows, drawn: np.ndarray) -> np.ndarray:
    """Let who pays again pay what he paid first."""
    key = rows.account.astype(np.int64) * 10**7 + rows.person
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    return drawn[first][back]


def fill_seconds(stage: Stage, home: Home, recipe: Recipe, rows: Rows) -> None:
    """Decide the hours that are open, in the time of the member."""
    rng, lead, size = stage.rng, home.lead, len(rows.account)
    model = lead.second[model_rows(stage, home, rows)]
    hour = 3600
    if recipe.hours == "night":
        drawn = rng.normal(0.9, 2.0, size=size) * hour
    elif recipe.hours == "evening":
        drawn = rng.normal(20.8, 1.6, size=size) * hour
    elif recipe.hours == "lunch":
        drawn = rng.normal(12.4, 0.7, size=size) * hour
    elif recipe.hours == "flat":
        drawn = rng.uniform(0, 24, size=size) * hour
    elif recipe.hours == "shifted":
        drawn = model + int(rng.integers(4, 13)) * hour
    else:
        drawn = model
    if recipe.hours in ("night", "evening", "shifted"):
        drawn = np.where(rng.random(size) < 0.2, model, drawn)
    rows.second = np.where(rows.second < 0, drawn.astype(int) % 86400, rows.second)
