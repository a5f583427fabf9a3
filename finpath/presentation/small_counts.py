"""Fewer than five payers are not counted out: no sentence, picture or path shows how many they are.

So few people can be recognised by whoever knows one of them. Statistical offices ask for at least three or five
respondents in a cell (threshold rule; Glossary of Statistical Disclosure Control, UNECE and Eurostat, 2005); five is
taken here. Records of payments are no counts: they stay where a recipient's profile allows them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from finpath.presentation.figures import Figure

T = TypeVar("T")

FEWEST = 5
"""Payers that a count has at least, to be shown."""

FEW = "fewer than five"
"""What stands in its place."""

BEGINS = re.compile(rf"(?:^|(?<=\. )){FEW}")
"""Where a sentence begins with it."""

FEW_NOTE = "Fewer than five payers paid: when, at which hours and in which amounts is not drawn."
"""What stands where a picture of payments would be one of those few people."""

PAYER_FACTS = frozenset(
    """
    abused at_price came_over circle_payers declined_payers frequent funded in_common monthly most_common moved
    other_outsiders other_payers outsiders payers payers_here payers_of_all placed_payers refused regular
    regular_senders regulars rising rotating senders shared spreaders strangers tried turned_away writers
    """.split()
)
"""Facts of rules that count people who pay; in rules of a user, whatever has payers or senders in its name, too."""

OF_PAYERS = re.compile(r"(^|[^a-z])(payers?|senders?)([^a-z]|$)")
NOT_OF_THEM = re.compile(r"(merchants|payments|countries|squares|shared with neighbours, added)")
"""What features say that count something else of payers: merchants of theirs, payments of one of them."""


def is_small(count: float) -> bool:
    """Say whether a count of payers could point at a person; nobody can be recognised among none."""
    return 0 < count < FEWEST


def withhold(count: int) -> int | None:
    """A count of payers, or None where it is small.

    >>> withhold(5), withhold(4), withhold(0)
    (5, None, 0)
    """
    return None if is_small(count) else count


def show_number(count: int | None) -> str:
    """A count of payers as it is shown.

    >>> show_number(1200), show_number(4), show_number(None)
    ('1,200', 'fewer than five', 'fewer than five')
    """
    return FEW if count is None or is_small(count) else f"{count:,}"


def count_payers(count: int | None) -> str:
    """The same with its noun.

    >>> count_payers(12), count_payers(1)
    ('12 payers', 'fewer than five payers')
    """
    return f"{show_number(count)} payers"


class FewPayers(int):
    """A small count of payers, however a sentence asks to have it written."""

    def __format__(self, form: str) -> str:
        """Not the number."""
        return FEW

    def __str__(self) -> str:
        """Not the number."""
        return FEW


def is_payer_fact(name: str) -> bool:
    """Say whether a fact of a rule counts people who pay, by its name.

    >>> is_payer_fact("came_over"), is_payer_fact("my_payers"), is_payer_fact("payer_countries")
    (True, True, False)
    """
    return name in PAYER_FACTS or (OF_PAYERS.search(name.replace("_", " ")) is not None and name.endswith("ers"))


def fill_in(sentence: str, facts: Mapping[str, T]) -> str:
    """A rule's sentence with its facts, small counts of payers withheld.

    >>> fill_in("{came_over} of {payers} payers had paid {before}.", {"came_over": 2, "payers": 9, "before": "x"})
    'Fewer than five of 9 payers had paid x.'
    """
    shown = {
        name: FewPayers(value)
        if isinstance(value, int) and not isinstance(value, bool) and is_payer_fact(name) and is_small(value)
        else Figure(value)
        if isinstance(value, float)
        else value
        for name, value in facts.items()
    }
    text = sentence.format_map(shown)
    return BEGINS.sub(lambda found: found[0].capitalize(), text)


def counts_payers(meaning: str, unit: str) -> bool:
    """Say whether a number counts people who pay, by what is said of it.

    >>> counts_payers("payers that paid more than once", "count"), counts_payers("payments of one payer", "count")
    (True, False)
    """
    return unit in {"count", ""} and OF_PAYERS.search(meaning) is not None and NOT_OF_THEM.search(meaning) is None
