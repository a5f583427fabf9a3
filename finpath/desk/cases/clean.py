"""Words that people write: nothing that could hold content passes, and no card number."""

from __future__ import annotations

import re
import unicodedata

from finpath.engine.cards import passes_luhn
from finpath.errors import HIDDEN, ConfigError

LONGEST = 4000
ENCODED = 120
"""Letters without a space that are no word; and how many of a note may stand in words of forty or more."""

_DATA = re.compile(r"(?i)\b(?:data|magnet|ipfs|blob|javascript):\S")
_LONG = re.compile(r"\S{40,}")
_HEX = re.compile(r"(?i)(?:\b[0-9a-f]{2}\b[\s:,-]*){40,}")
_NAME = r"(?:[\w-]+(?:\[?\.\]?))+[^\W\d_]{2,}|\d{1,3}(?:\.\d{1,3}){3}"
_ADDRESS = re.compile(r"(?i)\b[a-z]{2,6}(?::|\[:\])[/\\]{2}(?:[^\s/@]*@)?(?P<host>[^\s/?#\\:]+)\S*")
_HOST_PATH = re.compile(rf"(?i)(?<![\w@.])(?P<host>{_NAME})(?::\d+)?[/?#\\]\S*")
_DIGITS = re.compile(r"\d(?:[\W_]{0,3}\d){12,}")
SHORTEST_CARD, LONGEST_CARD = 13, 19


def clean_words(words: str) -> str:
    """Words as they are kept: plain text, addresses without their path and defanged, card numbers masked.

    Raises:
        ConfigError: There are none, too many, or something in them could hold content.

    >>> clean_words("seen at https://shop.example/pay?x=1 today")
    'seen at shop[.]example (path cut) today'
    >>> clean_words("card 4111 1111 1111 1111 12/27")
    'card [number] 12/27'
    """
    text = unicodedata.normalize("NFC", words.replace("\r\n", "\n")).strip()
    if not text:
        raise ConfigError("There is nothing to write down: say why.")
    if len(text) > LONGEST:
        raise ConfigError(f"A note has {LONGEST:,} letters at most.")
    if any(unicodedata.category(letter) in HIDDEN and letter not in "\n\t" for letter in text):
        raise ConfigError("A note holds plain words: there is an invisible letter in it.")
    text = _ADDRESS.sub(lambda found: f"{_defanged(found['host'])} (path cut)", text)
    text = _HOST_PATH.sub(lambda found: f"{_defanged(found['host'])} (path cut)", text)
    if _DATA.search(text) or _HEX.search(text) or sum(map(len, _LONG.findall(text))) > ENCODED:
        raise ConfigError("A note holds plain words: no data, no encoded text.")
    return _DIGITS.sub(lambda found: _without_cards(found[0]), text)


def _defanged(host: str) -> str:
    return host.lower().replace("[.]", ".").replace(".", "[.]")


def _without_cards(run: str) -> str:
    """A run of digits without the longest stretches of it that could be a card's number."""
    places = [place for place, letter in enumerate(run) if letter.isdecimal()]
    for begin in range(len(places) - SHORTEST_CARD + 1):
        for length in range(min(LONGEST_CARD, len(places) - begin), SHORTEST_CARD - 1, -1):
            some = places[begin : begin + length]
            number = "".join(str(unicodedata.digit(run[place])) for place in some)
            if begins_as_a_card(number) and passes_luhn(number):
                return f"{run[: some[0]]}[number]{_without_cards(run[some[-1] + 1 :])}"
    return run


def begins_as_a_card(number: str) -> bool:
    """Whether a number begins as those of card schemes do (ISO/IEC 7812: 2 to 6)."""
    return number[0] in "23456"
