"""Surrogates for card and account numbers that a format may not pass on."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from functools import lru_cache

from finpath.ingest.keys import Keys
from finpath.ingest.normalise import iban

UNIT = "\x1f"
LENGTH = 26
"""Characters of base32: 130 bits."""

SURROGATED = ("merchant_id", "parent_id")
"""Columns of ids that a file with `surrogate = true` has replaced."""

REMEMBERED = 1 << 16
"""A statement names the same accounts over and over."""


@dataclass(frozen=True)
class Surrogates:
    """Names numbers of one provider; the same number always gets the same name.

    The keys are those of the tokens, so that nobody else can find a number by trying all of them.

    Args:
        keys: Of the run.
        provider: Its id; no name joins across providers.
    """

    keys: Keys
    provider: str

    def name(self, kind: str, number: str) -> str:
        """The name of a number.

        >>> Surrogates(Keys(b"k" * 32), "north").name("card", "5555 4444 3333 1111")[:10]
        'card-e6cot'

        Args:
            kind: What the name begins with: card, account …
            number: As it is spelled; spaces and dashes do not matter.
        """
        return _name(self, kind, number)

    def name_payee(self, said: str) -> str:
        """The name of who receives, by whatever the provider calls it; an account has the name that statements give it.

        >>> north = Surrogates(Keys(b"k" * 32), "north")
        >>> north.name_payee("DE89 3704 0044 0532 0130 00") == north.name("account", "DE89370400440532013000")
        True
        """
        account = iban(said)
        return self.name("payee", said) if account is None else self.name("account", account)


@lru_cache(REMEMBERED)
def _name(surrogates: Surrogates, kind: str, number: str) -> str:
    compact = number.replace(" ", "").replace("-", "").upper()
    digest = UNIT.join(("surrogate", kind, surrogates.provider, compact)).encode()
    for key in filter(None, (surrogates.keys.member, surrogates.keys.hub)):
        digest = hmac.digest(key, digest, "sha256")
    return f"{kind}-{base64.b32encode(digest).decode('ascii')[:LENGTH].lower()}"
