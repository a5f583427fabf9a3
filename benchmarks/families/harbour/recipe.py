"""A recipe says how a group of accounts lives; drafting it gives accounts, people and purchases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .cast import Cast, assemble, circle, strangers
from .ground import Place
from .model import DAY


@dataclass(frozen=True)
class Recipe:
    """Traits of a group. A twin is the same recipe with one or two traits changed."""

    accounts: int
    payers: int
    members: int = 1
    schedule: str = "staggered"
    life: float = 60.0
    gap: float = 3.0
    common: float = 0.5
    width: float = 1e3
    newcomers: float = 0.15
    doubles: float = 0.05
    circle: bool = False
    visits: float = 1.5
    tempo: str = "repeat"
    session: float = 3.0
    pricing: str = "list"
    price_count: int = 3
    band: tuple[float, float] = (0.35, 0.8)
    late: float = 0.0
    refund: float = 0.01
    dispute: float = 0.002
    decline: float = 0.03
    shared: tuple[str, ...] = ()
    one_trade: bool = False
    other_country: bool = False
    currencies: bool = False
    donors: str = "online"
    bond: str = "donor"
    hosts: bool = False
    pass_on: str = ""
    split: bool = False
    uneven: float = 0.5


@dataclass
class Account:
    """One account to be written: where, like which honest account, from when to when, at what prices."""

    place: Place
    donor: int
    window: tuple[int, int]
    prices: np.ndarray
    currency: str
    merchant_id: str = ""
    existing: bool = False
    aside: bool = False
    owner_row: int = -1


@dataclass
class Draft:
    """A group before it is written down."""

    recipe: Recipe
    accounts: list[Account]
    cast: Cast
    visits: pd.DataFrame


def windows(rng: np.random.Generator, recipe: Recipe, place: Place) -> list[tuple[int, int]]:
    """First and last second of each account, by the group's schedule."""
    low, high = place.span
    whole = high - low
    life = min(recipe.life * DAY, whole)
    lives = np.clip(life * np.exp(rng.normal(0, 0.3, recipe.accounts)), min(1.5 * DAY, whole), whole)
    count = recipe.accounts
    if recipe.schedule == "burst":
        begin = np.full(count, low + rng.random() * (whole - life))
        lives = np.full(count, life)
    elif recipe.schedule == "parallel":
        begin = low + rng.random() * (whole - life) + rng.exponential(2 * DAY, count)
    elif recipe.schedule == "relay":
        chain = np.concatenate([[0], np.cumsum(lives[:-1] + rng.exponential(recipe.gap * DAY, count - 1))])
        total = chain[-1] + lives[-1]
        shrink = min(1.0, 0.98 * whole / total)
        begin = low + rng.random() * (whole - total * shrink) + chain * shrink
        lives = lives * shrink
    elif recipe.schedule == "waves":
        waves = rng.random(max(1, -(-count // 3))) * max(whole - life, 0)
        begin = low + np.sort(waves)[np.arange(count) % len(waves)] + rng.exponential(DAY / 2, count)
    elif recipe.schedule == "handover":
        turn = low + whole * rng.uniform(0.35, 0.65)
        begin = np.concatenate([[max(low, turn - life)], turn + rng.exponential(recipe.gap * DAY, count - 1)])
        lives = np.concatenate([[turn - begin[0]], np.full(count - 1, life)])
    elif recipe.schedule == "long":
        begin, lives = low + rng.random(count) ** 3 * 0.4 * whole, np.full(count, whole)
    else:
        begin = low + rng.random(count) * np.maximum(whole - lives, 0)
    begin = np.minimum(begin, high - min(1.5 * DAY, whole))
    return [(int(b), int(min(b + n, high))) for b, n in zip(begin, lives)]


def pick_donor(
    rng: np.random.Generator, place: Place, recipe: Recipe, window: tuple[int, int], last: str | None
) -> int:
    """An honest account to take after in form: of the kind asked for, ended or not as the new one will be."""
    facts = place.stalls
    fit = facts["count"] >= 5
    if recipe.donors == "private" and facts["private"].any():
        fit &= facts["private"]
    else:
        fit &= ~facts["private"]
    if recipe.donors == "sub" and (facts["sub"] & fit).sum() >= 5:
        fit &= facts["sub"]
    if recipe.donors in ("online", "sub") and (facts["online"] & fit).sum() >= 5:
        fit &= facts["online"]
    if last is not None and place.has("mcc"):
        bounds = np.minimum(place.by_shop[1][:-1], len(place.by_shop[0]) - 1)
        same = fit & (place.rows["mcc"].to_numpy()[place.by_shop[0][bounds]] == last)
        fit = same if same.any() else fit
    low, high = place.span
    margin = 20 * DAY
    for near in (
        (facts["last"] < high - margin) == (window[1] < high - margin),
        (facts["first"] > low + margin) == (window[0] > low + margin),
    ):
        fit = fit & near if (fit & near).sum() >= 4 else fit
    candidates = np.flatnonzero(fit) if fit.any() else np.flatnonzero(facts["count"] > 0)
    return int(rng.choice(candidates))


def gather(rng: np.random.Generator, recipe: Recipe, places: list[Place], taken: set[str]) -> tuple[Cast, int, int]:
    """The group's people: first those whom the accounts have in common, then each account's own, then doubles."""
    reach = min(recipe.accounts, 2 + recipe.width / 50, 6)
    shared = max(5, int(recipe.accounts * recipe.payers * recipe.common / reach))
    own = int(1.4 * recipe.accounts * recipe.payers * (1 - recipe.common)) + 4
    total = shared + own
    new = int(round(total * recipe.newcomers))
    known = max(total - new, 1)
    codes = circle(rng, places[0], known) if recipe.circle else strangers(rng, places[0], known)
    codes = rng.permutation(codes)
    doubles = int(np.ceil(recipe.doubles * total))
    cast = assemble(rng, places, codes, total - len(codes) + doubles, taken)
    mix = rng.permutation(total)
    for name in cast.row:
        for part in (cast.row, cast.fresh):
            part[name] = np.concatenate([part[name][:total][mix], part[name][total:]])
    return cast, shared, total


def draft_visits(
    rng: np.random.Generator, recipe: Recipe, accounts: list[Account], crew: tuple[Cast, int, int]
) -> pd.DataFrame:
    """All purchases: who comes to which account, when first, how often again."""
    cast, shared, total = crew
    fans = rng.pareto(1.4, shared) + 0.25
    centre = rng.uniform(-0.5, recipe.accounts - 0.5, shared)
    session = rng.random(len(cast))
    next_own = shared
    parts = []
    for number, account in enumerate(accounts):
        size = max(5, int(recipe.payers * np.exp(rng.normal(-(recipe.uneven**2) / 2, recipe.uneven))))
        together = int(rng.binomial(size, recipe.common))
        alone = size - together
        chance = fans * np.exp(-np.abs(centre - number) / recipe.width) + 1e-12
        who = rng.choice(shared, min(together, shared), replace=False, p=chance / chance.sum())
        own = np.arange(next_own, min(next_own + alone, total))
        next_own += len(own)
        who = np.concatenate([who, own])
        second = _first_times(rng, recipe, account, session[who])
        parts.append(_again(rng, recipe, account, (number, who, second)))
    visits = pd.concat(parts, ignore_index=True)
    return _reissue(rng, visits, len(cast), len(cast) - total)


def _first_times(rng: np.random.Generator, recipe: Recipe, account: Account, session: np.ndarray) -> np.ndarray:
    """When each person first comes to an account: near the person's own moment if the window allows, else anywhere."""
    low, high = account.window
    start, end = account.place.span
    anchor = start + session * (end - start)
    near = anchor + rng.exponential(max(recipe.session, 0.01) * DAY, len(session))
    free = account.place.moments(rng, account.window, len(session))
    if recipe.schedule in ("burst", "parallel", "long"):
        near = low + session * (high - low) + rng.exponential(max(recipe.session, 0.01) * DAY, len(session))
    late = high - rng.exponential(0.3, len(session)) * (high - low)
    inside = (near >= low) & (near < high)
    return np.where(inside, near, np.where(rng.random(len(session)) < 0.9, free, np.maximum(late, low))).astype("int64")


def _again(rng: np.random.Generator, recipe: Recipe, account: Account, first: tuple) -> pd.DataFrame:
    """Repeat first purchases at the group's tempo; `rank` counts a person's purchases at one account."""
    number, who, second = first
    extra = max(recipe.visits - 1, 0.0)
    times = 1 + rng.poisson(extra * rng.gamma(0.8, 1 / 0.8, len(who)))
    of = np.repeat(np.arange(len(who)), times)
    rank = np.arange(len(of)) - np.repeat(np.cumsum(times) - times, times)
    width = (account.window[1] - account.window[0]) / DAY
    if recipe.tempo == "monthly":
        first_gap = rng.uniform(3, 14, len(who))[of] if recipe.pricing == "trial" else 30.4
        gap = np.where(rank > 0, first_gap + (rank - 1) * 30.4 + rng.normal(0, 0.4, len(of)), 0)
    elif recipe.tempo == "rising":
        gap = 18 * (1 - 0.75**rank) / 0.25 * rng.uniform(0.6, 1.1, len(of))
    elif recipe.tempo == "loyal":
        gap = np.where(rank > 0, rng.random(len(of)) * width, 0)
    else:
        gap = np.where(rank > 0, rng.exponential(6, len(of)) * (1 + rank / 2), 0)
    moment = second[of] + (gap * DAY).astype("int64")
    inside = moment < account.window[1]
    frame = pd.DataFrame({"account": number, "person": who[of], "second": moment, "rank": rank})
    frame["step"] = frame["rank"].clip(upper=1)
    return frame[inside | (rank == 0)].reset_index(drop=True)


def split_trials(visits: pd.DataFrame, accounts: int) -> pd.DataFrame:
    """What follows a trial is charged at the next account of the group."""
    moved = (visits["account"] + 1) % accounts
    return visits.assign(account=visits["account"].where(visits["step"] == 0, moved))


def _reissue(rng: np.random.Generator, visits: pd.DataFrame, people: int, doubles: int) -> pd.DataFrame:
    """Some people's cards are re-issued: from a day on they pay by another reference."""
    for double in range(people - doubles, people):
        person = int(rng.integers(0, max(people - doubles, 1)))
        turn = rng.uniform(visits["second"].min(), visits["second"].max())
        change = (visits["person"] == person) & (visits["second"] > turn)
        visits.loc[change, "person"] = double
    return visits
