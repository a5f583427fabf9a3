"""Links and groups in; out come blocks: merchants whose payers meet inside far beyond chance, however they hide it.

The method is that of FRAUDAR (Hooi and others, KDD 2016): take away the least suspicious, one after the other, until
what is left is dense. What a payer buys elsewhere does not thin out a block, because only what lies inside counts, and
against chance: a popular merchant and a busy payer are expected everywhere. FRAUDAR finds the densest block of all,
which in a city is a district. Here every group of `gather` is peeled by itself, and what its payers have in common
outside is measured too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from finpath.engine.kernels.incidence import Floats, Incidence, Ints
from finpath.engine.kernels.overlap import improbability

AT_ONCE = 25
"""From a larger group, one merchant in so many is taken away at a time: peeling stays near linear."""


@dataclass(frozen=True)
class Blocks:
    """Merchants of blocks, and what is true of each block.

    Args:
        block: Of each member; blocks are numbered by their smallest members.
        merchant: The member.
        shared: Its payers who also pay another member.
        surprise: minus log10 of the probability of so much in common with the others by chance.
        payers: Per block: payers of two members or more.
        density: Per block: the members' surprise on average.
        meeting_ratio: Per block: how often those payers meet outside the block, against chance.
    """

    block: Ints
    merchant: Ints
    shared: Ints
    surprise: Floats
    payers: Ints
    density: Floats
    meeting_ratio: Floats


@dataclass(frozen=True)
class _Block:
    members: Ints
    shared: Ints
    surprise: Floats
    payers: int
    meeting_ratio: float


def blocks(links: Incidence, group: Ints, least: float = 6.0) -> Blocks:
    """Peel each group down to the members that all surprise.

    Args:
        links: Who pays where.
        group: Of each merchant, as `gather` gives it.
        least: Powers of ten: how improbable the overlap of every member with the others must be.
    """
    null = _null(links)
    found = [block for members in _groups(group) for block in _peel(null, members, least)]
    found.sort(key=lambda block: int(block.members[0]))
    none = np.empty(0, np.int64)
    return Blocks(
        block=np.repeat(np.arange(len(found)), [len(one.members) for one in found]),
        merchant=np.concatenate([none, *(one.members for one in found)]),
        shared=np.concatenate([none, *(one.shared for one in found)]),
        surprise=np.concatenate([none.astype(np.float64), *(one.surprise for one in found)]),
        payers=np.array([one.payers for one in found], np.int64),
        density=np.array([one.surprise.mean() for one in found], np.float64),
        meeting_ratio=np.array([one.meeting_ratio for one in found], np.float64),
    )


def _groups(group: Ints) -> Iterator[Ints]:
    """Members of each group of two or more, in order."""
    order = np.argsort(group, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        if len(members) > 1:
            yield members


@dataclass(frozen=True)
class _Null:
    """The whole graph, and what chance makes of it."""

    links: sparse.csr_array
    by_payer: sparse.csr_array
    popularity: Floats
    others: Floats

    @property
    def total(self) -> float:
        return float(self.links.nnz)

    def meetings(self, payers: Ints, merchants: Ints, inside: Floats) -> float:
        """How often payers meet at other merchants, against chance; half a meeting is added to both sides."""
        place, visits = np.unique(self.by_payer[payers].indices, return_counts=True)
        visits = visits[~np.isin(place, merchants)].astype(np.float64)
        met = float((visits * (visits - 1) / 2).sum())
        free = float((self.others[payers] + 1 - inside).sum()) / self.total
        expected = free**2 * float((self.popularity**2).sum()) / 2
        return (met + 0.5) / (expected + 0.5)


def _null(links: Incidence) -> _Null:
    others = np.maximum(links.activity - 1, 0).astype(np.float64)
    return _Null(links.matrix, links.matrix.T.tocsr(), links.popularity.astype(np.float64), others)


@dataclass(frozen=True)
class _Inside:
    """The links of some merchants: for each link, the place of the member and of the payer."""

    members: Ints
    payers: Ints
    member: Ints
    payer: Ints

    @property
    def met(self) -> Floats:
        """Members that each payer pays."""
        met: Floats = np.bincount(self.payer, minlength=len(self.payers)).astype(np.float64)
        return met

    def by_member(self, values: Floats) -> Floats:
        """Sums over the links of each member."""
        sums: Floats = np.bincount(self.member, values, len(self.members)).astype(np.float64)
        return sums

    def without(self, weak: Ints) -> _Inside:
        """The same without some members, named by their places."""
        keep = np.ones(len(self.members), np.bool_)
        keep[weak] = False
        place, left = np.cumsum(keep) - 1, keep[self.member]
        return _Inside(self.members[keep], self.payers, place[self.member[left]], self.payer[left])


def _inside(null: _Null, members: Ints) -> _Inside:
    rows = null.links[members]
    payers, payer = np.unique(rows.indices.astype(np.int64), return_inverse=True)
    return _Inside(members, payers, np.repeat(np.arange(len(members)), np.diff(rows.indptr)), payer)


def _peel(null: _Null, members: Ints, least: float) -> Iterator[_Block]:
    """Take away who surprises least, until everybody does enough."""
    inside = _inside(null, members)
    while len(inside.members) > 1:
        surprise = _surprise(null, inside)
        weak = np.argsort(surprise, kind="stable")[: max(1, len(surprise) // AT_ONCE)]
        weak = weak[surprise[weak] < least]
        if not len(weak):
            yield _block(null, inside, surprise)
            return
        inside = inside.without(weak)


def _surprise(null: _Null, inside: _Inside) -> Floats:
    """How improbable it is that a member's payers pay the other members so much.

    A payer counts by the logarithm of how many members it pays: one who pays ten is not nine independent reasons.
    Chance expects at most the logarithm of what it expects of the payer (Jensen's inequality).
    """
    popularity = null.popularity[inside.members]
    others = (popularity.sum() - popularity)[inside.member]
    chance = np.log2(1 + null.others[inside.payers][inside.payer] * others / null.total)
    found = np.floor(np.round(inside.by_member(np.log2(np.maximum(inside.met, 1))[inside.payer]), 9))
    expected = inside.by_member(chance)
    surprise = np.zeros(len(inside.members))
    some = (found > 0) & (expected > 0)
    surprise[some] = np.round(improbability(found[some], expected[some]), 9)
    return surprise


def _block(null: _Null, inside: _Inside, surprise: Floats) -> _Block:
    met = inside.met
    shared = inside.by_member((met > 1)[inside.payer].astype(np.float64)).astype(np.int64)
    ratio = null.meetings(inside.payers[met > 1], inside.members, met[met > 1])
    return _Block(inside.members, shared, surprise, int((met > 1).sum()), ratio)
