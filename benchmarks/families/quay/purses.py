"""Groups of wallets, remitters and banks: mules, vouchers, and their honest likes."""

from __future__ import annotations

import numpy as np

from .engine import bind_payers, finish, lay_lives, thin, visit
from .money import observed, with_ending
from .people import Home
from .recipe import Recipe, base, fit, log_between, one_of
from .stage import Rows, Stage


def pooling_mules(stage: Stage, home: Home, room: int, _: int) -> list[int]:
    """Play receivers of many small sums, who pay what they pooled on to a few collectors within days.

    FinCEN FIN-2021-NTC3 and FIN-2025-NTC2, AMLC 2020 (N06, F03, F06, F08).
    """
    rng = stage.rng
    made = _receivers(rng, room * 0.75).but(
        common=rng.uniform(0.2, 0.9), visits=str(one_of(rng, "once", "few", "short"))
    )
    return _pool(stage, home, room, (made, int(rng.integers(1, 4)), 1.0))


def treasurers(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn common payers and haste: each treasurer pools equal sums of his own people, and pays on after weeks."""
    rng = stage.rng
    made = _receivers(rng, room * 0.8).but(
        accounts=max(1, count - 1),
        common=0.0,
        prices="tiers",
        points=1,
        near=True,
        visits=str(one_of(rng, "once", "monthly")),
        new=0.05,
    )
    return _pool(stage, home, room, (made, 1, 25.0))


def savings_circle(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn who pays: in a circle of savers all pay one sum to one of them, and each of them has his turn."""
    rng, lead = stage.rng, home.lead
    size = int(min(max(5, room / max(2, count)), 25))
    made = _receivers(rng, room).but(accounts=max(2, count), payers=size, prices="tiers", points=1)
    total = lead.end_day - lead.first_day
    step = max(1, min(int(one_of(rng, 7, 14, 30)), total // made.accounts))
    begin = (
        lead.first_day + int(rng.integers(0, max(1, total - step * made.accounts))) + step * np.arange(made.accounts)
    )
    begin = np.minimum(begin, lead.end_day - 2)
    lives = np.column_stack([begin, np.minimum(begin + min(4, step), lead.end_day)])
    accounts = stage.open(home, stage.models(home, len(lives), made), lives, made)
    people = home.people(
        size, (lead.first_day, lead.end_day), 0.05, home.neighbours(size, (lead.first_day, lead.end_day))
    )
    owner, person = np.repeat(np.arange(len(lives)), len(people)), np.tile(people, len(lives))
    turn = np.tile(np.arange(len(people)), len(lives)) != owner % len(people)
    rows = visit(rng, home, made.but(visits="once", balance=""), (accounts, lives, owner[turn], person[turn]))
    rows.amount = np.full(len(rows.account), float(rng.choice(observed(stage, home, rows, (0.4, 0.8)))))
    finish(stage, home, made, thin(rng, rows, room))
    return accounts.tolist()


def _receivers(rng: np.random.Generator, room: float) -> Recipe:
    accounts, payers = fit(int(log_between(rng, 2, 16.9)), log_between(rng, 5, 90), room / 1.5)
    return base(rng, int(room)).but(
        accounts=accounts,
        payers=payers,
        receivers=True,
        online=None,
        life="window",
        days=int(log_between(rng, 4, 120)),
        band=(0.02, 0.5),
        trade="scattered",
        recurring=False,
        balance="",
        carry=False,
        refund=0.2,
        elsewhere=False,
    )


def _pool(stage: Stage, home: Home, room: int, plan: tuple[Recipe, int, float]) -> list[int]:
    """Play receivers and those to whom they pay on, after a wait of so many days."""
    made, ends, wait = plan
    rng, lead = stage.rng, home.lead
    lives = lay_lives(rng, home, made)
    accounts = stage.open(home, stage.models(home, made.accounts, made), lives, made)
    owner, person = bind_payers(rng, home, made, (lives, None))
    before = len(stage.plans)
    finish(
        stage, home, made, thin(rng, visit(rng, home, made, (accounts, lives, owner, person)), max(10, int(room * 0.8)))
    )
    held = stage.plans[before][1]
    bought = held.kind == "purchase"
    turn = max(2, int(wait + rng.integers(1, 5)))
    key = held.account[bought].astype(np.int64) * 10**6 + held.day[bought] // turn
    keys, back = np.unique(key, return_inverse=True)
    pooled = np.bincount(back, weights=held.amount[bought])
    last = np.zeros(len(keys), dtype=int)
    np.maximum.at(last, back, held.day[bought])
    span = np.array([[lives[:, 0].min(), min(lead.end_day, last.max() + 3)]])
    collectors = stage.open(home, stage.models(home, ends, made), np.repeat(span, ends, axis=0), made)
    mules = dict(zip(accounts.tolist(), home.people(len(accounts), tuple(span[0]), 0.6).tolist()))
    giver = np.array([mules[int(value)] for value in keys // 10**6])
    prices = observed(stage, home, held, (0.0, 1.0))
    rows = Rows.of(
        collectors[rng.integers(ends, size=len(keys))],
        giver,
        np.minimum(lead.end_day, last + rng.integers(0, max(2, int(wait)) + 1, size=len(keys))),
    )
    rows.amount = with_ending(rng, pooled * rng.uniform(0.8, 0.97, size=len(keys)), prices)
    finish(stage, home, made.but(hours="model", refund=0.0, dispute=0.0), rows)
    return accounts.tolist() + collectors.tolist()


def vouchers_to_wallet(stage: Stage, home: Home, room: int, _: int) -> list[int]:
    """Play desks where vouchers of round values become wallet money, which within hours goes to a seller's accounts.

    The coalition chair on prepaid cards, RedCompass 2024, NCA's note (P13, N12).
    """
    rng = stage.rng
    count = int(log_between(rng, 3, 14.9))
    return _vouchers(stage, home, room, (count, int(rng.integers(1, max(2, count // 2))), 0.5))


def gift_season(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn where it goes: gift vouchers are cashed at desks, and spent in weeks at shops that everybody knows."""
    return _vouchers(stage, home, room, (count, count, 20.0))


def pocket_money(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn the haste: pocket money is loaded at kiosks, and goes to a publisher's games bit by bit, all year."""
    return _vouchers(stage, home, room, (count, max(1, count // 3), 30.0))


def _vouchers(stage: Stage, home: Home, room: int, plan: tuple[int, int, float]) -> list[int]:
    """Play desks and receivers (those that are there, where all new accounts are desks)."""
    count, desks, wait = plan
    rng, lead = stage.rng, home.lead
    made = base(rng, room).but(
        accounts=max(1, desks),
        life="window" if wait < 1 else "whole",
        online=None,
        elsewhere=False,
        days=int(log_between(rng, 8, 200)),
    )
    lives = lay_lives(rng, home, made)
    sales = max(6, int(room / 2.4))
    rail = lead.columns.get("rail")
    models = stage.models(home, len(lives), made)
    if rail is not None:
        loads = np.array(
            [merchant for merchant in home.eligible if rail[lead.order[lead.starts[merchant]]] == "voucher"]
        )
        models = rng.choice(loads, size=len(lives)) if len(loads) else models
    tills = stage.open(home, models, lives, made)
    span = (int(lives[:, 0].max()), int(lives[:, 1].max()))
    if desks < count:
        same = np.repeat(np.array([span]), count - desks, axis=0)
        shops = stage.open(home, stage.models(home, count - desks, made), same, made)
        named = shops
    else:
        named = np.empty(0, dtype=int)
        shops = np.array(
            [stage.enter(home, int(code)) for code in rng.choice(home.eligible, size=min(30, len(home.eligible)))]
        )
    people = rng.choice(home.people(max(5, int(sales / rng.uniform(1, 3))), span, made.new), size=sales)
    day = lead.days(np.full(sales, span[0]), np.full(sales, span[1]), rng.random(sales))
    _load_and_spend(stage, home, made, (tills, shops, people, day, wait))
    return tills.tolist() + named.tolist()


def _load_and_spend(stage: Stage, home: Home, made: Recipe, plan: tuple) -> None:
    """Play loads of round values and what is paid out of them."""
    tills, shops, people, day, wait = plan
    rng, sales = stage.rng, len(people)
    loads = Rows.of(rng.choice(tills, size=sales), people, day)
    prices = observed(stage, home, loads, (0.2, 0.98))
    unit = 10.0 ** np.floor(np.log10(max(1.0, float(np.median(prices)))))
    face = rng.choice(np.array([1, 2, 2.5, 5, 10]) * unit, size=sales, p=[0.25, 0.25, 0.2, 0.2, 0.1])
    loads.amount = np.round(face)
    times = rng.integers(1, 3, size=sales)
    edge = np.repeat(np.arange(sales), times)
    later = day[edge] + rng.exponential(wait, size=len(edge)).astype(int)
    keep = later <= home.lead.end_day
    spent = Rows.of(rng.choice(shops, size=len(edge)), people[edge], later).take(keep)
    spent.amount = with_ending(rng, face[edge] * rng.uniform(0.6, 0.98, size=len(edge)) / times[edge], prices)[keep]
    clock = home.lead.second[rng.choice(home.lead.order, size=sales)]
    loads.second = clock
    if wait < 1:
        spent.second = np.minimum(86399, clock[edge] + rng.integers(120, 9000, size=len(edge)))[keep]
    quiet = made.but(refund=min(made.refund, 1.0), recurring=False)
    finish(stage, home, quiet, loads)
    finish(stage, home, quiet, spent)
