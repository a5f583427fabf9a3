"""Pairs of different providers' accounts that probably belong together by name, with a probability.

Evidence is added in bits (Fellegi and Sunter 1969) with fixed, published weights: learnt ones would move old edges each
time data is added. A name that fits several accounts of a provider equally well singles out none of them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from finpath.graph.identity.candidates import NamedAccount, candidates
from finpath.graph.identity.likeness import Rarity, likeness, rarity

MERCHANTS = 10_000
"""An account of another provider is taken for one of at least so many that could be meant."""

COUNTRY, MCC, OTHER_MCC, ADDRESS, OTHER_ADDRESS, OTHER_LEGAL = 2.0, 3.0, -3.0, 9.0, -2.0, -4.0
"""Bits for and against. Two offices write one address differently more often than not two addresses alike."""

LEGAL = "legal name"
LEGAL_TELLS, LEGAL_MOST = 8.0, 12.0
"""Bits from which a legal name agrees beyond the trading name, and the most that it adds."""

LISTED, ALONE, JOINING, MOST = 0.5, 0.6, 0.9, 0.97
"""Probabilities: listed from; the most that a name alone gives (measured: six of ten such pairs are one merchant);
joins from; the most at all, since a name is no identifier."""

RIVAL = 4.0
"""Bits within which another account of the same provider fits as well."""

CROWDED_HOUSE = 20
"""An address of more accounts than this is a mall's or an agent's, and agrees with nothing."""


@dataclass(frozen=True)
class Namesake:
    """Two accounts that are probably one merchant, or two branches of one.

    Args:
        merchant, other: Numbers of accounts, the smaller first.
        whole: Their names are the same; else one has a word that the other has not, as a branch has.
        confidence: Probability.
        agrees: What else agrees: address, legal name. Without either it cannot reach what joins; nor can names that
            share a word, at one address: Station Pizza and Station Kebab.
    """

    merchant: int
    other: int
    whole: bool
    confidence: float
    agrees: tuple[str, ...]


@dataclass(frozen=True)
class _Weighed:
    one: NamedAccount
    other: NamedAccount
    whole: bool
    bits: float
    agrees: tuple[str, ...]


def namesakes(accounts: Sequence[NamedAccount]) -> tuple[list[Namesake], int]:
    """Find accounts of different providers that go by one name.

    Returns:
        Pairs in the order of their numbers; and how many names or words were too common to compare by.
    """
    named, rare, usable = _known(accounts)
    pairs, crowded = candidates(named, rare)
    weighed = [_weigh(one, other, rare, usable) for one, other in pairs]
    likely = [pair for pair in weighed if _probability(pair.bits) >= LISTED]
    rivals = _rivals(likely)
    found = [_namesake(pair, rivals) for pair in likely]
    return [pair for pair in found if pair.confidence >= LISTED], crowded


def sellers(accounts: Sequence[NamedAccount]) -> Mapping[int, str]:
    r"""By number of account, its name and address as one text, where a twin that has both alike would join it.

    There is no pair to weigh: a legal name and a trade count for nothing, and a misspelt word makes another text. A
    common name has none, nor has an address of many.

    >>> sellers([NamedAccount(1, "a", ("riverbank", "books"), (), "GB", "", "x")])
    {1: 'GB\x1fbooks riverbank\x1fx'}
    """
    named, rare, usable = _known(accounts)
    found: dict[int, str] = {}
    for account in named:
        twin = replace(account, trading=account.name, legal=(), mcc="")
        pair = _weigh(twin, twin, rare, usable)
        if pair.agrees and _probability(pair.bits) >= JOINING:
            found[account.merchant] = "\x1f".join((twin.country, " ".join(sorted(set(twin.name))), twin.postal_address))
    return found


def _known(accounts: Sequence[NamedAccount]) -> tuple[list[NamedAccount], Rarity, frozenset[str]]:
    """Those that have a name, how rare words are among them, and addresses that are no mall's."""
    named = [account for account in accounts if account.name]
    houses = Counter(account.postal_address for account in named if account.postal_address)
    usable = frozenset(house for house, held in houses.items() if held <= CROWDED_HOUSE)
    return named, rarity(account.trading + account.legal for account in named), usable


def _weigh(one: NamedAccount, other: NamedAccount, rare: Rarity, houses: frozenset[str]) -> _Weighed:
    names = likeness(one.name, other.name, rare)
    bits = names.bits - math.log2(max(rare.accounts, MERCHANTS))
    agrees = []
    if one.country and one.country == other.country:
        bits += COUNTRY
    if one.mcc and other.mcc:
        bits += MCC if one.mcc == other.mcc else OTHER_MCC
    if one.postal_address in houses and other.postal_address in houses:
        same = one.postal_address == other.postal_address
        bits += ADDRESS if same else OTHER_ADDRESS
        agrees += ["address"] * same
    if one.trading and other.trading and one.legal and other.legal:
        register = _register(one, other, rare)
        bits += register
        agrees += [LEGAL] * (register >= LEGAL_TELLS)
    return _Weighed(one, other, names.whole, bits, tuple(agrees))


def _register(one: NamedAccount, other: NamedAccount, rare: Rarity) -> float:
    """What the legal names add, beyond words that the trading names have said already."""
    said = {*one.trading, *other.trading}
    mine, theirs = (tuple(word for word in each.legal if word not in said) for each in (one, other))
    if not mine and not theirs:
        return 0.0
    return min(LEGAL_MOST, likeness(mine, theirs, rare).bits) if mine == theirs else OTHER_LEGAL


def _probability(bits: float) -> float:
    return 1 / (1 + math.exp2(-max(-60.0, min(60.0, bits))))


def _rivals(pairs: Sequence[_Weighed]) -> dict[tuple[int, str], list[float]]:
    """How well accounts of each provider fit each account."""
    fits: dict[tuple[int, str], list[float]] = {}
    for pair in pairs:
        fits.setdefault((pair.one.merchant, pair.other.provider_id), []).append(pair.bits)
        fits.setdefault((pair.other.merchant, pair.one.provider_id), []).append(pair.bits)
    return fits


def _namesake(pair: _Weighed, rivals: dict[tuple[int, str], list[float]]) -> Namesake:
    sides = ((pair.one.merchant, pair.other.provider_id), (pair.other.merchant, pair.one.provider_id))
    equal = max(sum(bits > pair.bits - RIVAL for bits in rivals[side]) for side in sides)
    sure = LEGAL in pair.agrees or (pair.whole and bool(pair.agrees))
    confidence = round(min(MOST if sure else ALONE, _probability(pair.bits)) / equal, 3)
    return Namesake(pair.one.merchant, pair.other.merchant, pair.whole, confidence, pair.agrees)
