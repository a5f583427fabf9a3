"""Hints of a tie in; out come groups whose members are tied, on average, to each other more than to anybody else.

Two hints weigh the same only if they are the same part of what the two merchants have: shops of a district have ties
with each other all, sites of one seller with their few sisters. Groups are joined by average linkage, the closest
first (Sokal and Michener 1958), which is greedy descent of the constant Potts model (Traag, Van Dooren and Nesterov
2011): what joins depends on the ties around, not on how large the whole graph is, and not on names.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from finpath.engine.kernels.components import components
from finpath.engine.kernels.incidence import Floats, Ints
from finpath.engine.kernels.overlap import Hints

FAINT = 0.02
"""Ties that are a smaller part of what their ends have are left out: they are too many, and tie nobody."""

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
    one, two, part = _parts(hints, merchants)
    near = part >= FAINT
    return _Linkage(merchants).join(one[near], two[near], part[near], least)


def _parts(hints: Hints, merchants: int) -> tuple[Ints, Ints, Floats]:
    """Each pair once, with its tie as a part of all ties of both ends (their geometric mean)."""
    shape = (merchants, merchants)
    ties = sparse.coo_array((hints.surprise, (hints.left, hints.right)), shape=shape).tocsr()
    whole: Floats = ties.sum(axis=0) + ties.sum(axis=1)
    pairs = sparse.triu(ties.maximum(ties.T), 1).tocoo()
    one, two = (side.astype(np.int64) for side in (pairs.row, pairs.col))
    order = np.lexsort((two, one))
    one, two = one[order], two[order]
    part: Floats = np.round(2 * pairs.data[order] / np.sqrt(whole[one] * whole[two]), 12)
    return one, two, part


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
