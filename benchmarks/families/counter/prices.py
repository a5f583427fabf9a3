"""What things cost: price lists of shops and the amounts that payers pay."""

import numpy as np

WORTH = {
    "EUR": 1.0,
    "SEK": 11.2,
    "DKK": 7.46,
    "GBP": 0.86,
    "USD": 1.08,
    "USDT": 1.08,
    "BTC": 1 / 61_000,
    "ETH": 1 / 2_900,
}
COINS = ("USDT", "BTC", "ETH")
_ENDINGS = np.array([0.99, 0.95, 0.50, 0.00, 0.90, 0.49, 0.75])
_ENDING_ODDS = np.array([0.30, 0.10, 0.16, 0.26, 0.10, 0.04, 0.04])
_ROUND = np.array([5, 10, 20, 25, 50, 100, 15, 30])


def tag(rng: np.random.Generator, values: np.ndarray, currency: str) -> np.ndarray:
    """Return prices as they stand on tags: 9.99, 4.50, 12.00; whole numbers where money is small."""
    local = values * WORTH[currency]
    if currency in ("SEK", "DKK"):
        nines = rng.random(len(values)) < 0.6
        return np.maximum(5, np.where(nines, np.round(local / 10) * 10 - 1, np.round(local / 5) * 5))
    if currency in COINS:
        return local
    whole = np.floor(local)
    return np.maximum(0.5, whole + rng.choice(_ENDINGS, len(values), p=_ENDING_ODDS))


def price_list(rng: np.random.Generator, model: tuple, currency: str) -> np.ndarray:
    """Draw the prices of one shop in its currency; empty where every sum differs."""
    name = model[0]
    if name in ("items", "points"):
        if name == "items":
            values = model[2] * rng.lognormal(0, 0.3) * rng.lognormal(0, 0.7, model[1])
        else:
            values = np.exp(rng.uniform(np.log(model[2]), np.log(model[3]), int(rng.integers(1, model[1] + 1))))
        return tag(rng, values, currency)
    if name == "trial":
        return tag(rng, np.array([model[1] * rng.uniform(0.5, 2), model[2] * rng.lognormal(0, 0.4)]), currency)
    if name == "round":
        base = rng.choice(_ROUND, model[1] if len(model) > 1 else 4, replace=False).astype(float)
        return base * (10 if currency in ("SEK", "DKK") else 1)
    return np.empty(0)


def amounts(rng: np.random.Generator, model: tuple, prices: np.ndarray, size: tuple[int, str]) -> np.ndarray:
    """Draw sums for one shop; `size` is how many and the currency."""
    count, currency = size
    name = model[0]
    if name in ("points", "round", "trial"):
        odds = 1.0 / np.arange(1, len(prices) + 1)
        return rng.choice(prices, count, p=odds / odds.sum())
    if name == "items":
        pieces = rng.choice([1, 1, 1, 2, 2, 3], count)
        odds = 1.0 / np.arange(1, len(prices) + 1)
        block = rng.choice(prices, (count, 3), p=odds / odds.sum())
        return (block * (np.arange(3) < pieces[:, None])).sum(axis=1)
    values = model[1] * rng.lognormal(0, model[2], count) * WORTH[currency]
    if name == "remit":
        step = np.where(rng.random(count) < 0.8, 10.0, 1.0)
        return np.maximum(10.0, np.round(values / step) * step)
    if currency in COINS:
        return values
    step = np.where(rng.random(count) < 0.2, 1.0, 0.05 if currency not in ("SEK", "DKK") else 1.0)
    return np.maximum(0.5, np.round(values / step) * step)


def settle(rng: np.random.Generator, values: np.ndarray, currency: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Round sums to what their currency has; coins are converted at the day's rate first."""
    walk = np.exp(np.cumsum(rng.normal(0, 0.02, 1 + int(days.max(initial=0)) - int(days.min(initial=0)))))
    rate = walk[days - days.min(initial=0)] if len(days) else np.empty(0)
    coin = np.isin(currency, ("BTC", "ETH"))
    neat = rng.random(len(values)) < 0.25
    moved = np.where(coin, values * rate, values)
    fine = np.where(neat, np.round(moved, 4), np.round(moved, 8))
    made = np.where(coin, fine, np.round(moved, 2))
    return np.maximum(made, np.where(coin, 1e-5, 0.01))
