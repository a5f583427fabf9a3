"""One session: what is asked is a hash of each key under a key that is used once, under a handle for each case.

Whoever has the same key of a controller finds it, and proves that by a second hash of it, which nobody can make of the
first. The number of hashes is filled up to a power of two, in cases that are none.
"""

from __future__ import annotations

import hmac
import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from finpath.desk.hits.find import HUB

LENGTH, HANDLE, MAC = 32, 16, 16
"""Bytes of the session's key, of a handle, and of a hash."""

FEWEST, MOST = 64, 1 << 17
"""Hashes of an offer, at least and at most."""

OF_A_CASE = 4_096
"""Hashes of one case at most: more are a dictionary, and no case."""

ASKED, PROVED = b"asked", b"proved"

Key = tuple[str, str]
"""A kind, and the token or the account."""

Cases = Mapping[str, Collection[Key]]


@dataclass(frozen=True)
class Offer:
    """What crosses.

    Args:
        session: The key; used once.
        cases: By handle, the hashes of its keys.
        known: By handle, hits that it has with the other desk already, so that nobody is told of one twice.
    """

    session: bytes
    cases: Mapping[str, Sequence[str]]
    known: Mapping[str, Sequence[str]]

    @property
    def size(self) -> int:
        """How many hashes."""
        return sum(map(len, self.cases.values()))


@dataclass(frozen=True)
class Made:
    """An offer, and what stays here to understand the answer.

    Args:
        handles: By case.
        proofs: By case, what only who has the same key can say, and the kind that it stands for.
    """

    offer: Offer
    handles: Mapping[str, str]
    proofs: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Meeting:
    """A case of the other desk and one of this: by kind, the proofs."""

    handle: str
    case: str
    by: Mapping[str, Sequence[str]]


def make_offer(cases: Cases, known: Mapping[str, Sequence[str]]) -> Made:
    """Offer cases under a new key; what several of them have more than `HUB` times is left out, and ties nobody."""
    session = secrets.token_bytes(LENGTH)
    told = {case: keys for case, keys in without_hubs(cases).items() if 0 < len(keys) <= OF_A_CASE}
    handles = {case: secrets.token_hex(HANDLE) for case in told}
    offered = {handles[case]: sorted(_hash(session, ASKED, key) for key in keys) for case, keys in told.items()}
    filled = offered | _filling([len(each) for each in offered.values()])
    proofs = {case: {_hash(session, PROVED, key): key[0] for key in keys} for case, keys in told.items()}
    mine = {handles[case]: sorted(known[case]) for case in told if known.get(case)}
    return Made(Offer(session, filled, mine), handles, proofs)


def without_hubs(cases: Cases) -> dict[str, frozenset[Key]]:
    """The keys of each case, without those that more than `HUB` cases have."""
    holders = Counter(key for keys in cases.values() for key in set(keys))
    return {case: frozenset(key for key in keys if holders[key] <= HUB) for case, keys in cases.items()}


def compare(offer: Offer, cases: Cases) -> list[Meeting]:
    """The pairs that meet. What more than `HUB` cases of either side have ties nobody."""
    asked: dict[str, list[str]] = defaultdict(list)
    for handle, hashes in offer.cases.items():
        for each in set(hashes):
            asked[each].append(handle)
    met: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for case, keys in without_hubs(cases).items():
        for key in keys:
            handles = asked.get(_hash(offer.session, ASKED, key), [])
            for handle in handles if len(handles) <= HUB else ():
                met[handle, case][key[0]].append(_hash(offer.session, PROVED, key))
    return [
        Meeting(handle, case, {kind: sorted(by[kind]) for kind in sorted(by)})
        for (handle, case), by in sorted(met.items())
    ]


def proved(by: Mapping[str, Sequence[str]], proofs: Mapping[str, str]) -> list[str]:
    """The kinds that an answer has proved of a case; what it has not proved counts for nothing."""
    return sorted({kind for kind, said in by.items() if any(proofs.get(each) == kind for each in said)})


def _filling(sizes: Sequence[int]) -> dict[str, list[str]]:
    """Cases that are none, as large as those that are, up to the next power of two."""
    lacking = max(FEWEST, 1 << max(0, sum(sizes) - 1).bit_length()) - sum(sizes)
    return {secrets.token_hex(HANDLE): sorted(secrets.token_hex(MAC) for _ in range(size))
            for size in _sizes(sizes or (1, 2, 3, 4, 5), lacking)}  # fmt: skip


def _sizes(like: Sequence[int], lacking: int) -> Iterator[int]:
    while lacking:
        size = min(lacking, secrets.choice(like))
        lacking -= size
        yield size


def _hash(session: bytes, purpose: bytes, key: Key) -> str:
    said = b"\x1f".join((purpose, *(each.encode() for each in key)))
    return hmac.digest(session, said, "sha256")[:MAC].hex()
