"""Payers whom nobody has seen before, each with an ordinary life: where such payers live, they buy bread too."""

from __future__ import annotations

import numpy as np

from finpath.synth.second.book import Rows
from finpath.synth.second.draft import Payments
from finpath.synth.second.market import Market, Payer, Window
from finpath.synth.second.written import Times

SHORTEST, LONGEST = 12, 150
WEEK = np.timedelta64(7, "D")


def newcomers(market: Market, count: int, window: Window, foreign: float = 0.0) -> list[Payer]:
    """Add payers who live in the window, and write what they ordinarily buy."""
    return [_newcomer(market, model) for model in market.strangers(count, window, foreign, even=True)]


def _newcomer(market: Market, model: Payer) -> Payer:
    rng = market.rng
    code = market.draft.new_payer(model.code)
    sizes = market.book.by_payer.sizes
    most = int(np.clip(1.5 * np.median(sizes[sizes > 0]), SHORTEST, LONGEST))
    count = min(most, max(1, int(len(model.rows) * rng.uniform(0.3, 0.9))))
    lenders = np.sort(rng.choice(model.rows, count, replace=False))
    bought = np.where(rng.random(count) < 0.5, lenders, _elsewhere(market, lenders))
    _write(market, code, lenders, bought)
    return Payer(code, lenders)


def _elsewhere(market: Market, rows: Rows) -> Rows:
    """For each payment, another one: by someone who buys at the same place, wherever that someone buys."""
    book, rng = market.book, market.rng
    there = [rng.choice(book.by_merchant.rows(int(code))) for code in book.merchant[rows]]
    return np.array([rng.choice(book.by_payer.rows(int(code))) for code in book.payer[np.array(there)]])


def _write(market: Market, code: int, lenders: Rows, bought: Rows) -> None:
    book, rng, count = market.book, market.rng, len(lenders)
    days = book.at[lenders].astype("datetime64[D]").astype("datetime64[us]")
    moved: Times = np.add(days, rng.integers(-2, 3, count) * WEEK + market.hours(lenders, 0.0))
    times = market.within(moved, market.span)
    # Prices are those of the place, at another visit to it.
    priced = np.array([rng.choice(book.by_merchant.rows(int(merchant))) for merchant in book.merchant[bought]])
    market.draft.add(
        Payments(
            model=priced,
            lender=lenders,
            payer=np.full(count, code),
            merchant=book.merchant[bought],
            amount=book.amount[priced],
            at=times,
            answers=np.full(count, -1),
            refused=np.zeros(count, bool),
        )
    )
