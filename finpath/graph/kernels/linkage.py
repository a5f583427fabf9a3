"""Groups whose members are tied, on average, to each other more than to anybody else.

Two hints weigh the same only if they are the same part of what the two merchants have: shops of a district have ties
with each other all, sites of one seller with their few sisters. Groups are joined by average linkage, the closest
first (Sokal and Michener 1958), which is greedy descent of the constant Potts model (Traag, Van Dooren and Nesterov
2011): what joins depends on the ties around, not on how large the whole graph is, and not on names. Where a hundred are
tied to each other all alike, no two are close: such groups are found by `closed`, and keep all but those few of their
members who are much closer to each other.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

from finpath.graph.kernels.closed import closed
from finpath.graph.kernels.components import components
from finpath.graph.kernels.incidence import Floats, Ints
from finpath.graph.kernels.overlap import Hints

FAINT = 0.02
"""Ties that are a smaller part of what their ends have are left out: they are too many, and tie nobody."""

CLOSER, OWN = 2.0, 1 / 3
"""Times the usual tie of a larger group, and share of all they have: by both, a few are a group of their own in it."""

Bools = npt.NDArray[np.bool_]
Tie = tuple[float, int, int]


def gather(hints: Hints, merchants: int, least: float = 0.08) -> Ints:
    """The group of each merchant, named by its smallest member.

    Args:
        hints: Ties between merchants, from either side or from both.
        merchants: How many there are.
        least: Average tie of two groups, as a part of what their members have, from which they become one.

    >>> ties = Hints(np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([9.0, 1.0, 9.0]))
    >>> gather(ties, 5, least=0.3).tolist()
    [0, 0, 2, 2, 4]
    """
    ties = parts(hints, merchants)
    near, large = linked(ties, least), closed(ties)
    apart = _closer(ties, near, large)
    return number_groups(np.where(apart, near, large + merchants))


def linked(ties: sparse.csr_array, least: float) -> Ints:
    """The group of each merchant by average linkage, named by its smallest member.

    Args:
        ties: Merchants by merchants, symmetric: each tie as a part of what both ends have.
        least: As in `gather`.
    """
    pairs = sparse.triu(ties, 1).tocoo()
    one, two = (side.astype(np.int64) for side in pairs.coords)
    close = pairs.data >= least
    around = components(one[close], two[close], ties.shape[0])  # no average is above all it is of: groups stay inside
    near = (pairs.data >= FAINT) & (around[one] == around[two])
    return _Linkage(ties.shape[0]).join(one[near], two[near], pairs.data[near], least)


def parts(hints: Hints, merchants: int) -> sparse.csr_array:
    """Each tie, once for either end, as a part of all ties of both ends (their geometric mean)."""
    shape = (merchants, merchants)
    told = sparse.coo_array((hints.surprise, (hints.left, hints.right)), shape=shape).tocsr()
    whole: Floats = told.sum(axis=0) + told.sum(axis=1)
    pairs = told.maximum(told.T).tocoo()
    one, two = pairs.coords
    part: Floats = np.round(2 * pairs.data / np.sqrt(whole[one] * whole[two]), 12)
    ties = sparse.coo_array((part, (one, two)), shape=shape).tocsr()
    ties.sort_indices()
    return ties


def _closer(ties: sparse.csr_array, near: Ints, large: Ints) -> Bools:
    """Who stays with those near, and not with the larger group around."""
    alone = np.bincount(large, minlength=len(large))[large] == 1
    size = np.bincount(near, minlength=len(near))
    (inside, _), (around, tied) = _inside(ties, near), _inside(ties, large)
    own = inside >= OWN * np.bincount(near, ties.sum(axis=1), len(near))
    average, usual = inside / np.maximum(size * (size - 1), 1), around / np.maximum(tied, 1)
    stays: Bools = alone | (own[near] & (size[near] > 1) & (average[near] >= CLOSER * usual[large]))
    return stays


def _inside(ties: sparse.csr_array, group: Ints) -> tuple[Floats, Ints]:
    """Of each group: its ties added up, and how many they are."""
    one, two = ties.tocoo().coords
    inside = group[one] == group[two]
    of = group[one[inside]]
    added: Floats = np.bincount(of, ties.data[inside], len(group)).astype(np.float64)
    return added, np.bincount(of, minlength=len(group)).astype(np.int64)


def number_groups(group: Ints) -> Ints:
    """Groups named by their smallest members."""
    _, first, number = np.unique(group, return_index=True, return_inverse=True)
    names: Ints = first[number]
    return names


@dataclass
class _Linkage:
    """Groups being joined; a group goes by the member under which its ties are kept."""

    merchants: int
    ties: dict[int, dict[int, float]] = field(default_factory=dict)
    size: dict[int, int] = field(default_factory=dict)

    def join(self, one: Ints, two: Ints, part: Floats, least: float) -> Ints:
        """Join the two groups with the strongest average tie, again and again."""
        waiting = [tie for tie in self._tied(one, two, part) if -tie[0] >= least]
        heapq.heapify(waiting)
        joined: list[tuple[int, int]] = []
        while waiting:
            strength, a, b = heapq.heappop(waiting)
            if b not in self.ties.get(a, {}) or -strength != self._average(a, b):
                continue  # one of them has grown or gone since this was noted
            kept, gone = (a, b) if len(self.ties[a]) >= len(self.ties[b]) else (b, a)
            joined.append((kept, gone))
            self._merge(kept, gone)
            for other in self.ties[kept]:
                average = self._average(kept, other)
                if average >= least:
                    heapq.heappush(waiting, (-average, min(kept, other), max(kept, other)))
        pairs = np.array(joined, np.int64).reshape(-1, 2)
        return components(pairs[:, 0], pairs[:, 1], self.merchants)

    def _tied(self, one: Ints, two: Ints, part: Floats) -> list[Tie]:
        noted = []
        for a, b, tie in zip(one.tolist(), two.tolist(), part.tolist(), strict=True):
            self.ties.setdefault(a, {})[b] = tie
            self.ties.setdefault(b, {})[a] = tie
            noted.append((-tie, a, b))
        self.size = dict.fromkeys(self.ties, 1)
        return noted

    def _average(self, a: int, b: int) -> float:
        return self.ties[a][b] / (self.size[a] * self.size[b])

    def _merge(self, kept: int, gone: int) -> None:
        mine, theirs = self.ties[kept], self.ties.pop(gone)
        del mine[gone], theirs[kept]
        self.size[kept] += self.size.pop(gone)
        for other, tie in theirs.items():
            del self.ties[other][gone]
            mine[other] = self.ties[other][kept] = mine.get(other, 0.0) + tie
