"""Converts amounts of evidence rows to the FIU's currency, with the rate that was used."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from currency_converter import CurrencyConverter, RateNotFoundError

from finpath.errors import ConfigError
from finpath.referral.model.evidence import EvidenceRow

CENT, RATE = Decimal("0.01"), Decimal("1e-10")
STALE = 10
"""Days for which a rate holds where the next is missing."""


@dataclass(frozen=True)
class LocalAmount:
    """An amount in the FIU's currency.

    Args:
        rate: One unit of the currency paid in, in the FIU's; None where they are the same.
    """

    local: Decimal
    rate: Decimal | None = None


@dataclass(frozen=True)
class Rates:
    """What one unit of a currency was worth in EUR, by currency and day; the ECB's where nobody gave any."""

    by_day: Mapping[tuple[str, dt.date], Decimal] = field(default_factory=dict)

    def eur(self, currency: str, day: dt.date) -> Decimal | None:
        """The rate of a day, or of the last day before it that has one."""
        if currency == "EUR":
            return Decimal(1)
        if any(known == currency for known, _ in self.by_day):
            days = (day - dt.timedelta(days=back) for back in range(STALE + 1))
            return next((self.by_day[currency, each] for each in days if (currency, each) in self.by_day), None)
        return _ecb_rate(currency, day)

    def to_local(self, row: EvidenceRow, currency: str) -> LocalAmount | None:
        """What a row is worth in a currency; None where no rate says so."""
        if row.currency == currency:
            return LocalAmount(round_to_cents(row.amount))
        one = self.eur(currency, row.occurred_at.date())
        if row.eur is None or not one:
            return None
        exact = row.eur / one
        rate = (exact / row.amount).quantize(RATE, ROUND_HALF_EVEN) if row.amount else None
        return LocalAmount(exact.quantize(CENT, ROUND_HALF_EVEN), rate)


def round_to_cents(amount: Decimal) -> Decimal:
    """An amount to the cent where that is exact; with all its decimals where it is not.

    >>> round_to_cents(Decimal("40.00000000")), round_to_cents(Decimal("0.00012000"))
    (Decimal('40.00'), Decimal('0.00012000'))
    """
    cents = amount.quantize(CENT, ROUND_HALF_EVEN)
    return cents if cents == amount else amount


@cache
def _ecb_converter() -> CurrencyConverter:
    """The ECB's daily reference rates; reading them takes a moment."""
    return CurrencyConverter(decimal=True, fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known")


@cache
def _ecb_rate(currency: str, day: dt.date) -> Decimal | None:
    try:
        return Decimal(_ecb_converter().convert(Decimal(1), currency, "EUR", date=day))
    except (RateNotFoundError, ValueError):
        return None


def read_rates(path: Path) -> Rates:
    """Read rates in the form of the data contract: currency, date, eur.

    Raises:
        ConfigError: The file is not there, or a row is not in that form.
    """
    by_day: dict[tuple[str, dt.date], Decimal] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                try:
                    rate = Decimal(row["eur"])
                    by_day[row["currency"], dt.date.fromisoformat(row["date"])] = rate
                except (KeyError, TypeError, ValueError, InvalidOperation):
                    rate = Decimal("NaN")
                if not rate.is_finite() or rate <= 0:
                    raise ConfigError(f"{path}, row {number}: currency, date (2026-06-30) and eur were expected.")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"There are no rates {path}: name a file of currency,date,eur with --rates.") from None
    return Rates(by_day)
