r"""Functions `fp_…` that find card numbers in any text: the ranges of ISO/IEC 7812, Luhn's check, every way of writing.

A text is asked in steps, each dearer than the one before and asked only of what is left: are there 13 digits without
a letter between them (0.1 microseconds); do digits begin and end as a number of some scheme does; do they pass Luhn's
check. A number begins and ends where its digits do: what stands before or after it, a letter, a space, a dash, is no
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
_OTHERS = "".join(letter for letter in map(chr, range(0x80, _PLANES)) if unicodedata.digit(letter, None) is not None)
_PLAIN = "".join(str(unicodedata.digit(letter)) for letter in _OTHERS)
_SIGNS = "".join(letter for letter in _OTHERS if unicodedata.category(letter) != "Nd")  # as in a circle, or raised
_DIGIT = rf"[\p{{Nd}}{_SIGNS}]"
_FOREIGN = rf"[{_OTHERS}]"

_ENOUGH = "[0-9]([^0-9A-Za-z]*[0-9]){12}"
_RUN = f"[0-9]({GAP}[0-9]){{12,}}"
# The same in a text as it was written, for masking: any script's digits, any sign between them.
_WRITTEN = rf"{_DIGIT}([^\p{{L}}0-9]{{0,4}}{_DIGIT}){{12,}}"
_SHORTENED = r"[0-9]{4,8}[*xX#•·]{3,12}[0-9]{2,4}"
# What a hash or a UUID looks like; its digits mean nothing.
_DIGEST = "^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
_TRACK = r"[0-9]{13,19}( ?= ?[0-9]{7}|[dD][0-9]{7}|\^[^^]{2,26}\^[0-9]{4})"


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


_CARD = "|".join(_whole(prefix, lengths) for _, prefixes, lengths in SCHEMES for prefix in prefixes)
_SPACED = "|".join(_with_gaps(prefix, lengths) for _, prefixes, lengths in SCHEMES for prefix in prefixes)
_POSSIBLE = f"(^|[^0-9])({_SPACED})([^0-9]|$)"


def _luhn() -> str:
    """The check over a BIGINT, two digits at a time: the left of them counts twice; what is over 9 then counts 9 less.

    Modulo 10, 9 less is 1 more. A term for each digit would take DuckDB longer to understand than any file to read.
    """
    pairs = ", ".join(str(100**pair) for pair in range((LONGEST + 1) // 2))
    left = "n // p // 10 % 10"
    return f"list_sum(list_transform([{pairs}], lambda p: n // p % 10 + {left} * 2 + CAST({left} > 4 AS BIGINT)))"


def is_card(number: str) -> bool:
    """Say whether a text of digits alone is a number that a scheme could issue.

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    if not re.fullmatch(_CARD, number):
        return False
    digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(digit - 9 * (digit > 9) for digit in digits) % 10 == 0  # noqa: PLR2004 - nine is the largest digit


CARDS: dict[str, str] = {
    "fp_luhn(n)": f"({_luhn()}) % 10 = 0",
    "fp_is_pan(s)": f"CASE WHEN regexp_matches(s, '^({_CARD})$') THEN fp_luhn(CAST(s AS BIGINT)) ELSE false END",
    # Digits of any script as 0 to 9, and every sign beyond ASCII as a space; letters stay, they end a number.
    "fp_folded(s)": rf"""CASE WHEN strlen(s) = length(s) THEN s ELSE regexp_replace(
        CASE WHEN regexp_matches(s, '{_FOREIGN}') THEN translate(s, '{_OTHERS}', '{_PLAIN}') ELSE s END,
        '[^\p{{L}}\x00-\x7f]', ' ', 'g') END""",
    "fp_numbers_of(groups)": f"""list_transform(range(1, len(groups) + 1), lambda i:
        list_bool_or(list_transform(range(i, least(i + {LONGEST}, len(groups) + 1)),
            lambda j: fp_is_pan(array_to_string(groups[i:j], '')))))""",
    "fp_holds_card(folded)": f"""list_bool_or(list_transform(regexp_extract_all(folded, '{_RUN}'), lambda run:
        list_bool_or(fp_numbers_of(string_split_regex(run, '[^0-9]+')))))""",
    # 0 nothing, 1 a card number, 2 track data of a card, 3 a card number shortened to its first and last digits.
    "fp_card(s)": f"""CASE
        WHEN strlen(s) < 11 THEN 0
        WHEN NOT regexp_matches(s, '{_ENOUGH}|{_SHORTENED}|[^\x00-\x7f]') THEN 0
        WHEN NOT regexp_matches(s, '{_ENOUGH}|{_SHORTENED}|{_FOREIGN}') THEN 0
        WHEN regexp_matches(s, '^[0-9]{{13,}}$') THEN CASE WHEN fp_is_pan(s) THEN 1 ELSE 0 END
        WHEN NOT regexp_matches(fp_folded(s), '{_POSSIBLE}') OR regexp_matches(s, '{_DIGEST}') OR fp_is_iban(s)
            OR NOT coalesce(fp_holds_card(fp_folded(s)), false)
            THEN CASE WHEN regexp_matches(s, '{_SHORTENED}') THEN 3 ELSE 0 END
        WHEN regexp_matches(fp_folded(s), '{_TRACK}') THEN 2
        ELSE 1 END""",
    # Of an amount, only a whole number as long as a card's can be one, also where thousands are grouped.
    "fp_card_amount(s)": r"""CASE
        WHEN strlen(s) < 13 THEN 0
        WHEN NOT regexp_matches(s, '^[+-]?([0-9]{13,19}|[0-9]{1,3}([,. ][0-9]{3}){4,6})([.,]0*)?$') THEN 0
        WHEN fp_is_pan(regexp_replace(s, '[^0-9]', '', 'g')) THEN 1
        WHEN fp_is_pan(regexp_replace(regexp_replace(s, '[.,]0*$', ''), '[^0-9]', '', 'g')) THEN 1
        ELSE 0 END""",
    # An international phone number has at most 15 digits (E.164); some are as long as a card's, by chance.
    "fp_is_phone(s)": "regexp_matches(s, '^[+]([ ()./-]*[0-9]){7,15}$')",
    "fp_without_cards(s)": rf"""regexp_replace(regexp_replace(s, '{_WRITTEN}', '{MARK}', 'g'),
        '{_SHORTENED}', '{MARK}', 'g')""",
}
"""Signature to DuckDB expression."""
