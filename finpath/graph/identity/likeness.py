"""What it says, in bits, that two names agree in words of known rarity.

A word that one account in a thousand carries says ten bits; one that every other shop has, one. A word that only one of
the two has speaks against them, by half of what it would have said.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from finpath.graph.identity.name_words import EVERYDAY

AGAINST = 0.5
"""A word of one name alone counts so much of its bits against the pair."""

MISSPELT = 0.7
"""A word that is nearly the same counts so much of its bits."""

SLIPS = ((7, 1), (12, 2))
"""From so many letters on, so many slips make the same word. Anna and Hanna are two women."""

CUT = 4
"""So many letters of a last word that was cut off are enough."""

USUAL = 5.0
"""An everyday word says at most so many bits."""

SHORTEST = 1_000
"""A word is never held for rarer than one in so many of a small ledger: it has not seen enough names to know."""


@dataclass(frozen=True)
class Rarity:
    """How rare words are.

    Args:
        accounts: How many names were seen.
        bits: What it says that two names share a word, by word.
    """

    accounts: int
    bits: Mapping[str, float]


def rarity(names: Iterable[tuple[str, ...]]) -> Rarity:
    """Count in how many names each word stands.

    >>> round(rarity([("bakery",)] * 500 + [("bank",)] * 7_500).bits["bakery"])
    4
    """
    seen = [frozenset(name) for name in names]
    bearers = Counter(word for name in seen for word in name)
    found = {word: math.log2((len(seen) + SHORTEST) / (count + 1)) for word, count in bearers.items()}
    return Rarity(len(seen), {word: min(bits, USUAL) if word in EVERYDAY else bits for word, bits in found.items()})


@dataclass(frozen=True)
class Likeness:
    """What two names say.

    Args:
        bits: For one bearer (above zero) or against it.
        whole: No word is left over: a branch has one more, or another.
    """

    bits: float
    whole: bool


def likeness(one: tuple[str, ...], other: tuple[str, ...], rare: Rarity) -> Likeness:
    """Compare two names; which is which changes nothing."""
    worth, unseen = rare.bits, math.log2(rare.accounts + SHORTEST)
    if "".join(one) == "".join(other):
        return Likeness(max(math.fsum(worth.get(word, unseen) for word in name) for name in (one, other)), whole=True)
    mine, theirs = sorted((sorted(set(one)), sorted(set(other))))
    left, right = [word for word in mine if word not in theirs], [word for word in theirs if word not in mine]
    said = [worth.get(word, unseen) for word in mine if word in theirs]
    for word in tuple(left):
        near = next((each for each in right if same(word, each)), None)
        if near is not None:
            left.remove(word)
            right.remove(near)
            said.append(MISSPELT * min(worth.get(word, unseen), worth.get(near, unseen)))
    said += [-AGAINST * worth.get(word, unseen) for word in (*left, *right)]
    return Likeness(math.fsum(said), whole=not left and not right)


@lru_cache(maxsize=1 << 16)
def same(one: str, other: str) -> bool:
    """Whether two words are one, misspelt or cut off.

    >>> same("riverbank", "rivrebank"), same("annas", "hannas"), same("electronics", "electr")
    (True, False, True)
    """
    if one.isdigit() or other.isdigit():
        return False
    short, long = sorted((one, other), key=len)
    if len(short) >= CUT and long.startswith(short):
        return True
    slips = max((allowed for letters, allowed in SLIPS if len(short) >= letters), default=0)
    if len(long) - len(short) > slips:
        return False
    if slips == 0:
        return False
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - slow to import: only for words that may be misspelt

    return OSA.distance(one, other, score_cutoff=slips) <= slips
