"""How far a trail is followed; where a bound stops it, the answer says so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The work that one trail may take.

    Args:
        hops: Transfers from where the takings come in that are followed.
        accounts: Accounts that are looked into, those with the largest proceeds first.
        transfers: Transfers that are read of all of them.
        least: Share of all proceeds that must lie on an account for it to be looked into.
        feeders: An account that more accounts than this pay into is an institution's own (a processor's, a bank's),
            unless at least `own` of what it got is proceeds: money is not followed through it.
        own: Share of what such an account got.
    """

    hops: int = 12
    accounts: int = 20_000
    transfers: int = 500_000
    least: float = 0.00001
    feeders: int = 100
    own: float = 0.05
