"""Dense communities: merchants whose payers meet inside far beyond chance, however they hide it.

The method is that of FRAUDAR (Hooi and others, KDD 2016): take away the least suspicious, one after the other, until
what is left is dense. What a payer buys elsewhere does not thin out a block, because only what lies inside counts, and
against chance: a popular merchant and a busy payer are expected everywhere. FRAUDAR finds the densest block of all,
which in a city is a district. Here every group of `gather` is peeled by itself, and what its payers have in common
outside is measured too. All groups are peeled at the same time, so that many small ones cost no more than a few large.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from finpath.graph.kernels.incidence import Floats, Incidence, Ints, Pairs
from finpath.graph.kernels.meeting import improbability

Bools = npt.NDArray[np.bool_]

AT_ONCE = 25
"""From a larger group, one merchant in so many is taken away at a time: peeling stays near linear."""

LINKS = 30_000_000
"""Links of grouped merchants that are peeled, at most: each takes up to 100 bytes, also where an engine has many
machines. The smallest groups are peeled first; those that find no room are counted."""


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
        unpeeled: Groups that found no room.
    """

    block: Ints
    merchant: Ints
    shared: Ints
    surprise: Floats
    payers: Ints
    density: Floats
    meeting_ratio: Floats
    unpeeled: int


@dataclass(frozen=True)
class _Peeled:
    """The links of grouped merchants, of whom some are gone.

    Args:
        members: Merchants.
        group: Of each, numbered by smallest members.
        member: Of each link: the place of the merchant.
        pair: Of each link: the place of its payer in that group, among all payers in groups.
        payer, activity: Of each such place.
    """

    members: Ints
    group: Ints
    member: Ints
    pair: Ints
    payer: Ints
    activity: Ints

    @property
    def met(self) -> Floats:
        """Members of the group that each payer pays."""
        return _sums(self.pair, np.ones(len(self.pair)), len(self.payer))

    def keep(self, kept: Bools) -> _Peeled:
        """The same with some of the members only."""
        place, links = np.cumsum(kept) - 1, kept[self.member]
        member, pair = place[self.member[links]], self.pair[links]
        return replace(self, members=self.members[kept], group=self.group[kept], member=member, pair=pair)


def blocks(links: Incidence, group: Ints, least: float = 6.0) -> Blocks:
    """Peel each group down to the members that all surprise.

    Args:
        links: Who pays where.
        group: Of each merchant, as `gather` gives it.
        least: Powers of ten: how improbable the overlap of every member with the others must be.
    """
    members, unpeeled = _members(links.popularity, group)
    waiting, done = _peel_start(links, members, group), np.zeros(len(group), np.bool_)
    everything = waiting
    while len(waiting.members):
        surprise = _surprise(links, waiting)
        weak = _weakest(waiting.group, surprise) & (surprise < least)
        lasting = (_sums(waiting.group, weak, int(waiting.group.max()) + 1) == 0)[waiting.group]
        done[waiting.members[lasting]] = True
        left = waiting.keep(~weak & ~lasting)
        waiting = left.keep(np.bincount(left.group)[left.group] > 1) if len(left.group) else left
    return _to_blocks(links, everything.keep(done[everything.members]), unpeeled)


def _members(popularity: Ints, group: Ints) -> tuple[Ints, int]:
    """Everybody who has company and payers, as far as there is room, and how many groups had none."""
    groups = int(group.max(initial=0)) + 1
    size = np.bincount(group, popularity > 0, groups)
    work = np.where(size > 1, np.bincount(group, popularity, groups), 0)
    order = np.argsort(work, kind="stable")
    room = np.zeros(groups, np.bool_)
    room[order] = np.cumsum(work[order]) <= LINKS
    members = np.flatnonzero((size[group] > 1) & room[group] & (popularity > 0))
    return members, int(((size > 1) & ~room).sum())


