"""Countries and their clocks, as the IANA time zone database lists them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

LISTED = "zone.tab"
MOST = ("most of", "(mainland)")
"""What the database says of the zone that most of a country has."""

SEASONS = (dt.datetime(2026, 1, 15), dt.datetime(2026, 7, 15))  # noqa: DTZ001 - what a clock is asked about
"""Two days on which clocks are compared."""


CURRENCIES = dict(
    pair.split(":")
    for pair in """
    AE:AED AR:ARS AU:AUD BR:BRL CA:CAD CH:CHF CL:CLP CN:CNY CO:COP CZ:CZK DK:DKK EG:EGP GB:GBP HK:HKD HU:HUF ID:IDR
    IL:ILS IN:INR IS:ISK JP:JPY KE:KES KR:KRW LI:CHF MA:MAD MX:MXN MY:MYR NG:NGN NO:NOK NZ:NZD PH:PHP PK:PKR PL:PLN
    RO:RON RS:RSD RU:RUB SA:SAR SE:SEK SG:SGD TH:THB TR:TRY TW:TWD UA:UAH US:USD VN:VND ZA:ZAR
    """.split()
)
"""What people pay with, where that is not the euro; for a suggestion alone."""


def currency_of(country: str) -> str:
    """What people in a country most likely pay with.

    >>> currency_of("SE"), currency_of("FR")
    ('SEK', 'EUR')
    """
    return CURRENCIES.get(country, "EUR")


def zone_of(country: str) -> str | None:
    """The clock of a country, where it has one that most of it goes by.

    >>> zone_of("DE"), zone_of("ES"), zone_of("US")
    ('Europe/Berlin', 'Europe/Madrid', None)
    """
    zones = _zones().get(country, {})
    if len({tuple(ZoneInfo(zone).utcoffset(day) for day in SEASONS) for zone in zones}) == 1:
        return next(iter(zones))
    return next((zone for zone, said in zones.items() if any(most in said for most in MOST)), None)


def country_of(zone: str) -> str | None:
    """The country in which a clock's place is.

    >>> country_of("Europe/Berlin"), country_of("UTC")
    ('DE', None)
    """
    return next((country for country, zones in _zones().items() if zone in zones), None)


@cache
def _zones() -> Mapping[str, Mapping[str, str]]:
    """Country to its zones, and what is said of each, as listed: those with most people first."""
    zones: dict[str, dict[str, str]] = {}
    listing = resources.files("tzdata.zoneinfo").joinpath(LISTED).read_text(encoding="utf-8")
    for line in listing.splitlines():
        if not line.startswith("#"):
            country, _, zone, said = [*line.split("\t"), ""][:4]
            zones.setdefault(country, {})[zone] = said
    return zones
