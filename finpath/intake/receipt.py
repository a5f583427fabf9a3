"""The receipt of a report: shown once, and kept as a keyed hash alone.

Sixteen letters of Crockford's base32 are 80 bits: nobody finds one by trying.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS, GROUP = 16, 4
_READ = str.maketrans("OIL", "011", "- ")
HASH = 32
"""Hexadecimal digits that are kept: 128 bits."""


def new_receipt() -> str:
    """A receipt that nobody had before.

    >>> read_receipt(new_receipt()) is None
    False
    """
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join(letters[start : start + GROUP] for start in range(0, LETTERS, GROUP))


def read_receipt(typed: str) -> str | None:
    """What somebody typed, as it was given out; None where it is no receipt.

    >>> read_receipt("abcd efgh-iklo 0123"), read_receipt("abc")
    ('ABCDEFGH1K100123', None)
    """
    letters = typed.strip().upper().translate(_READ)
    return letters if len(letters) == LETTERS and not set(letters) - set(ALPHABET) else None


def hash_receipt(key: bytes, letters: str) -> str:
    """What is kept of it."""
    return hmac.new(key, letters.encode(), hashlib.sha256).hexdigest()[:HASH]
