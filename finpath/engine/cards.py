r"""Card numbers in any text, as patterns for every engine: the ranges of ISO/IEC 7812, every way of writing.

A number begins and ends where its digits do: what stands before or after it, a letter, a space, a dash, is no
part of it. So a long number that merely holds a card's digits is none, and a card followed by its expiry date is one.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

SCHEMES = (
    ("Visa", ("4",), (13, 16, 19)),
    ("Mastercard", ("5[1-5]", "222[1-9]", "22[3-9]", "2[3-6]", "27[01]", "2720"), (16,)),
    ("American Express", ("3[47]",), (15,)),
    ("Diners Club", ("30[0-5]", "309", "3[689]"), (14, 16, 17, 18, 19)),
    ("JCB", ("352[89]", "35[3-8]"), (16, 17, 18, 19)),
    ("JCB, earlier", ("1800", "2131"), (15,)),
    ("Maestro", ("5018", "5020", "5038", "5[6-8]", "6304", "6390", "67", "0604"), (13, 14, 15, 16, 17, 18, 19)),
    ("Discover, UnionPay, RuPay, Elo, Maestro", ("50", "6"), (16, 17, 18, 19)),
    ("UnionPay, RuPay", ("8[12]",), (16, 17, 18, 19)),
    ("Mir", ("220[0-4]",), (16, 17, 18, 19)),
    ("Uzcard, Humo, Troy", ("8600", "9860", "9792"), (16,)),
)
"""Name, first digits and lengths; schemes that share a range stand together."""

LONGEST = 19
GAP = r"[\x00-/:-@\[-`{-\x7f]{0,4}"
"""What may stand between two digits of one number, after the text was folded: up to four signs that are no letters."""

MARK = "[card number]"

_PLANES = 0x20000  # what lies beyond holds no digit, and to ask a million letters takes as long as to load numpy
OTHERS = "".join(filter(str.isdigit, map(chr, range(0x80, _PLANES))))
PLAIN = "".join(str(unicodedata.digit(letter)) for letter in OTHERS)
_SIGNS = "".join(letter for letter in OTHERS if unicodedata.category(letter) != "Nd")  # as in a circle, or raised
_DIGIT = rf"[\p{{Nd}}{_SIGNS}]"
FOREIGN = rf"[{OTHERS}]"

ENOUGH = "[0-9]([^0-9A-Za-z]*[0-9]){12}"
RUN = f"[0-9]({GAP}[0-9]){{12}}({GAP}[0-9])*"
# The same in a text as it was written, for masking: any script's digits, any sign between them.
_AGAIN = rf"([^\p{{L}}0-9]{{0,4}}{_DIGIT})"
WRITTEN = f"{_DIGIT}{_AGAIN}{{12}}{_AGAIN}*"
SHORTENED = r"[0-9]{4,8}[*xX#•·]{3,12}[0-9]{2,4}"
# What a hash or a UUID looks like; its digits mean nothing.
DIGEST = r"^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\z"
TRACK = r"[0-9]{13,19}( ?= ?[0-9]{7}|[dD][0-9]{7}|\^[^^]{2,26}\^[0-9]{4})"


def passes_luhn(digits: str) -> bool:
    """Whether the last of some digits, 0 to 9, is the check digit of those before it (ISO/IEC 7812-1, annex B).

    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    numbers = [int(digit) for digit in digits]
    doubled = sum(2 * number - 9 * (number > 4) for number in numbers[-2::-2])  # noqa: PLR2004 - its digits' sum
    return (sum(numbers[::-2]) + doubled) % 10 == 0


def _with_gaps(prefix: str, lengths: tuple[int, ...]) -> str:
    """A scheme's numbers with signs between their digits."""
    classes = _classes(prefix)
    steps = [length - before for before, length in pairwise((len(classes), *lengths))]
    rest = ""
    for step in reversed(steps):
        more = f"({GAP}[0-9]){{{step}}}" if step > 1 else f"{GAP}[0-9]"
        rest = f"{more}({rest})?" if rest else more
    return GAP.join(classes) + rest


def _classes(prefix: str) -> list[str]:
    return re.findall(r"\[[^]]*\]|.", prefix)


def _whole(prefix: str, lengths: tuple[int, ...]) -> str:
    rest = [length - len(_classes(prefix)) for length in lengths]
    if len(rest) > 1 and rest == list(range(rest[0], rest[-1] + 1)):
        return f"{prefix}[0-9]{{{rest[0]},{rest[-1]}}}"
    return f"{prefix}({'|'.join(f'[0-9]{{{length}}}' for length in rest)})"


CARD = "|".join(_whole(prefix, lengths) for _, prefixes, lengths in SCHEMES for prefix in prefixes)
_SPACED = "|".join(_with_gaps(prefix, lengths) for _, prefixes, lengths in SCHEMES for prefix in prefixes)
POSSIBLE = rf"(^|[^0-9])({_SPACED})([^0-9]|\z)"


def is_card(number: str) -> bool:
    """Say whether a text of digits alone is a number that a scheme could issue.

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    if not re.fullmatch(CARD, number):
        return False
    digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(digit - 9 * (digit > 9) for digit in digits) % 10 == 0  # noqa: PLR2004 - nine is the largest digit
