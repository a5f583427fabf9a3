"""Streams inside accounts that are there: laundering, revived accounts, and their honest likes."""

from __future__ import annotations

import numpy as np

from .engine import bind_payers, finish, thin, visit
from .people import Home
from .recipe import Recipe, base, log_between, one_of
from .stage import Rows, Stage


def laundering_streams(stage: Stage, home: Home, room: int, _: int) -> list[int]:
    """Play a stream with its own prices and payers in each of some honest shops.

    Mastercard's definition of transaction laundering: a merchant processes for another one (M22, M09, M14).
    """
    made = _stream(stage, room).but(common=float(one_of(stage.rng, 0.0, stage.rng.uniform(0.05, 0.95))))
    return _into(stage, home, made, (_busy(stage, home, made.accounts), room, False))


def bar_of_the_hotel(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn the payers: a second line with prices and hours of its own is paid by the house's own guests."""
    made = _stream(stage, room).but(accounts=count, common=0.0, new=0.02, hours="evening")
    return _into(stage, home, made, (_busy(stage, home, count), room, True))


def wave_of_coupons(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn the prices: a wave of strangers comes to a shop, led by a coupon, and buys what the shop always sold."""
    made = _stream(stage, room).but(accounts=count, prices="model", hours="model", common=0.0)
    return _into(stage, home, made, (_busy(stage, home, count), room, False))


def course_in_the_shop(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn days and payers: a course at a fixed fee is booked by neighbours, and held weekly."""
    made = _stream(stage, room).but(
        accounts=count,
        points=1,
        weekday=int(stage.rng.integers(7)),
        visits="weekly",
        common=0.0,
        hours="evening",
        near=True,
    )
    return _into(stage, home, made, (_busy(stage, home, count), room, False))


def revived_accounts(stage: Stage, home: Home, room: int, _: int) -> list[int]:
    """Play accounts that lay still and are suddenly busy with payers and prices that they never had.

    UniPay's signals of merchant fraud: a dormant account becomes active (M19, M12, M13).
    """
    made = _stream(stage, room).but(common=stage.rng.uniform(0.1, 0.9))
    return _into(stage, home, made, (_still(stage, home, made.accounts), room, False))


def season_returns(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn payers and prices: a house of the season wakes up with its old guests and old prices."""
    made = _stream(stage, room).but(accounts=count, prices="model", hours="model", common=0.0, new=0.1)
    return _into(stage, home, made, (_still(stage, home, count), room, True))


def _stream(stage: Stage, room: int) -> Recipe:
    rng = stage.rng
    accounts = int(log_between(rng, 1, 8.9)) if room > 60 else int(rng.integers(1, 4))
    return base(rng, room).but(
        accounts=accounts,
        payers=int(max(6, room / accounts / 1.7)),
        spread=rng.uniform(0.1, 0.5),
        online=None,
        prices=str(one_of(rng, "list", "tiers", "jitter")),
        visits=str(one_of(rng, "once", "few", "monthly", "heavy")),
        days=int(log_between(rng, 10, 300)),
        recurring=False,
    )


def _busy(stage: Stage, home: Home, count: int) -> np.ndarray:
    """Choose shops with a fair number of payments over most of the time."""
    lead = home.lead
    long = lead.last_seen - lead.first_seen > 0.6 * (lead.end_day - lead.first_day)
    free = _untouched(stage, home, home.eligible)
    for least in (25, 10, 3):
        found = free[(lead.counts[free] >= least) & long[free]]
        if len(found) >= count:
            return stage.rng.choice(found, size=count, replace=False)
    return stage.rng.choice(free, size=min(count, len(free)), replace=False)


def _untouched(stage: Stage, home: Home, found: np.ndarray) -> np.ndarray:
    """Return the shops into which nothing has been played yet."""
    number = stage.homes.index(home)
    touched = [account.merchant_id for account in stage.accounts if not account.new and account.home == number]
    return found[~np.isin(home.lead.merchant_ids[found].astype(str), touched)]


def _still(stage: Stage, home: Home, count: int) -> np.ndarray:
    """Choose shops that have been still for a while."""
    lead, found = home.lead, home.eligible
    if "closed_on" in lead.table:
        closed = [row >= 0 and lead.table["closed_on"][row] is not None for row in lead.described[found]]
        found = found[~np.array(closed)] if sum(closed) + count <= len(found) else found
    found = _untouched(stage, home, found)
    for least in (60, 30, 15, 8):
        still = found[lead.last_seen[found] < lead.end_day - least]
        if len(still) >= count:
            return stage.rng.choice(still, size=count, replace=False)
    return found[np.argsort(lead.last_seen[found], kind="stable")[:count]]


def _into(stage: Stage, home: Home, recipe: Recipe, plan: tuple[np.ndarray, int, bool]) -> list[int]:
    """Play a recipe into existing accounts; with their own payers where said."""
    merchants, room, own = plan
    lead, rng = home.lead, stage.rng
    recipe = recipe.but(accounts=len(merchants))
    last = lead.last_seen[merchants]
    awake = last > lead.end_day - 8
    low = np.where(awake, lead.first_seen[merchants], np.minimum(last + 5, lead.end_day - 3))
    begin = low + (rng.random(len(merchants)) * np.maximum(1, lead.end_day - low - recipe.days)).astype(int)
    begin = np.clip(begin, low, lead.end_day - 2)
    lives = np.column_stack([begin, np.clip(begin + recipe.days, begin + 1, lead.end_day)])
    accounts = np.array([stage.enter(home, int(merchant)) for merchant in merchants])
    for number, life in zip(accounts, lives):
        stage.accounts[number].life = (int(life[0]), int(life[1]))
    if own:
        for index, merchant in enumerate(merchants):
            near = lead.payers_of(int(merchant))
            size = max(2, min(len(near), room // len(merchants)))
            person = home.people(size, tuple(lives[index]), recipe.new, near)
            part = visit(
                rng,
                home,
                recipe,
                (accounts[index : index + 1], lives[index : index + 1], np.zeros(len(person), dtype=int), person),
            )
            finish(stage, home, recipe, thin(rng, part, max(6, room // len(merchants))))
        return accounts.tolist()
    owner, person = bind_payers(rng, home, recipe, (lives, None))
    rows: Rows = visit(rng, home, recipe, (accounts, lives, owner, person))
    finish(stage, home, recipe, thin(rng, rows, room))
    return accounts.tolist()
