"""Honest trades: what they sell, at what prices, at what hours, to whom, and how often people come back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Trade:
    """One kind of honest business."""

    name: str
    mcc: str | None
    price: float
    sigma: float
    style: str
    hours: str
    online: float
    habit: float
    returns: float
    interest: str
    house: str
    weight: float
    recurring: bool = False
    life: str = "stable"


def _hours(peaks: list[tuple[float, float, float]]) -> np.ndarray:
    """Weights of the 24 hours from peaks of (hour, width, weight) on a low floor."""
    hour = np.arange(24)
    weight = np.full(24, 0.02)
    for centre, width, height in peaks:
        gap = np.minimum(abs(hour - centre), 24 - abs(hour - centre))
        weight += height * np.exp(-((gap / width) ** 2) / 2)
    return weight / weight.sum()


HOURS = {
    "day": _hours([(11, 2.5, 1.0), (16.5, 2.0, 1.0)]),
    "lunch": _hours([(8, 1.2, 0.7), (12.5, 1.3, 1.0), (17, 2, 0.4)]),
    "evening": _hours([(12.5, 1.2, 0.4), (19.5, 2.0, 1.0)]),
    "late": _hours([(21.5, 2.8, 1.0), (13, 4, 0.35)]),
    "night": _hours([(23.5, 2.6, 1.0), (20, 3, 0.4)]),
    "flat": _hours([(14, 6, 0.5), (20, 3, 0.4)]),
    "batch": _hours([(4, 1.0, 1.0), (6, 1.0, 0.5)]),
}

CARD_TRADES = [
    Trade("grocery", "5411", 22, 0.8, "spread", "day", 0.05, 7, 0.004, "", "chain", 9),
    Trade("bakery", "5462", 6, 0.5, "tenth", "lunch", 0.0, 6, 0.001, "", "chain", 4),
    Trade("restaurant", "5812", 32, 0.6, "half", "evening", 0.05, 2.2, 0.002, "", "single", 7),
    Trade("bar", "5813", 15, 0.6, "half", "night", 0.0, 3, 0.001, "", "single", 3),
    Trade("fuel", "5541", 48, 0.5, "spread", "day", 0.0, 5, 0.001, "", "chain", 3),
    Trade("pharmacy", "5912", 14, 0.7, "charm", "day", 0.15, 3, 0.006, "", "chain", 3),
    Trade("clothes", "5651", 44, 0.7, "charm", "flat", 0.5, 1.8, 0.09, "", "chain", 5),
    Trade("electronics", "5732", 85, 1.0, "charm", "flat", 0.6, 1.4, 0.05, "", "single", 3),
    Trade("books", "5942", 17, 0.5, "charm", "day", 0.5, 2.2, 0.02, "", "single", 3),
    Trade("hairdresser", "7230", 35, 0.4, "points", "day", 0.0, 3, 0.001, "", "single", 3),
    Trade("taxi", "4121", 17, 0.5, "tenth", "night", 0.1, 1.4, 0.002, "", "fleet", 3),
    Trade("parking", "7523", 5, 0.5, "points", "day", 0.1, 4, 0.001, "", "fleet", 2),
    Trade("laundry", "7211", 6, 0.3, "points", "evening", 0.0, 5, 0.001, "", "chain", 1),
    Trade("hotel", "7011", 130, 0.6, "spread", "evening", 0.4, 1.2, 0.03, "travel", "duo", 2),
    Trade("travel", "4722", 240, 0.9, "spread", "flat", 0.8, 1.3, 0.05, "travel", "single", 2),
    Trade("game publisher", "5816", 9, 0.9, "points", "late", 1.0, 4, 0.02, "games", "publisher", 4),
    Trade("dating", "7273", 25, 0.5, "points", "night", 1.0, 3, 0.02, "dates", "single", 1.2, True),
    Trade("adult site", "5967", 24, 0.6, "points", "night", 1.0, 2.5, 0.015, "adult", "publisher", 2),
    Trade("creators", "5815", 12, 0.7, "points", "late", 1.0, 2.5, 0.01, "fans", "platform", 4, True),
    Trade("stream tokens", "5815", 20, 0.8, "points", "night", 1.0, 3.5, 0.006, "adult", "platform", 1.5),
    Trade("streaming", "4899", 12, 0.3, "points", "batch", 1.0, 6, 0.004, "", "single", 2, True),
    Trade("vpn", "4816", 9, 0.6, "points", "late", 1.0, 3, 0.02, "tech", "single", 1, True),
    Trade("file host", "4816", 14, 0.6, "points", "late", 1.0, 2, 0.01, "tech", "publisher", 1),
    Trade("subscription box", "5968", 29, 0.4, "points", "batch", 1.0, 4, 0.03, "", "single", 2, True),
    Trade("trial shop", "5968", 39, 0.5, "trial", "flat", 1.0, 3, 0.06, "", "single", 1, True),
    Trade("charity", "8398", 20, 0.6, "round", "flat", 0.8, 2.5, 0.001, "gives", "market", 2),
    Trade("church", "8661", 15, 0.6, "round", "day", 0.3, 4, 0.0, "gives", "single", 1),
    Trade("school", "8211", 30, 0.8, "points", "day", 0.5, 4, 0.005, "", "market", 2),
    Trade("club", "7997", 24, 0.5, "points", "flat", 0.6, 4, 0.005, "", "single", 2, True),
    Trade("festival stall", "5814", 9, 0.4, "half", "evening", 0.0, 1.6, 0.0, "", "festival", 3, life="burst"),
    Trade("market stall", "5499", 11, 0.5, "half", "day", 0.0, 2.5, 0.0, "", "market", 3),
    Trade("pop-up shop", "5699", 28, 0.6, "charm", "day", 0.3, 1.3, 0.02, "", "franchise", 3, life="short"),
    Trade("franchise food", "5814", 12, 0.4, "charm", "evening", 0.05, 3, 0.001, "", "franchise", 4),
    Trade("collectors", "5972", 33, 0.9, "spread", "late", 0.9, 3, 0.02, "collect", "single", 3),
    Trade("antiques", "5932", 70, 0.9, "round", "day", 0.5, 1.5, 0.02, "collect", "single", 2),
    Trade("seller", "5399", 21, 0.8, "charm", "late", 1.0, 1.2, 0.05, "", "platform", 6, life="short"),
    Trade("gift cards", "5947", 30, 0.6, "notes", "late", 0.7, 1.7, 0.002, "", "single", 2),
    Trade("jeweller", "5944", 140, 0.8, "round", "day", 0.3, 1.2, 0.03, "", "single", 1),
    Trade("software", "5734", 35, 0.7, "points", "flat", 1.0, 1.6, 0.03, "tech", "single", 2),
    Trade("courses", "8299", 60, 0.7, "points", "late", 1.0, 1.4, 0.04, "", "publisher", 2, life="short"),
]

WALLET_TRADES = [
    Trade("friends", None, 18, 0.9, "half", "late", 1.0, 1.8, 0.0, "", "payee", 9),
    Trade("village", None, 70, 0.6, "round", "late", 1.0, 4, 0.0, "diaspora", "village", 6),
    Trade("collection", None, 12, 0.6, "round", "late", 1.0, 1.1, 0.0, "", "payee", 3, life="burst"),
    Trade("charity walkers", None, 15, 0.6, "round", "evening", 1.0, 1.1, 0.0, "gives", "village", 2, life="short"),
    Trade("club cash", None, 20, 0.5, "points", "evening", 1.0, 3, 0.0, "", "payee", 3),
    Trade("tutors", None, 25, 0.4, "round", "evening", 1.0, 5, 0.0, "", "payee", 3),
    Trade("small ads", None, 30, 0.9, "round", "late", 1.0, 1.05, 0.0, "", "payee", 4, life="short"),
    Trade("creators", "5815", 10, 0.7, "points", "night", 1.0, 2.5, 0.005, "fans", "publisher", 4),
    Trade("game top-up", "5816", 20, 0.5, "notes", "late", 1.0, 3, 0.004, "games", "single", 3),
    Trade("canteen", "5814", 20, 0.4, "notes", "lunch", 1.0, 6, 0.0, "", "single", 2),
    Trade("cafe", "5814", 7, 0.5, "tenth", "lunch", 0.0, 4, 0.001, "", "single", 3),
    Trade("seller", "5399", 19, 0.8, "charm", "late", 1.0, 1.2, 0.03, "", "single", 4, life="short"),
]


def price_list(rng: np.random.Generator, trade: Trade, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """The prices of one business and how often each is asked."""
    level = trade.price * float(np.exp(rng.normal(0, 0.35)))
    few = {"points": (2, 9), "notes": (3, 7), "trial": (2, 3)}
    count = int(rng.integers(*few[trade.style])) if trade.style in few else int(rng.integers(12, 160))
    raw = level * np.exp(rng.normal(0, trade.sigma, count)) * rate
    if trade.style == "notes":
        ladder = np.array([5, 10, 15, 20, 25, 30, 50, 75, 100, 150]) * (1 if rate < 3 else 5)
        prices = rng.choice(ladder, count, replace=False, p=_near(ladder, level * rate))
    else:
        prices = ended(rng, raw, trade.style)
    return prices.round(2), rng.dirichlet(np.full(count, 0.8 if count < 12 else 2.0))


def _near(ladder: np.ndarray, level: float) -> np.ndarray:
    """Chances of the steps of a ladder: the nearer to the level, the likelier."""
    weight = np.exp(-np.abs(np.log(ladder / level))) + 0.02
    return weight / weight.sum()


def ended(rng: np.random.Generator, raw: np.ndarray, style: str) -> np.ndarray:
    """Give raw prices the endings that a trade likes."""
    raw = np.maximum(raw, 1.0)
    if style in ("points", "trial", "charm"):
        end = rng.choice([0.99, 0.95, 0.0, 0.5, 0.9], raw.shape, p=[0.42, 0.2, 0.24, 0.08, 0.06])
        return np.maximum(np.floor(raw) + end, 0.5)
    if style == "half":
        return np.maximum(np.round(raw * 2) / 2, 0.5)
    if style == "tenth":
        return np.maximum(np.round(raw, 1), 0.5)
    if style == "round":
        step = np.where(raw > 40, 10, 5)
        return np.where(rng.random(raw.shape) < 0.8, np.maximum(np.round(raw / step) * step, 1), np.round(raw))
    return np.round(raw, 2)
