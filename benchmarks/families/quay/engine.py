"""From a recipe to accounts and payments."""

from __future__ import annotations

import numpy as np

from .money import fill_amounts, fill_seconds
from .people import Home
from .recipe import MEAN_VISITS, Recipe
from .stage import Rows, Stage

Given = tuple[np.ndarray | None, np.ndarray | None]


def play(stage: Stage, home: Home, recipe: Recipe, room: int, given: Given = (None, None)) -> list[int]:
    """Play a whole group of new accounts and return their numbers; lives and common payers may be given."""
    lives, pool = given
    lives = lay_lives(stage.rng, home, recipe) if lives is None else lives
    accounts = stage.open(home, stage.models(home, recipe.accounts, recipe), lives, recipe)
    owner, person = bind_payers(stage.rng, home, recipe, (lives, pool))
    rows = visit(stage.rng, home, recipe, (accounts, lives, owner, person))
    finish(stage, home, recipe, thin(stage.rng, rows, room))
    return accounts.tolist()


def lay_lives(rng: np.random.Generator, home: Home, recipe: Recipe) -> np.ndarray:
    """Return first and last day of each account."""
    low, high, count = home.lead.first_day, home.lead.end_day, recipe.accounts
    total = high - low
    days = int(min(recipe.days, total))
    start = low + int(max(1, total - days + 1) * rng.random() ** 1.4)
    if recipe.life == "whole":
        begin = low + rng.integers(0, max(2, total // 20), size=count)
        end = np.full(count, high)
    elif recipe.life == "own":
        length = np.clip(days * rng.lognormal(0, 0.5, size=count), 3, total).astype(int)
        begin = low + (rng.random(count) ** 1.4 * (total - length)).astype(int)
        end = begin + length
    elif recipe.life == "staggered":
        begin = np.sort(low + (rng.random(count) ** 1.4 * max(1, total - days)).astype(int))
        end = begin + np.clip(days * rng.lognormal(0, 0.4, size=count), 3, None).astype(int)
    elif recipe.life == "relay":
        span = max(3, min(days, (total - 2) // count - recipe.gap))
        step = span + max(0, min(recipe.gap, total // count - span))
        begin = low + int(max(1, total - step * count) * rng.random() ** 1.4) + step * np.arange(count)
        end = begin + np.maximum(2, (span * rng.uniform(0.7, 1.0, size=count)).astype(int))
    else:
        shift = rng.integers(0, max(1, days // 4), size=count)
        begin, end = start + shift, np.full(count, start + days)
    begin = np.clip(begin, low, high - 2)
    return np.column_stack([begin, np.clip(end, begin + 1, high)])


def bind_payers(
    rng: np.random.Generator, home: Home, recipe: Recipe, around: tuple[np.ndarray, np.ndarray | None]
) -> tuple[np.ndarray, np.ndarray]:
    """Return who pays which account: some from a common pool or from the account before, the others its own."""
    lives, pool = around
    sizes = np.maximum(
        2, (recipe.payers * rng.lognormal(-(recipe.spread**2) / 2, recipe.spread, size=recipe.accounts)).astype(int)
    )
    shared = np.maximum(np.round(recipe.common * sizes), int(recipe.common > 0.04)).astype(int)
    span = (int(lives[:, 0].min()), int(lives[:, 1].max()))
    near = home.neighbours(int(sizes.sum()), span) if recipe.near else None
    if pool is None and recipe.common > 0:
        pool = home.people(max(2, int(shared.sum() / recipe.hits)), span, recipe.new, near)
    owner, person, last = [], [], np.empty(0, dtype=int)
    for index, (size, part) in enumerate(zip(sizes, shared)):
        source = last if recipe.carry and index else pool
        known = np.empty(0, dtype=int) if source is None else source
        taken = rng.choice(known, size=min(part, len(known)), replace=False)
        own = home.people(int(size - len(taken)), (int(lives[index, 0]), int(lives[index, 1])), recipe.new, near)
        last = np.unique(np.concatenate([taken, own]))
        owner.append(np.full(len(last), index))
        person.append(last)
    return np.concatenate(owner), np.concatenate(person)


def visit(rng: np.random.Generator, home: Home, recipe: Recipe, cast: tuple) -> Rows:
    """Return on which days each payer pays."""
    accounts, lives, owner, person = cast
    low, high = lives[owner, 0], lives[owner, 1]
    chance = rng.random(len(owner))
    if recipe.together:
        people, back = np.unique(person, return_inverse=True)
        chance = np.clip(rng.random(len(people))[back] + rng.normal(0, 0.004, size=len(back)), 0, 0.999)
    first = home.lead.days(low, high, chance * (0.5 if recipe.visits in ("monthly", "weekly", "short") else 1.0))
    times = _times(rng, recipe, high - first)
    edge = np.repeat(np.arange(len(owner)), times)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(times) - times, times)
    if recipe.visits in ("monthly", "weekly"):
        step = 7 if recipe.visits == "weekly" else int(rng.choice([28, 30, 31]))
        day = first[edge] + step * nth + (rng.random(len(edge)) < 0.12)
    elif recipe.visits in ("short", "burst"):
        gaps = rng.exponential(rng.uniform(2, 14) if recipe.visits == "short" else 0.8, size=len(edge))
        gaps[nth == 0] = 0
        day = first[edge] + _running(gaps, times).astype(int)
    else:
        day = np.where(nth == 0, first[edge], home.lead.days(low[edge], high[edge], rng.random(len(edge))))
    if recipe.weekday >= 0:
        day = day - (day + 3 - recipe.weekday) % 7
    keep = (day >= low[edge]) & (day <= high[edge]) | (nth == 0)
    rows = Rows.of(accounts[owner[edge]], person[edge], np.clip(day, low[edge], high[edge]), nth).take(keep)
    rows.recurring = recipe.recurring or recipe.visits == "monthly"
    return balanced(rng, recipe, rows, accounts)


def _times(rng: np.random.Generator, recipe: Recipe, left: np.ndarray) -> np.ndarray:
    """Return how often each payer comes to each account."""
    size = len(left)
    if recipe.visits == "once":
        return np.ones(size, dtype=int)
    if recipe.visits == "heavy":
        return np.clip(rng.pareto(1.1, size=size) + 1, 1, 40).astype(int)
    if recipe.visits in ("monthly", "weekly"):
        step = 7 if recipe.visits == "weekly" else 29
        return np.clip(rng.geometric(rng.uniform(0.05, 0.4), size=size), 1, left // step + 1)
    return rng.geometric(1 / MEAN_VISITS[recipe.visits], size=size)


def _running(gaps: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return running sums that begin anew with each payer."""
    total = np.cumsum(gaps)
    start = np.cumsum(times) - times
    return total - np.repeat(total[start], times)


def balanced(rng: np.random.Generator, recipe: Recipe, rows: Rows, accounts: np.ndarray) -> Rows:
    """Spread payments over siblings: each in turn, or all of a day at the sibling whose day it is."""
    if recipe.balance == "turn":
        rank = np.argsort(np.argsort(rows.day + rng.random(len(rows.day))))
        rows.account = accounts[rank % len(accounts)]
    elif recipe.balance == "day":
        rows.account = accounts[rng.permutation(len(accounts))][rows.day % len(accounts)]
    return rows


def thin(rng: np.random.Generator, rows: Rows, room: int) -> Rows:
    """Leave out payers of accounts, and then visits, until rows fit their room; two payers of each account stay."""
    if len(rows.account) <= room:
        return rows
    key = rows.account.astype(np.int64) * 10**7 + rows.person
    edges, back, size = np.unique(key, return_inverse=True, return_counts=True)
    order = rng.permutation(len(edges))
    fits = np.zeros(len(edges), dtype=bool)
    fits[order] = np.cumsum(size[order]) <= room
    seen: dict[int, int] = {}
    for edge in order:
        account = int(edges[edge] // 10**7)
        if seen.get(account, 0) < 2:
            fits[edge] = True
        seen[account] = seen.get(account, 0) + int(fits[edge])
    kept = rows.take(fits[back])
    over = len(kept.account) / max(1, room)
    return kept.take((kept.nth == 0) | (rng.random(len(kept.account)) * over < 1.0)) if over > 1.2 else kept


def finish(stage: Stage, home: Home, recipe: Recipe, rows: Rows) -> None:
    """Decide amounts and hours, add what comes after a purchase, and keep the plan."""
    if len(rows.account) == 0:
        return
    fill_amounts(stage, home, recipe, rows)
    fill_seconds(stage, home, recipe, rows)
    from_purchases = aftermath(stage, home, recipe, rows)
    stage.plans.append((stage.homes.index(home), from_purchases))


def aftermath(stage: Stage, home: Home, recipe: Recipe, rows: Rows) -> Rows:
    """Add declines, refunds and disputes, at the rates of the member times those of the recipe."""
    rng, rate, size = stage.rng, home.lead.rate, len(rows.account)
    parts = [rows]
    factors = {"decline": recipe.decline, "refund": recipe.refund, "chargeback": recipe.dispute, "reversal": 1.0}
    close = np.array([account.life[1] for account in stage.accounts], dtype=int)[rows.account]
    for kind, factor in factors.items():
        chance = np.full(size, min(0.6, rate.get(kind, 0.0) * factor))
        back = kind == "refund" and recipe.reimburse > 0 and rate.get(kind, 0.0) > 0
        if back:
            chance = np.where(close - rows.day < 15, recipe.reimburse, chance)
        hit = np.flatnonzero(rng.random(size) < chance)
        more = rows.take(hit)
        more.kind[:] = kind
        more.related[:] = hit if kind != "decline" else -1
        wait = {"decline": 0, "reversal": 0, "refund": 12, "chargeback": 60}[kind]
        more.day = more.day + (rng.integers(1, wait + 1, size=len(hit)) if wait else 0)
        more.day = np.minimum(more.day, np.maximum(close[hit], rows.day[hit])) if back else more.day
        shift = -rng.integers(5, 900, size=len(hit)) if kind == "decline" else rng.integers(60, 3600, size=len(hit))
        more.second = np.clip(more.second + shift, 0, 86399)
        parts.append(more)
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("account", "person", "day", "nth", "amount", "second", "kind", "related")
    }
    return Rows(**joined, recurring=rows.recurring)