def _peel_start(links: Incidence, members: Ints, group: Ints) -> _Peeled:
    """The links of some merchants, in their groups."""
    _, number = _numbered(group[members])
    visits = links.visits(members)
    place, pair = np.unique(number[visits.member] * links.payers + visits.payer, return_inverse=True)
    activity = np.zeros(len(place), np.int64)
    activity[pair] = visits.activity
    return _Peeled(members, number, visits.member, pair, place % max(links.payers, 1), activity)


def _numbered(group: Ints) -> tuple[Ints, Ints]:
    """Where each group begins, and its number: by smallest members, since members are in order."""
    _, first, number = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return np.sort(first), rank[number]


def _surprise(links: Incidence, peeled: _Peeled) -> Floats:
    """How improbable it is that a member's payers pay the other members so much.

    A payer counts by the logarithm of how many members it pays: one who pays ten is not nine independent reasons.
    Chance expects at most the logarithm of what it expects of the payer (Jensen's inequality).
    """
    popularity = links.popularity[peeled.members].astype(np.float64)
    company = _sums(peeled.group, popularity, int(peeled.group.max(initial=-1)) + 1)[peeled.group] - popularity
    others = np.maximum(peeled.activity - 1, 0)[peeled.pair]
    chance = np.log2(1 + others * company[peeled.member] / links.links)
    size = len(peeled.members)
    found = np.floor(np.round(_sums(peeled.member, np.log2(peeled.met[peeled.pair]), size), 9))
    expected = _sums(peeled.member, chance, size)
    surprise = np.zeros(size)
    some = (found > 0) & (expected > 0)
    surprise[some] = np.round(improbability(found[some], expected[some]), 9)
    return surprise


def _weakest(group: Ints, surprise: Floats) -> Bools:
    """The least surprising of each group, one or a small share of a large one."""
    order = np.lexsort((np.arange(len(group)), surprise, group))
    ordered = group[order]
    weak = np.zeros(len(group), np.bool_)
    at_once = np.maximum(1, np.bincount(group)[ordered] // AT_ONCE)
    weak[order] = np.arange(len(group)) - np.searchsorted(ordered, ordered) < at_once
    return weak


def _to_blocks(links: Incidence, left: _Peeled, unpeeled: int) -> Blocks:
    """What is true of the members and of their blocks."""
    first, block = _numbered(left.group)
    met, count = left.met, len(first)
    surprise = _surprise(links, left)
    of_pair = np.zeros(len(met), np.int64)
    of_pair[left.pair] = block[left.member]
    return Blocks(
        block=block,
        merchant=left.members,
        shared=_sums(left.member, met[left.pair] > 1, len(block)).astype(np.int64),
        surprise=surprise,
        payers=np.bincount(of_pair[met > 1], minlength=count),
        density=_sums(block, surprise, count) / np.maximum(np.bincount(block, minlength=count), 1),
        meeting_ratio=_meetings(links, left, block, of_pair),
        unpeeled=unpeeled,
    )


def _meetings(links: Incidence, left: _Peeled, block: Ints, of_pair: Ints) -> Floats:
    """How often the payers of each block meet outside it, against chance; half a meeting is added to both sides."""
    inside, count = np.flatnonzero(left.met > 1), int(block.max(initial=-1)) + 1
    home = np.full(links.merchants, -1)
    home[left.members] = block
    found = links.outside(Pairs(left.payer[inside], of_pair[inside]), home)
    free = _sums(of_pair[inside], left.activity[inside] - left.met[inside], count) / max(links.links, 1)
    expected = free**2 * float((links.popularity.astype(np.float64) ** 2).sum()) / 2
    ratio: Floats = (found + 0.5) / (expected + 0.5)
    return ratio


def _sums(place: Ints, values: Floats | Bools, size: int) -> Floats:
    """Values added up by place."""
    sums: Floats = np.bincount(place, values, size).astype(np.float64)
    return sums
