"""When honest customers pay at honest shops, and what follows: declines, refunds, chargebacks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import hours_of, pick_days, to_utc, week_of
from .people import People
from .shops import Shop, ending

ZONES = {"quay": "Europe/Amsterdam", "mole": "Europe/Stockholm", "harbourbank": "Europe/Amsterdam",
         "ferry": "Europe/Berlin", "slipway": "Europe/Dublin"}


def clientele(rng: np.random.Generator, shop: Shop, people: People, size: int) -> np.ndarray:
    """Distinct customers: neighbours, the shop's own circle, or anybody."""
    near = rng.random() < shop.trade.local
    found = people.pick(rng, size, shop.town if near else None)
    if near and len(found) > 4:
        found[: max(1, len(found) // 12)] = people.pick(rng, len(found), None)[: max(1, len(found) // 12)]
    if shop.circle is not None:
        part = rng.random(len(found)) < rng.uniform(.1, .85)
        found[part] = rng.choice(shop.circle, int(part.sum()))
    if shop.provider == "harbourbank" and people.at_bank.any():
        bank = np.flatnonzero(people.at_bank)
        found = bank[found % len(bank)]
    return np.unique(found)


def _days(rng: np.random.Generator, shop: Shop, size: int, period: tuple[int, int]) -> np.ndarray:
    first, last = max(shop.first, period[0]), min(shop.last, period[1])
    if shop.trade.rhythm == "bursts":
        peaks = rng.integers(first, last + 1, int(rng.integers(1, 7)))
        return (rng.choice(peaks, size) + rng.exponential(3.5, size).astype(int)).clip(first, last)
    return pick_days(rng, first, last, size, week_of(shop.trade.hours))


def pay(rng: np.random.Generator, shop: Shop, people: People, period: tuple[int, int]) -> pd.DataFrame | None:
    """The purchases at one shop."""
    trade = shop.trade
    customers = clientele(rng, shop, people, max(2, int(shop.size / trade.visits)))
    if max(shop.first, period[0]) > min(shop.last, period[1]) or not len(customers):
        return None
    if trade.rhythm in ("monthly", "trial", "weekly"):
        times = rng.geometric(1 / trade.visits, len(customers)).clip(1, 14)
        who = np.repeat(np.arange(len(customers)), times)
        turn = np.concatenate([np.arange(t) for t in times])
        start = _days(rng, shop, len(customers), period)
        step = 7 if trade.rhythm == "weekly" else 30
        days = start[who] + turn * step + np.where(rng.random(len(who)) < .15, rng.integers(-2, 3, len(who)), 0)
        persons = customers[who]
    else:
        weights = people.activity[customers] ** .4 * rng.lognormal(0, .6, len(customers))
        persons = rng.choice(customers, shop.size, p=weights / weights.sum())
        days, turn = _days(rng, shop, shop.size, period), np.ones(shop.size, dtype=int)
    keep = (days >= max(shop.first, period[0])) & (days <= min(shop.last, period[1]))
    persons, days, turn = persons[keep], days[keep], turn[keep]
    return _table(rng, shop, persons, (days, turn))


def _table(rng: np.random.Generator, shop: Shop, persons: np.ndarray, days: tuple[np.ndarray, np.ndarray]
           ) -> pd.DataFrame:
    trade, size = shop.trade, len(persons)
    if trade.points:
        rank = 1 / np.arange(1, len(shop.prices) + 1) ** .8
        own = rng.integers(0, 10 ** 6, 1)[0]
        habit = (persons * 2654435761 + own) % len(shop.prices)
        pick = rng.choice(len(shop.prices), size, p=rank / rank.sum())
        amounts = shop.prices[np.where((trade.rhythm == "monthly") & (rng.random(size) < .9), habit, pick)]
    else:
        amounts = ending(rng, trade.price * rng.lognormal(0, trade.spread, size))
    if trade.rhythm == "trial":
        amounts = np.where(days[1] == 0, np.maximum(1, np.floor(amounts / 8)) - .01, amounts)
    when = to_utc(rng, days[0], hours_of(trade.hours), ZONES[shop.provider])
    return pd.DataFrame({"person": persons, "day": days[0], "occurred_at": when, "amount": amounts.round(2),
                         "present": rng.random(size) >= trade.remote,
                         "recurring": (days[1] > 0) & (trade.rhythm in ("monthly", "trial"))})


def follow(rng: np.random.Generator, bought: pd.DataFrame, shops: list[Shop]) -> pd.DataFrame:
    """Purchases and what follows them, with `answers` (the row that a row answers, -1 for none)."""
    refund_rate = np.array([s.trade.refunds for s in shops])[bought["shop"]]
    dispute_rate = np.array([s.trade.disputes for s in shops])[bought["shop"]]
    chance = rng.random(len(bought))
    bought = bought.assign(kind="purchase", answers=-1)
    parts = [bought]
    for kind, chosen, lag in (("refund", chance < refund_rate, 12), ("chargeback", chance > 1 - dispute_rate, 40),
                              ("decline", rng.random(len(bought)) < rng.uniform(.012, .035), 0)):
        some = bought[chosen].copy()
        some["answers"] = some.index if kind != "decline" else -1
        later, before = rng.exponential(lag * 86400, len(some)) + 3600, -rng.integers(20, 600, len(some))
        seconds = (later if lag else before).astype(int)
        some["occurred_at"] = some["occurred_at"].values + seconds.astype("timedelta64[s]")
        part = (rng.random(len(some)) < .15) & (kind == "refund")
        some["amount"] = np.where(part, (some["amount"] / 2).round(2).clip(lower=.5), some["amount"])
        parts.append(some.assign(kind=kind))
    return pd.concat(parts, ignore_index=True)
