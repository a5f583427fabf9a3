"""Names in; out come pairs of different providers' accounts that are worth comparing, never all pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from finpath.graph.identity.likeness import Rarity

CROWD = 30
"""A key of more accounts than this is no clue: a chain, or a common word."""

RAREST, EDGE = 2, 6
"""Rarest words of a name, and letters at either end of it, that two spellings may have in common."""


@dataclass(frozen=True)
class Account:
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


def candidates(accounts: Sequence[Account], rare: Rarity) -> tuple[list[tuple[Account, Account]], int]:
    """Pair accounts that have a key in common.

    Returns:
        Pairs of different providers, each once, in the order of their numbers; and how many keys were too common.
    """
    sharing: dict[str, list[Account]] = defaultdict(list)
    for account in sorted(accounts, key=lambda account: account.merchant):
        for key in sorted(set(_keys(account, rare))):
            sharing[key].append(account)
    pairs = {
        (one.merchant, other.merchant): (one, other)
        for holders in sharing.values()
        if len(holders) <= CROWD
        for one, other in combinations(holders, 2)
        if one.provider_id != other.provider_id and _one_country(one, other)
    }
    crowded = sum(len(holders) > CROWD for holders in sharing.values())
    return [pairs[key] for key in sorted(pairs)], crowded


def _keys(account: Account, rare: Rarity) -> Iterator[str]:
    for name in {account.trading, account.legal} - {()}:
        whole = "".join(name)
        yield f"<{whole[:EDGE]}"
        yield f"{whole[-EDGE:]}>"
        yield from sorted(name, key=lambda word: (rare.held.get(word, 0), word))[:RAREST]


def _one_country(one: Account, other: Account) -> bool:
    return not one.country or not other.country or one.country == other.country
