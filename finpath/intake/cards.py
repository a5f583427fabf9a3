"""Card numbers in what somebody typed: found however they are written, and refused, never masked and kept."""

from __future__ import annotations

import re
import unicodedata

from finpath.engine.cards import SHORTENED, passes_luhn

SHORTEST, LONGEST = 13, 19
"""Digits of a card number."""

_RUN = re.compile(r"[0-9](?:[\W_]{0,4}[0-9]){12,}")
"""Digits with up to four signs between two of them; a letter ends a number."""


def plain_digits(text: str) -> str:
    """The text with the digits of every script, also raised, in circles or two to a sign, as 0 to 9.

    >>> plain_digits("٤١ ④²⑪")
    '41 4211'
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(sign, sign)) for sign in unicodedata.normalize("NFKC", text))


def count_digits(text: str) -> int:
    """How many digits a text has, of whatever script."""
    return sum(sign in "0123456789" for sign in plain_digits(text))


def holds_card(text: str) -> bool:
    """Say whether 13 to 19 digits in a row are a card number by its check digit, or its ends with stars between.

    >>> holds_card("4111 1111-1111.1111 12/27"), holds_card("x4111111111111111x"), holds_card("411111111111")
    (True, True, False)
    """
    plain = plain_digits(text)
    if re.search(SHORTENED, plain):
        return True
    for found in _RUN.finditer(plain):
        digits = re.sub("[^0-9]", "", found[0])
        for start in range(len(digits) - SHORTEST + 1):
            ends = range(start + SHORTEST, min(start + LONGEST, len(digits)) + 1)
            if any(passes_luhn(digits[start:end]) for end in ends):
                return True
    return False
