"""Codes, days and shares in the words that a person reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pycountry
from iso18245 import InvalidMCC, MCCNotFound, get_mcc

PER_CENT = 0.01


def words(name: str) -> str:
    """The name of a rule as a heading.

    >>> words("payer_overlap")
    'Payer overlap'
    """
    return name.replace("_", " ").capitalize()


def join_names(names: Sequence[str]) -> str:
    """Names in a sentence.

    >>> join_names(["north", "south", "wallet"])
    'north, south and wallet'
    """
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def day(value: date | datetime | None) -> str:
    """A day; nothing where it is not known.

    >>> day(date(2026, 6, 30))
    '30 Jun 2026'
    """
    return "" if value is None else f"{value.day} {value:%b %Y}"


def percent(share: float) -> str:
    """A share.

    >>> percent(0.25), percent(0.001)
    ('25%', 'under 1%')
    """
    return "under 1%" if 0 < share < PER_CENT else f"{share:.0%}"


def country(code: str | None) -> str:
    """A country's name, its code where it has none.

    >>> country("NL")
    'Netherlands'
    """
    found = pycountry.countries.get(alpha_2=code) if code else None
    return code or "" if found is None else str(getattr(found, "common_name", found.name))


def category(code: str | None) -> str:
    """A merchant category in words; what is none, as a rail in its place, stays as it is.

    >>> category("5812"), category("remittance")
    ('5812 Eating places and restaurants', 'remittance')
    """
    if not code or not (code.isascii() and code.isdecimal()):
        return code or ""
    try:
        found = get_mcc(code)
    except (InvalidMCC, MCCNotFound):
        return code
    return f"{code} {found.iso_description or found.usda_description or found.visa_description}".replace(
        " -- ", ": "
    ).strip()
