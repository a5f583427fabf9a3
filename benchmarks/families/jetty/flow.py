"""When and how much a group's payers pay, account by account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .clock import season, seconds
from .money import euros
from .plans import Plan
from .view import DAY, View


@dataclass(frozen=True)
class Stage:
    """The accounts of a group: when each lives, and which honest account each resembles."""

    starts: np.ndarray
    ends: np.ndarray
    looks: tuple[str, ...]
    payers: int


@dataclass(frozen=True)
class Flow:
    """Payments of a group as arrays of one length."""

    account: np.ndarray
    payer: np.ndarray
    when: np.ndarray
    euro: np.ndarray
    point: np.ndarray
    kind: np.ndarray
    related: np.ndarray
    ordinary: np.ndarray


def stream(view: View, plan: Plan, stage: Stage, budget: int, rng: np.random.Generator) -> Flow:
    """The group's own payments, at most about `budget` of them."""
    each = np.maximum(1, rng.geometric(1 / max(plan.repeat, 1.01), stage.payers) * rng.lognormal(0, 0.5, stage.payers)).astype(int)
    while each.sum() > max(budget, stage.payers) and (each > 1).any():
        each = np.maximum(1, (each * 0.85).astype(int))
    payer = np.repeat(np.arange(stage.payers), each)[: max(budget, 15)]
    step = np.arange(len(payer)) - np.repeat(np.cumsum(each) - each, each)[: len(payer)]
    when = _moments(plan, stage, payer, step, rng)
    account, when = _place(plan, stage, payer, when, rng)
    clocked = _clock(view, plan, stage, account, rng)
    when = np.clip(when // DAY * DAY + clocked, stage.starts[account], stage.ends[account])
    if plan.recurring:
        first = seconds(rng, "web", stage.payers)
        when = when // DAY * DAY + (first[payer] + rng.integers(-3000, 3000, len(payer))) % DAY
    euro, point = _amounts(view, plan, stage, (account, payer, step), rng)
    when = np.clip(when, stage.starts[account], stage.ends[account])
    none = np.full(len(payer), -1)
    return Flow(account, payer, when, euro, point, np.full(len(payer), "purchase", dtype=object), none, np.zeros(len(payer), dtype=bool))


def _moments(plan: Plan, stage: Stage, payer: np.ndarray, step: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    low, high = int(stage.starts.min()), int(stage.ends.max())
    width, rows = max(high - low, DAY), len(payer)
    if plan.cadence in ("gaps", "monthly"):
        begin = low + rng.random(stage.payers) * width * (0.75 if plan.repeat > 1.5 else 1.0)
        gap = rng.exponential(plan.gap * DAY, rows) + DAY / 2
        if plan.cadence == "monthly":
            gap = 30 * DAY + rng.normal(0, 20000, rows) * (rng.random(rows) < 0.5)
        total = np.cumsum(np.where(step > 0, gap, 0))
        base = total[np.maximum.accumulate(np.where(step == 0, np.arange(rows), 0))]
        when = begin[payer] + total - base
    elif plan.cadence == "collection":
        dates = np.arange(low + rng.integers(0, 28 * DAY), high + 1, rng.choice([7, 14, 30]) * DAY)
        dates = dates if len(dates) else np.array([low])
        when = dates[rng.integers(0, len(dates), rows)] + np.abs(rng.normal(0, 1.2 * DAY, rows))
    elif plan.cadence == "burst":
        peaks = low + rng.random(int(rng.integers(1, 4))) * width
        when = peaks[rng.integers(0, len(peaks), rows)] + np.abs(rng.normal(0, 5 * DAY, rows))
    elif plan.cadence == "end":
        when = low + width * (1 - 0.35 * rng.random(rows) ** 1.3)
    else:
        when = low + rng.random(rows) * width
        for _ in range(8 if plan.cadence == "winter" else 0):
            busy = season("winter", when.astype("datetime64[s]").astype("datetime64[D]"))
            when = np.where(rng.random(rows) > busy, low + rng.random(rows) * width, when)
    return np.where((when < low) | (when > high), low + rng.random(rows) * width, when).astype(np.int64)


def _place(plan: Plan, stage: Stage, payer: np.ndarray, when: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Put each payment at an account that lives then, preferably one of the payer's own."""
    accounts = len(stage.starts)
    own = rng.random((stage.payers, accounts)) < plan.breadth
    own[np.arange(stage.payers), rng.integers(0, accounts, stage.payers)] = True
    size = np.ones(accounts) if plan.level else rng.lognormal(0, 0.7, accounts)
    alive = (when[:, None] >= stage.starts) & (when[:, None] <= stage.ends)
    move = 1e-4 if plan.life == "chain" else 1e-9
    weight = size * np.where(own[payer], 1.0, move) * np.where(alive, 1.0, 1e-12)
    account = np.argmax(weight * rng.exponential(1, weight.shape) ** -1, axis=1)
    lived = alive[np.arange(len(when)), account]
    unused = np.setdiff1d(np.arange(accounts), account)
    taken = rng.permutation(len(when))[: len(unused)]
    account[taken], lived[taken] = unused[: len(taken)], False
    again = stage.starts[account] + (rng.random(len(when)) * (stage.ends - stage.starts)[account]).astype(np.int64)
    return account, np.where(lived, when, again)


def _clock(view: View, plan: Plan, stage: Stage, account: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    made = seconds(rng, "web" if plan.hours == "look" else plan.hours, len(account))
    shift = int(rng.integers(-5400, 5400))
    other = seconds(rng, "web", len(account))
    made = np.where(rng.random(len(account)) < 0.25, other, (made + shift) % DAY)
    if plan.hours == "look":
        for number, look in enumerate(stage.looks):
            at = np.flatnonzero(account == number)
            held = view.rows_of(look)
            made[at] = (view.seconds[held[rng.integers(0, len(held), len(at))]] + rng.integers(-900, 900, len(at))) % DAY
    return made


def _amounts(view: View, plan: Plan, stage: Stage, keys: tuple[np.ndarray, ...], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Euros, and the number of the price on a price list (-1 where there is none)."""
    account, payer, step = keys
    rows = len(account)
    lists = 1 if plan.joint_prices else len(stage.starts)
    steps = np.array([1.0, 5.0, 5.0, 10.0])[rng.integers(0, 4, plan.points)]
    ladder = np.exp(rng.uniform(np.log(plan.low), np.log(plan.high), plan.points))
    table = np.maximum(1, np.round(ladder / steps) * steps) * np.ones((lists, 1))
    if lists > 1:
        table = np.maximum(1, np.round(table * rng.lognormal(0, 0.25, table.shape)))
    if plan.prices == "look":
        return _resembling(view, stage, account, rng), np.full(rows, -1)
    if plan.prices in ("band", "rise"):
        middle = np.sqrt(plan.low * plan.high) * rng.lognormal(0, 0.35, stage.payers)
        euro = np.clip(middle[payer] * rng.lognormal(0, 0.3, rows), plan.low, plan.high)
        euro = euro * (1 + (0.12 * step if plan.prices == "rise" else 0))
        unit = np.where(rng.random(rows) < 0.8, 5.0, 1.0)
        return np.maximum(1, np.round(euro / unit) * unit), np.full(rows, -1)
    loyal = (rng.random(stage.payers) ** 1.5 * plan.points).astype(int)
    free = (rng.random(rows) ** 1.5 * plan.points).astype(int)
    point = np.where(rng.random(rows) < (0.95 if plan.recurring else 0.5), loyal[payer], free)
    which = account % lists
    euro = table[which, point]
    if plan.prices == "trial":
        euro, point = np.where(step == 0, 1.0 + which % 3, euro), np.where(step == 0, plan.points, point)
    return euro, which * 40 + point


def _resembling(view: View, stage: Stage, account: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    made = np.zeros(len(account))
    for number, look in enumerate(stage.looks):
        at = np.flatnonzero(account == number)
        held = view.rows_of(look)
        made[at] = euros(view, held[rng.integers(0, len(held), len(at))])
    return made
