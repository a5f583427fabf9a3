"""Tells payments apart that a statement lists under one name: a bank lists no booking twice."""

from __future__ import annotations

import hashlib

SIZE = 8
"""Bytes that stand for a name: two of a million names are alike once in 30 million statements."""

PLACES = 1 << 12


class SeenNames:
    """Which names a statement used; eight bytes for each, since a statement may have millions.

    >>> seen = SeenNames()
    >>> [seen.add(name) for name in ("a", "b", "a")]
    [True, True, False]
    """

    def __init__(self) -> None:
        """None yet."""
        self._places: list[bytearray | None] = [None] * PLACES

    def add(self, name: str) -> bool:
        """Take note of a name, and say whether it is new."""
        digest = hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=SIZE).digest()
        number = int.from_bytes(digest, "big") % PLACES
        held = self._places[number]
        if held is None:
            held = self._places[number] = bytearray()
        at = held.find(digest)
        while at >= 0 and at % SIZE:
            at = held.find(digest, at + 1)
        if at < 0:
            held += digest
        return at < 0
