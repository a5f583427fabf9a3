"""Honest trade: accounts and payments of one world as plain arrays, before any member names them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import clock
from .archetypes import Archetype
from .model import EXPONENT, RATES
from .people import People, mix, pick

ENDINGS = np.array([-1.0, 0.0, 0.99, 0.95, 0.9, 0.5, 0.49])


@dataclass(frozen=True)
class Setting:
    """What all trades of one world have in common."""

    rng: np.random.Generator
    people: People
    start: np.datetime64
    days: int
    currencies: tuple[str, ...]


def trade(setting: Setting, kinds: tuple[Archetype, ...], payments: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Accounts and payments of all archetypes, in shares that wander with the seed."""
    rng = setting.rng
    weights = np.array([kind.share for kind in kinds]) * rng.lognormal(0, 0.45, len(kinds))
    budget = payments * 0.97 * weights / weights.sum()
    accounts, rows, first = [], [], 0
    for number, (kind, part) in enumerate(zip(kinds, budget)):
        held = _accounts(setting, kind, part)
        held["archetype"] = number
        made = _payments(setting, kind, held)
        made["account"] += first
        first += len(held)
        accounts.append(held)
        rows.append(made)
    table = pd.concat(accounts, ignore_index=True)
    return table, _answers(rng, kinds, table, pd.concat(rows, ignore_index=True))


def _accounts(setting: Setting, kind: Archetype, part: float) -> pd.DataFrame:
    rng, days = setting.rng, setting.days
    mean = kind.mean * rng.lognormal(0, 0.25)
    rows = max(3, round(part / mean))
    size = rng.lognormal(0, 1.1, rows)
    opened, closed = _lives(rng, kind.life, rows, days)
    size = size * np.clip((np.minimum(closed, days) - np.maximum(opened, 0)) / days, 0.05, 1) ** 0.6
    main = rng.random(rows) < 0.93
    other = rng.integers(0, len(setting.currencies), rows)
    names = np.array(setting.currencies, dtype=object)
    return pd.DataFrame({
        "count": np.maximum(1, rng.poisson(size / size.sum() * part)), "opened": opened, "closed": closed,
        "segment": rng.random(rows) ** 1.3, "salt": rng.integers(0, 1 << 40, rows),
        "currency": np.where(main, names[0], names[other]), "family": _families(rng, kind.family, rows),
        "median": kind.median * rng.lognormal(0, 0.35, rows),
        "ending": rng.choice(len(ENDINGS), rows, p=[0.42, 0.22, 0.14, 0.07, 0.06, 0.06, 0.03]),
        "digits": rng.choice([2, 4, 6, 8], rows), "points": rng.integers(1, 7, rows),
    })


def _lives(rng: np.random.Generator, life: str, rows: int, days: int) -> tuple[np.ndarray, np.ndarray]:
    early = {"full": 0.85, "open": 0.5, "short": 0.12}[life]
    opened = np.where(rng.random(rows) < early, -rng.exponential(500, rows) - 5, rng.random(rows) * 0.93 * days)
    quits = {"full": 0.04, "open": 0.16, "short": 0.0}[life]
    ends = np.where(rng.random(rows) < quits, np.maximum(opened, 0) + 15 + rng.random(rows) * days, days + 999.0)
    if life == "short":
        ends = np.maximum(opened, 0) + 6 + rng.lognormal(4.0, 0.8, rows)
    return opened, ends


