"""Whose report is counted: the address at the other end of the line, or what a proxy that is named says of it."""

from __future__ import annotations

from collections.abc import Sequence


def address_of(peer: str, forwarded: Sequence[str], trusted: Sequence[str]) -> str:
    """The address that a report came from.

    A header is believed only from a proxy that is named, and only up to the first address that no such proxy added:
    what stands before it, anybody can have written.

    >>> address_of("203.0.113.9", ["192.0.2.1"], ["127.0.0.1"])
    '203.0.113.9'
    >>> address_of("127.0.0.1", ["198.51.100.7, 192.0.2.1", "10.0.0.1"], ["127.0.0.1", "10.0.0.1"])
    '192.0.2.1'
    """
    if peer not in trusted:
        return peer
    hops = [hop.strip() for line in forwarded for hop in line.split(",")]
    return next((hop for hop in reversed(hops) if hop not in trusted), peer)
