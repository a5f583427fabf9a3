"""Card numbers in what somebody typed: found however they are written, and refused, never masked and kept."""

from __future__ import annotations

import re
import unicodedata

SHORTEST, LONGEST = 13, 19
"""Digits of a card number."""

_RUN = re.compile(r"[0-9](?:[\W_]{0,4}[0-9]){12,}")
"""Digits with up to four signs between two of them; a letter ends a number."""


def plain_digits(text: str) -> str:
    """The text with the digits of every script, also raised or in circles, as 0 to 9.

    >>> plain_digits("٤١ ④²")
    '41 42'
    """
    return "".join(str(unicodedata.digit(sign, sign)) for sign in text)


def count_digits(text: str) -> int:
    """How many digits a text has, of whatever script."""
    return sum(unicodedata.digit(sign, None) is not None for sign in text)


def holds_card(text: str) -> bool:
    """Say whether 13 to 19 digits in a row are a card number by its check digit, whatever stands around them.

    >>> holds_card("4111 1111-1111.1111 12/27"), holds_card("x4111111111111111x"), holds_card("411111111111")
    (True, True, False)
    """
    for found in _RUN.finditer(plain_digits(text)):
        digits = re.sub("[^0-9]", "", found[0])
        for start in range(len(digits) - SHORTEST + 1):
            if any(_luhn(digits[start:end]) for end in range(start + SHORTEST, min(start + LONGEST, len(digits)) + 1)):
                return True
    return False


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(each - 9 * (each > 9) for each in doubled) % 10 == 0  # noqa: PLR2004 - nine is the largest digit