def _families(rng: np.random.Generator, family: str, rows: int) -> np.ndarray:
    """The number of the family that each account belongs to; -1 for those on their own."""
    if family == "none":
        return np.full(rows, -1)
    typical = {"chain": 9, "franchise": 6, "holding": 4, "platform": 40}[family]
    groups = max(1, rows // typical)
    weights = rng.dirichlet(np.full(groups, 0.7))
    alone = 0.0 if family == "platform" else 0.35
    return np.where(rng.random(rows) < alone, -1, rng.choice(groups, rows, p=weights))


def _payments(setting: Setting, kind: Archetype, held: pd.DataFrame) -> pd.DataFrame:
    rng = setting.rng
    account = np.repeat(np.arange(len(held)), held["count"])
    of = held.iloc[account]
    step = np.zeros(len(account), dtype=int)
    chain = np.arange(len(account))
    if kind.recurring:
        months = rng.integers(2, 10)
        chain = np.maximum.accumulate(np.where((np.arange(len(account)) % months == 0) | (np.diff(account, prepend=-1) > 0), chain, 0))
        step = np.arange(len(account)) - chain
    pool = np.ceil(of["count"].to_numpy() / (kind.loyalty if kind.pool != "few" else 1e9))
    pool = np.maximum(pool, rng.integers(1, 4, len(held))[account] if kind.pool == "few" else 2)
    slot = (pool * rng.random(len(account)) ** 1.7).astype(int)[chain]
    share = mix(of["salt"].to_numpy(), slot) ** 1.6
    segment = of["segment"].to_numpy() if kind.pool != "few" else mix(of["salt"].to_numpy())
    person = pick(setting.people, kind.pool, segment, share)
    stray = rng.random(len(account)) < (0.0 if kind.pool == "few" else 0.08)
    person = np.where(stray[chain], rng.integers(0, len(setting.people), len(account))[chain], person)
    when = _moments(setting, kind, of)[chain] + step * 30 * 86400
    when = when + (rng.normal(0, 9000, len(account)) * (step > 0)).astype(int)
    made = pd.DataFrame({
        "account": account, "person": person, "when": when, "amount": _amounts(rng, kind, of, step, chain),
        "recurring": kind.recurring, "kind": "purchase", "related": -1,
    })
    limit = np.minimum(of["closed"].to_numpy(), setting.days) * 86400
    return made[made["when"].to_numpy() < limit].reset_index(drop=True)


def _moments(setting: Setting, kind: Archetype, of: pd.DataFrame) -> np.ndarray:
    """Local seconds after the start."""
    rng, rows = setting.rng, len(of)
    low = np.clip(of["opened"].to_numpy(), 0, setting.days - 2)
    high = np.maximum(np.minimum(of["closed"].to_numpy(), setting.days), low + 1)
    day = low + rng.random(rows) * (high - low)
    if kind.season == "burst":
        day = np.minimum(low + 1 + np.abs(rng.normal(0, 6, rows)) + 12 * mix(of["salt"].to_numpy()), high - 0.01)
    else:
        for _ in range(6):
            busy = clock.season(kind.season, setting.start + day.astype(int))
            again = rng.random(rows) > busy
            day = np.where(again, low + rng.random(rows) * (high - low), day)
    shift = (of["salt"].to_numpy() % 5 - 2) * 1800
    clocked = (clock.seconds(rng, kind.hours, rows) + shift) % 86400
    return day.astype(int) * 86400 + clocked


def _amounts(rng: np.random.Generator, kind: Archetype, of: pd.DataFrame, step: np.ndarray, chain: np.ndarray) -> np.ndarray:
    rows = len(of)
    rate = of["currency"].map(RATES).to_numpy(dtype=float)
    exponent = of["currency"].map(lambda code: EXPONENT.get(code, 2)).to_numpy(dtype=int)
    median, salt = of["median"].to_numpy(), of["salt"].to_numpy()
    if kind.price == "till":
        euro = median * rng.lognormal(0, 0.6, rows)
    elif kind.price == "round":
        ladder = np.array([0.25, 0.5, 0.5, 1, 1, 1, 1, 2, 2, 3, 5])
        euro = median * ladder[rng.integers(0, len(ladder), rows)]
    else:
        point = (of["points"].to_numpy() * rng.random(rows) ** 1.6).astype(int)[chain]
        euro = median * np.exp(1.2 * mix(salt, point) - 0.6)
    local = euro * rate
    if kind.price == "round":
        unit = 10.0 ** np.floor(np.log10(local)) / 2
        local = np.maximum(np.round(local / unit), 1) * unit
    ending = ENDINGS[of["ending"].to_numpy()]
    exact = np.round(local, 2)
    if kind.price in ("list", "trial"):
        ending = np.where(ending < 0, np.floor(100 * mix(salt, np.floor(local))) / 100, ending)
    plain = np.where((ending < 0) | ((kind.price == "round") & (local >= 1)), exact, np.floor(local) + ending)
    if kind.price == "trial":
        plain = np.where(step == 0, 1 + np.floor(3 * mix(salt)) + ending, plain)
    plain = np.where(exponent == 0, np.round(local), plain)
    digits = np.minimum(of["digits"].to_numpy(), exponent)
    fine = np.array([round(value, int(place)) for value, place in zip(local, np.where(rate < 0.1, 8, digits))]) if (exponent > 2).any() else plain
    return np.maximum(np.where(exponent > 2, fine, plain), np.where(exponent > 2, 1e-8, np.where(exponent == 0, 1.0, 0.01)))


def _answers(rng: np.random.Generator, kinds: tuple[Archetype, ...], table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The payments, with refunds, chargebacks and declined attempts at each trade's own rate."""
    which = table["archetype"].to_numpy()[rows["account"].to_numpy()]
    spread = rng.lognormal(0, 0.8, len(table))[rows["account"].to_numpy()]
    rates = (("refund", [k.refund for k in kinds]), ("chargeback", [k.dispute for k in kinds]), ("decline", [0.015] * len(kinds)))
    made = [rows]
    for name, rate in rates:
        at = np.flatnonzero(rng.random(len(rows)) < np.array(rate)[which] * spread)
        more = rows.iloc[at].copy()
        more["kind"] = name
        more["related"] = -1 if name == "decline" else at
        delay = {"refund": 6 * 86400, "chargeback": 35 * 86400, "decline": -120}[name]
        more["when"] = more["when"] + (rng.exponential(1, len(at)) * delay).astype(int)
        made.append(more)
    return pd.concat(made, ignore_index=True)
