"""Sites, and the payments that payers make at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finpath.synth.second.book import Rows
from finpath.synth.second.draft import Payments
from finpath.synth.second.market import DAY, Market, Payer, Window


@dataclass(frozen=True)
class Site:
    """A merchant account.

    Args:
        code: In the draft of its book.
        model: The merchant that lends category, country and currency.
        rows: The rows of the model, in one currency.
        prices: What it asks.
        life: From its first day to its last.
    """

    code: int
    model: int
    rows: Rows
    prices: tuple[float, ...]
    life: Window


@dataclass(frozen=True)
class Temper:
    """How payers behave at the sites of a group, each from 0 to 1 unless said.

    Args:
        fixed: Share of payments at exactly a listed price.
        late: Share in the evening and night of the payer's clock.
        loyal: How many of the other sites a payer goes to.
        heavy: Weight of regulars: 0 makes nobody pay twice at one place.
        refunds: Share that is paid back.
        refusals: Share that is tried in vain first.
        wobble: How far listed prices stray, as they do with exchange rates and fees: 0.02 is about 2%.
        growth: What each further payment of a payer is multiplied with, at most.
        fade: Days within which most payments of a site come; 0 spreads them evenly.
        first: Payers begin with the first site and follow to the next.
        monthly: The same payers pay again every month.
    """

    fixed: float = 0.0
    late: float = 0.0
    loyal: float = 0.3
    heavy: float = 0.5
    refunds: float = 0.01
    refusals: float = 0.02
    wobble: float = 0.0
    growth: float = 1.0
    fade: float = 0.0
    first: bool = False
    monthly: bool = False


def rows_of(market: Market, model: int) -> Rows:
    """The rows of a merchant in the currency that it takes most."""
    rows = market.book.by_merchant.rows(model)
    names, counts = np.unique(market.currency[rows], return_counts=True)
    most: Rows = rows[market.currency[rows] == names[np.argmax(counts)]]
    return most


def visits(market: Market, payers: Sequence[Payer], sites: Sequence[Site], temper: Temper) -> Payments:
    """Let payers pay at sites."""
    drawn = [_one(market, payer, sites, temper) for payer in payers]
    found = [visit for lot in drawn for visit in lot]
    count = len(found)
    payments = Payments(
        model=np.array([visit.model for visit in found], np.int64),
        lender=np.array([visit.lender for visit in found], np.int64),
        payer=np.array([visit.payer for visit in found], np.int64),
        merchant=np.array([visit.merchant for visit in found], np.int64),
        amount=np.array([visit.amount for visit in found], np.float64),
        at=np.array([visit.at for visit in found], "datetime64[us]"),
        answers=np.full(count, -1),
        refused=np.zeros(count, bool),
    )
    return _answered(market, payments, temper)


@dataclass(frozen=True)
class Visit:
    """One payment at one site."""

    model: int
    lender: int
    payer: int
    merchant: int
    amount: float
    at: np.datetime64


def _one(market: Market, payer: Payer, sites: Sequence[Site], temper: Temper) -> list[Visit]:
    rng = market.rng
    seen = market.book.at[payer.rows]
    life = Window(seen.min() - 15 * DAY, seen.max() + 15 * DAY)
    met = [(site, window) for site in sites if (window := _both(site.life, life)) is not None]
    if not met:
        return []
    reach = 1 + int(rng.binomial(len(met) - 1, temper.loyal))
    start = 0 if temper.first and rng.random() < 0.8 else int(rng.integers(len(met) - reach + 1))
    met = met[start : start + reach]
    count = max(reach, 1 + int(min(temper.heavy * rng.pareto(1.1), 20)))
    picks = [*range(reach), *rng.integers(reach, size=count - reach).tolist()]
    tier = int(rng.integers(4))
    found: list[Visit] = []
    for place in picks:
        site, window = met[place]
        found += _pay(market, payer, (site, window), temper, tier)
    return _grown(found, temper, rng)


def _both(here: Window, there: Window) -> Window | None:
    opens, closes = max(here.opens, there.opens), min(here.closes, there.closes)
    return Window(opens, closes) if closes - opens >= DAY / 2 else None


def _pay(market: Market, payer: Payer, met: tuple[Site, Window], temper: Temper, tier: int) -> list[Visit]:
    rng, (site, window) = market.rng, met
    days = market.days(window, 1, temper.fade)
    if temper.monthly:
        days = days[0] + np.arange(0, max(1, int((window.closes - days[0]) / DAY)), 30) * DAY
    lender = rng.choice(payer.rows, len(days))
    times = days + market.hours(lender, temper.late)
    times = market.within(times, window)
    price = site.prices[tier % len(site.prices)]
    return [
        Visit(int(rng.choice(site.rows)), int(row), payer.code, site.code, _amount(market, site, price, temper), at)
        for row, at in zip(lender, times, strict=True)
    ]


def _amount(market: Market, site: Site, price: float, temper: Temper) -> float:
    rng = market.rng
    if rng.random() < temper.fixed:
        strayed = price * float(rng.lognormal(0, temper.wobble)) if temper.wobble else price
        return max(round(strayed, 2 if price % 1 else 0), 1.0)
    usual = float(market.book.amount[rng.choice(site.rows)])
    places = 2 if usual % 1 or price % 1 else 0
    return max(round(usual * float(rng.lognormal(0, 0.2)), places), 1.0)


def _grown(visits_: list[Visit], temper: Temper, rng: np.random.Generator) -> list[Visit]:
    if temper.growth == 1.0:
        return visits_
    ordered = sorted(visits_, key=lambda visit: (visit.at, visit.merchant))
    step = float(rng.uniform(1.0, temper.growth))
    places = [0 if not visit.amount % 1 else 2 for visit in ordered]
    return [
        Visit(**{**visit.__dict__, "amount": max(1.0, round(visit.amount * min(step**number, 3.0), places[number]))})
        for number, visit in enumerate(ordered)
    ]


def _answered(market: Market, payments: Payments, temper: Temper) -> Payments:
    rng, count = market.rng, len(payments)
    back = np.flatnonzero(rng.random(count) < temper.refunds) if market.draft.refunds else np.zeros(0, np.int64)
    vain = np.flatnonzero(rng.random(count) < temper.refusals)
    vain = vain if len(market.draft.rows_of("decline")) else vain[:0]
    order = np.concatenate([np.arange(count), back, vain])
    later = rng.integers(1, 20, len(back)) * DAY
    sooner = rng.integers(1, 30, len(vain)).astype("timedelta64[m]")
    parts = {name: getattr(payments, name)[order] for name in payments.__dataclass_fields__}
    parts["at"][count : count + len(back)] += later
    parts["at"][count + len(back) :] -= sooner
    parts["answers"][count : count + len(back)] = back
    parts["refused"][count + len(back) :] = True
    after = Window(market.span.closes - DAY, market.span.closes)
    parts["at"] = np.where(parts["at"] > after.closes, market.within(parts["at"], after), parts["at"])
    return Payments(**parts)
