"""Templates in; out comes an environment in which text from strangers can only ever be text."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

import jinja2
import pycountry
from iso18245 import InvalidMCC, MCCNotFound, get_mcc
from markupsafe import Markup

from finpath.referral.text import counted, euros, money, plain

LONGEST = 4000
"""Letters of any one text on a page."""


@cache
def environment(package: str) -> jinja2.Environment:
    """An environment for the templates of a package; those of the referral, the style among them, are there too.

    Everything is escaped, and what hides or turns text is shown (`plain`), whether a template asks for it or not.
    """
    loaders = [jinja2.PackageLoader(each) for each in dict.fromkeys((package, "finpath.referral"))]
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_text,
    )
    made.filters |= {
        "name": plain,
        "money": money,
        "euros": euros,
        "counted": counted,
        "day": _day,
        "percent": _percent,
        "country": country,
        "category": category,
        "words": words,
    }
    return made


def words(name: str) -> str:
    """The name of a rule as a heading.

    >>> words("payer_overlap")
    'Payer overlap'
    """
    return name.replace("_", " ").capitalize()


def country(code: str | None) -> str:
    """A country's name, its code where it has none.

    >>> country("NL")
    'Netherlands'
    """
    found = pycountry.countries.get(alpha_2=code) if code else None
    return code or "" if found is None else str(getattr(found, "common_name", found.name))


def category(code: str | None) -> str:
    """A merchant category in words.

    >>> category("5812")
    '5812 Eating places and restaurants'
    """
    if not code:
        return ""
    try:
        found = get_mcc(code)
    except (InvalidMCC, MCCNotFound):
        return code
    return f"{code} {found.iso_description or found.usda_description or found.visa_description}".replace(
        " -- ", ": "
    ).strip()


def _text(value: object) -> object:
    return plain(value, LONGEST) if isinstance(value, str) and not isinstance(value, Markup) else value


def _day(value: date | datetime | None) -> str:
    return "" if value is None else f"{value.day} {value:%b %Y}"


def _percent(share: float) -> str:
    return "under 1%" if 0 < share < 0.01 else f"{share:.0%}"  # noqa: PLR2004 - one per cent
