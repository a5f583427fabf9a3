"""What values of a column look like: dates, amounts, codes; for guesses alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from finpath.ingest import normalise
from finpath.ingest.columns import CAME, PAID

Values = Sequence[str]

DATE = re.compile(
    r"((19|20)\d{2}[-/.]?\d{1,2}[-/.]?\d{1,2}|\d{1,2}[-/. ](\d{1,2}|[^\W\d]{3,9})[-/. ]\d{2,4})([ T,].*)?"
)
NUMBER = re.compile(r"[(+\u2212-]?\s?[^\d\s]{0,3}\s?\d[\d.,' \u00a0\u202f\u2019]*([eE][+-]?\d+)?\s?[^\d\s]{0,3}[)-]?")
DECIMAL = re.compile(r"\d[.,]\d")
NEGATIVE = re.compile(r"[(]?[-\u2212]|.*\d-$")
AMOUNT_CODE = re.compile(r"^[-+]?\d[\d., \u00a0]*([A-Z]{3})$")
"""A currency after an amount."""

CODE = re.compile(r"[A-Za-z]{3}")
ZONED = re.compile(r"(Z|[+-]\d{2}:?\d{2}|UTC|GMT)$")
SHORT = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{2})")
SPAN, MONTHS = 3, 12
"""Years that an export spans at most, for its dates to be told by that; months of a year."""

MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
WORDS = re.compile(f"({PAID}|{CAME})", re.IGNORECASE)


def is_negative(value: str) -> bool:
    """Whether an amount is written as negative.

    >>> is_negative("-1,00"), is_negative("(1.00)"), is_negative("1,00-"), is_negative("1.00")
    (True, False, True, False)
    """
    return NEGATIVE.match(value) is not None


def is_mail(value: str) -> bool:
    """Whether it is written as an e-mail address."""
    return MAIL.fullmatch(value) is not None


def is_personal(value: str) -> bool:
    """Whether it is written as an e-mail address or an IBAN, whatever its check digits say.

    >>> is_personal("NL02 ABNA 0123 4567 89"), is_personal("shop@lamp.example"), is_personal("Laden Lampe")
    (True, True, False)
    """
    return is_mail(value) or normalise.IBAN.fullmatch(re.sub(r"[\s-]", "", value).upper()) is not None


def are_dates(values: Values) -> bool:
    """Whether all are dates, or dates and times.

    >>> are_dates(["2026-02-03T10:15:00Z", "3.2.26"]), are_dates(["12.34"]), are_dates([])
    (True, False, False)
    """
    return bool(values) and all(DATE.fullmatch(value) for value in values)


def are_numbers(values: Values) -> bool:
    """Whether most are numbers, with or without a currency beside them; whoever reads the others rejects them.

    >>> are_numbers(["-1.112,34", "€ 7", "n/a"]), are_numbers(["-1 112,34"]), are_numbers(["Ausgang"])
    (True, True, False)
    """
    return 2 * sum(NUMBER.fullmatch(value) is not None for value in values) >= max(len(values), 1)


def may_be_numbers(values: Values) -> bool:
    """The same, of a column that may be empty."""
    return not values or are_numbers(values)


def are_decimals(values: Values) -> bool:
    """Whether all are numbers, and some have decimals."""
    return (
        all(NUMBER.fullmatch(value) for value in values) and not are_dates(values) and any(map(DECIMAL.search, values))
    )


def are_codes(values: Values) -> bool:
    """Whether most are three letters."""
    return 2 * sum(CODE.fullmatch(value) is not None for value in values) >= max(len(values), 1)


def are_different(values: Values) -> bool:
    """Whether none comes twice."""
    return bool(values) and len(set(values)) == len(values)


def are_directions(values: Values) -> bool:
    """Whether all say which way an amount went."""
    return bool(values) and all(WORDS.fullmatch(value) for value in values)


def have_times(values: Values) -> bool:
    """Whether all have a time of day."""
    return bool(values) and all(":" in value for value in values)


def are_there(values: Values) -> bool:
    """Whether there are any."""
    return bool(values)


def are_local(values: Values) -> bool:
    """Whether some have a time of day and no zone."""
    timed = [value for value in values if ":" in value]
    return any(ZONED.search(value) is None for value in timed)


def short_years(values: Values) -> str:
    """The format of dates whose years have two digits and stand last; nothing where they may stand first.

    What stands last is the year where it hardly changes while what stands first does. Which of the others is the day,
    a number above twelve tells, or the dots of German dates.

    >>> short_years(["03.02.26", "28.03.26"]), short_years(["02/28/26", "03/01/26"]), short_years(["03/02/26"])
    ('%d.%m.%y', '%m/%d/%y', '')
    """
    parts = [SHORT.fullmatch(value) for value in values]
    if not all(parts) or not parts:
        return ""
    first, second, last = ([int(each[n]) for each in parts if each] for n in (1, 3, 4))
    mark = {each[2] for each in parts if each}
    if (
        len(mark) > 1
        or len(set(last)) > SPAN
        or not (len(set(first)) > len(set(last)) or max(first) > max(last) + SPAN)
    ):
        return ""
    sign = mark.pop()
    if max(second) > MONTHS:
        return f"%m{sign}%d{sign}%y"
    return f"%d{sign}%m{sign}%y" if max(first) > MONTHS or sign == "." else ""
