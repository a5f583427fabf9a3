"""Surrogates for card and account numbers that a format may not pass on."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache

from finpath.ingest.keys import Keys
from finpath.ingest.normalise import iban

UNIT = "\x1f"
LENGTH = 26
"""Characters of base32: 130 bits."""

SURROGATED = ("merchant_id", "parent_id")
"""Columns of ids that a file with `surrogate = true` has replaced."""

WHOLE = 52
"""Characters of all of it: what the member's key makes, before the hub's."""

HALF = re.compile(r"(?<![a-z])([a-z]+)-([a-z2-7]{52})(?![a-z2-7])")
"""A surrogate that the hub's key has not been through."""

HALF_SQL = "(^|[^a-z])[a-z]+-[a-z2-7]{52}($|[^a-z2-7])"
"""The same, as engines write it."""

REMEMBERED = 1 << 16
"""A statement names the same accounts over and over."""


@dataclass(frozen=True)
class Surrogates:
    """Names numbers of one provider; the same number always gets the same name.

    The keys are those of the tokens, so that nobody else can find a number by trying all of them. A name is made in
    two halves, with the key that members share and then with the hub's: a member that hands in a bundle makes the first
    alone. What is hashed again, as a token or as a part of another name, is the first half on either way.

    Args:
        keys: Of the run.
        provider: Its id; no name joins across providers.
        halves: Whether names stay at the first half: they are for the hub to finish.
    """

    keys: Keys
    provider: str
    halves: bool = False

    def name(self, kind: str, number: str) -> str:
        """The name of a number, for an id.

        >>> Surrogates(Keys(b"k" * 32), "north").name("card", "5555 4444 3333 1111")[:10]
        'card-e6cot'

        Args:
            kind: What the name begins with: card, account …
            number: As it is spelled; spaces and dashes do not matter.
        """
        return self.finish(self.half(kind, number))

    def half(self, kind: str, number: str) -> str:
        """The first half of the name of a number, for what is hashed once more."""
        return _half(self.keys.member_key, self.provider, kind, number)

    def name_payee(self, said: str) -> str:
        """The name of who receives, by whatever the provider calls it; an account has the name that statements give it.

        >>> north = Surrogates(Keys(b"k" * 32), "north")
        >>> north.name_payee("DE89 3704 0044 0532 0130 00") == north.name("account", "DE89370400440532013000")
        True
        """
        account = iban(said)
        return self.name("payee", said) if account is None else self.name("account", account)

    def finish(self, text: str) -> str:
        """A text with each half of a name in it made whole, unless that is the hub's to do."""
        return text if self.halves else finish(text, self.keys.hub)


def shorten(text: str) -> str:
    """A text as it is hashed: of each half of a name in it, as many characters as names have."""
    return HALF.sub(lambda found: f"{found[1]}-{found[2][:LENGTH]}", text) if len(text) > WHOLE else text


def finish(text: str, hub: bytes | None) -> str:
    """A text with each half of a name in it made whole with the hub's key; where there is none, shortened."""
    if hub is None or len(text) <= WHOLE:
        return shorten(text)
    return HALF.sub(lambda found: f"{found[1]}-{_finished(hub, found[2])}", text)


@lru_cache(REMEMBERED)
def _finished(hub: bytes, half: str) -> str:
    digest = base64.b32decode(half.upper() + "====")
    return _base32(hmac.digest(hub, digest, "sha256"))[:LENGTH]


@lru_cache(REMEMBERED)
def _half(key: bytes, provider: str, kind: str, number: str) -> str:
    compact = shorten(number).replace(" ", "").replace("-", "").upper()
    message = UNIT.join(("surrogate", kind, provider, compact)).encode()
    return f"{kind}-{_base32(hmac.digest(key, message, 'sha256'))[:WHOLE]}"


def _base32(digest: bytes) -> str:
    return base64.b32encode(digest).decode("ascii").lower()
