"""Words that people write: nothing that could hold content passes, and no card number."""

from __future__ import annotations

import re
import unicodedata

from finpath.errors import HIDDEN, ConfigError

LONGEST = 4000
_DATA = re.compile(r"(?i)\bdata:[^\s]{0,40}[,;]")
_RUN = re.compile(r"[A-Za-z0-9+/=_-]{200,}")
_ADDRESS = re.compile(r"(?i)\b(?:https?|ftp|hxxps?)(?::|\[:\])//(?P<host>[^\s/?#]+)[^\s]*")
_HOST_PATH = re.compile(r"(?i)\b(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})/[^\s]*")
_CARD = re.compile(r"(?<![\w])\d(?:[ .-]?\d){12,18}(?!\w)")


def clean_words(words: str) -> str:
    """Words as they are kept: plain text, addresses without their path and defanged, card numbers masked.

    Raises:
        ConfigError: There are none, too many, or something in them could hold content.

    >>> clean_words("seen at https://shop.example/pay?x=1 today")
    'seen at shop[.]example (path cut) today'
    >>> clean_words("card 4111 1111 1111 1111")
    'card [number]'
    """
    text = unicodedata.normalize("NFC", words.replace("\r\n", "\n")).strip()
    if not text:
        raise ConfigError("There is nothing to write down: say why.")
    if len(text) > LONGEST:
        raise ConfigError(f"A note has {LONGEST:,} letters at most.")
    if _DATA.search(text) or _RUN.search(text):
        raise ConfigError("A note holds plain words: no data, no encoded text.")
    if any(unicodedata.category(letter) in HIDDEN and letter not in "\n\t" for letter in text):
        raise ConfigError("A note holds plain words: there is an invisible letter in it.")
    text = _ADDRESS.sub(lambda found: f"{_defanged(found['host'])} (path cut)", text)
    text = _HOST_PATH.sub(lambda found: f"{_defanged(found['host'])} (path cut)", text)
    return _CARD.sub(lambda found: "[number]" if _luhn(found[0]) else found[0], text)


def _defanged(host: str) -> str:
    return host.lower().rpartition("@")[2].replace(".", "[.]")


def _luhn(number: str) -> bool:
    digits = [int(letter) for letter in number if letter.isdigit()]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]  # noqa: PLR2004 - the check digit of ISO/IEC 7812
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
