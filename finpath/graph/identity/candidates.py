"""Pairs of different providers' accounts whose names are worth comparing, never all pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from finpath.graph.identity.likeness import Rarity

CROWD = 30
"""A key of more accounts than this is no clue: a chain, or a common word."""

MOST = 300_000
"""Pairs that are compared, about: seven seconds of work, 50 MB."""

RAREST, EDGE = 2, 6
"""Rarest words of a name, and letters at either end of it, that two spellings may have in common."""


@dataclass(frozen=True)
class NamedAccount:
    """What is known by name of a merchant account.

    Args:
        merchant: Its number.
        provider_id: Whose it is.
        trading: Words of the name over the door.
        legal: Words of the name in the register.
        country, mcc, postal_address: What else may agree; empty where unknown.
    """

    merchant: int
    provider_id: str
    trading: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    country: str = ""
    mcc: str = ""
    postal_address: str = ""

    @property
    def name(self) -> tuple[str, ...]:
        """The name that customers know, else the one in the register."""
        return self.trading or self.legal


def candidates(
    accounts: Sequence[NamedAccount], rare: Rarity, most: int = MOST
) -> tuple[list[tuple[NamedAccount, NamedAccount]], int]:
    """Pair accounts that have a key in common, by the rarest keys first.

    Args:
        accounts: Each with a number of its own.
        rare: How rare words are.
        most: Pairs from which on no further key is used.

    Returns:
        Pairs of different providers, each once, in the order of their numbers; and how many keys were too common.
    """
    sharing: dict[str, list[NamedAccount]] = defaultdict(list)
    for account in sorted(accounts, key=lambda account: account.merchant):
        for key in set(_keys(account, rare)):
            sharing[key].append(account)
    shared = sorted((len(holders), key) for key, holders in sharing.items() if len(holders) > 1)
    pairs: set[tuple[int, int]] = set()
    used = 0
    for holders, key in shared:
        if holders > CROWD or len(pairs) >= most:
            break
        used += 1
        pairs.update((one.merchant, other.merchant) for one, other in combinations(sharing[key], 2) if _may(one, other))
    named = {account.merchant: account for account in accounts}
    return [(named[one], named[other]) for one, other in sorted(pairs)], len(shared) - used


def _keys(account: NamedAccount, rare: Rarity) -> Iterator[str]:
    for name in {account.trading, account.legal} - {()}:
        whole = "".join(name)
        yield f"<{whole[:EDGE]}"
        yield f"{whole[-EDGE:]}>"
        yield from sorted(name, key=lambda word: (-rare.bits.get(word, 0.0), word))[:RAREST]


def _may(one: NamedAccount, other: NamedAccount) -> bool:
    """Of two providers, and not of two countries."""
    if one.provider_id == other.provider_id:
        return False
    return not one.country or not other.country or one.country == other.country
