"""Templates in which text from strangers can only ever be text."""

from __future__ import annotations

from functools import cache

import jinja2
from markupsafe import Markup

from finpath.presentation.small_counts import count_payers, show_number
from finpath.presentation.text import count_of, euros, legible_text, money
from finpath.presentation.words import category, country, day, percent, words

LONGEST = 4000
"""Letters of any one text on a page."""


@cache
def environment(package: str) -> jinja2.Environment:
    """An environment for the templates of a package; those that all pages share, the style among them, are there too.

    Everything is escaped, and what hides or turns text is shown (`legible_text`), asked for by a template or not.
    """
    loaders = [jinja2.PackageLoader(each) for each in dict.fromkeys((package, "finpath.presentation"))]
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_text,
    )
    made.filters |= {
        "name": legible_text,
        "money": money,
        "euros": euros,
        "counted": count_of,
        "payers": count_payers,
        "payer_number": show_number,
        "day": day,
        "percent": percent,
        "country": country,
        "category": category,
        "words": words,
    }
    return made


def _text(value: object) -> object:
    return legible_text(value, LONGEST) if isinstance(value, str) and not isinstance(value, Markup) else value
