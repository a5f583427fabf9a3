"""Who pays when and how much at an honest business, and what follows: refunds, chargebacks, declines, reversals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .model import DAY, to_utc
from .people import Crowd, People
from .stalls import Stall, World
from .trades import HOURS

WEEK = {
    "day": [1, 1, 1, 1.05, 1.2, 1.3, 0.5],
    "lunch": [1, 1, 1.05, 1.05, 1.1, 0.8, 0.6],
    "evening": [0.7, 0.75, 0.85, 1, 1.5, 1.6, 1.0],
    "late": [1, 0.95, 0.95, 0.95, 1, 1.1, 1.25],
    "night": [0.8, 0.8, 0.85, 0.95, 1.3, 1.4, 1.1],
    "flat": [1.05, 1, 1, 1, 0.95, 0.95, 1.05],
    "batch": [1, 1, 1, 1, 1, 1, 1],
}


def visit_all(rng: np.random.Generator, world: World, people: People, stalls: list[Stall]) -> pd.DataFrame:
    """All purchases of all businesses."""
    parts = []
    for number, stall in enumerate(stalls):
        part = _visits(rng, world, people, stall)
        if part is not None:
            parts.append((np.full(len(part[0]), number), *part))
    names = ["stall", "person", "second", "amount", "recurring"]
    return pd.DataFrame({name: np.concatenate([part[i] for part in parts]) for i, name in enumerate(names)})


def _clients(rng: np.random.Generator, people: People, stall: Stall, wallet: bool) -> np.ndarray:
    """The people who know a business."""
    crowd: Crowd = people.wallet if wallet else people.cards
    habit = max(stall.trade.habit * float(np.exp(rng.normal(0, 0.3))), 1.0)
    count = max(int(stall.count / habit), 2)
    passing = int(rng.binomial(count, 0.12 if not stall.online else 0.3))
    if stall.trade.interest:
        core = crowd.lovers(rng, stall.trade.interest, count - passing)
    elif stall.online and stall.trade.house not in ("payee", "village"):
        core = crowd.anyone(rng, count - passing)
    else:
        core = crowd.neighbours(rng, stall.city, stall.where, count - passing)
    return np.concatenate([core, crowd.anyone(rng, passing)])


def _visits(rng: np.random.Generator, world: World, people: People, stall: Stall) -> tuple | None:
    """Person, second, amount and agreement to repeat, for every purchase of one business."""
    member = world.members[stall.member]
    low, high = max(stall.opened, 0.0), min(stall.closed, float(member.last_day) + 1)
    if high - low < 0.5:
        return None
    clients = _clients(rng, people, stall, member.kind == "wallet")
    chance = people.activity[clients] ** 0.5 * rng.gamma(0.9, 1.0, len(clients)) + 1e-9
    which = np.sort(rng.choice(len(clients), stall.count, p=chance / chance.sum()))
    day = _days(rng, (low, high), which, stall)
    hour = rng.choice(24, stall.count, p=HOURS[stall.trade.hours])
    moment = world.start + np.floor(day).astype("int64") * DAY + hour * 3600 + rng.integers(0, 3600, stall.count)
    amount = _amounts(rng, stall, which)
    again = np.zeros(stall.count, bool)
    if stall.trade.recurring:
        again[1:] = (which[1:] == which[:-1]) & (rng.random(stall.count - 1) < 0.9)
    keep = day < high
    second = to_utc(moment, member.timezone)
    return clients[which][keep], second[keep], amount[keep], again[keep]


def _days(rng: np.random.Generator, window: tuple[float, float], which: np.ndarray, stall: Stall) -> np.ndarray:
    """The day of each purchase: a client comes for a while, on the days of the week that the trade likes."""
    low, high = window
    known = which.max() + 1
    begin = rng.uniform(low, high, known)
    begin[rng.random(known) < 0.4] = low
    stay = (high - begin) * rng.beta(1.5, 0.8, known)
    if stall.trade.recurring:
        rank = np.arange(len(which)) - np.searchsorted(which, which)
        gap = 7 if stall.house % 5 == 0 else 30
        return begin[which] + rank * gap + rng.normal(0, 0.4, len(which)).clip(0)
    day = begin[which] + stay[which] * rng.random(len(which))
    week = np.array(WEEK[stall.trade.hours])
    for _ in range(3):
        poor = rng.random(len(day)) > week[np.floor(day).astype(int) % 7] / week.max()
        day[poor] = begin[which[poor]] + stay[which[poor]] * rng.random(poor.sum())
    return day


def _amounts(rng: np.random.Generator, stall: Stall, which: np.ndarray) -> np.ndarray:
    """Amounts from the price list; clients of agreements pay one price, and trials begin with the least."""
    pick = rng.choice(len(stall.prices), len(which), p=stall.weights)
    amount = stall.prices[pick]
    if stall.trade.recurring:
        amount = stall.prices[pick[np.searchsorted(which, which)]]
    if stall.trade.style == "trial":
        first = np.searchsorted(which, which) == np.arange(len(which))
        amount = np.where(first, stall.prices.min(), stall.prices.max())
    if stall.trade.style in ("spread", "tenth", "half", "round") and rng.random() < 0.5:
        several = rng.random(len(which)) < 0.25
        amount = np.where(several, amount * rng.integers(2, 5, len(which)), amount)
    return amount.round(2)


def follow(rng: np.random.Generator, world: World, stalls: list[Stall], rows: pd.DataFrame) -> pd.DataFrame:
    """Add what follows purchases; `kind` says what a row does and `answers` which purchase it is about."""
    rows = rows.assign(kind="purchase", answers=-1)
    rate = np.array([stall.trade.returns for stall in stalls]) * np.exp(rng.normal(0, 0.5, len(stalls)))
    card = np.array([world.members[stall.member].kind != "wallet" for stall in stalls])
    online = np.array([stall.online for stall in stalls])
    of = rows["stall"].to_numpy()
    decline = np.where(card, np.where(online, 0.035, 0.012), 0.004)
    plans = [
        ("refund", rate[of], (0.01, 16)),
        ("chargeback", np.where(card & online, 0.005, 0.0003)[of], (12, 65)),
        ("decline", decline[of], (-0.02, -0.0003)),
        ("reversal", np.where(card, 0.002, 0)[of], (0.0005, 0.02)),
    ]
    parts = [rows]
    for kind, chance, (low, high) in plans:
        hit = np.flatnonzero(rng.random(len(rows)) < chance)
        part = rows.iloc[hit].copy()
        part["second"] += (rng.uniform(low, high, len(hit)) * DAY).astype("int64")
        part["kind"], part["answers"], part["recurring"] = kind, hit, False
        if kind == "decline":
            part["answers"] = -1
        if kind == "refund":
            half = rng.random(len(hit)) < 0.25
            part["amount"] = np.where(half, part["amount"] / 2, part["amount"]).round(2).clip(0.01)
        parts.append(part)
    again = parts[2].sample(frac=0.2, random_state=rng)
    again["second"] += DAY * 15
    again["kind"] = "representment"
    rows = pd.concat([*parts, again], ignore_index=True)
    last = np.array([world.members[stall.member].last_day for stall in stalls])[rows["stall"].to_numpy()]
    return rows[rows["second"] < world.start + (last + 1) * DAY].reset_index(drop=True)
