"""Steps of a walker over a sparse matrix of merchants by payers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from scipy import sparse

from finpath.graph.kernels.meeting import Floats, Ints
from finpath.graph.kernels.steps import Middle, Steps, Walkers


class MatrixSteps(Steps):
    """Steps by products of sparse matrices."""

    together = 64  # two steps from a popular merchant lead nearly everywhere
    followed = 512

    def __init__(self, matrix: sparse.csr_array) -> None:
        """Take the matrix of merchants by payers, ones."""
        self._matrix = matrix
        self.popularity = np.maximum(np.diff(matrix.indptr), 1).astype(np.int64)
        self._root = np.sqrt(self.popularity.astype(np.float64))

    @cached_property
    def pays(self) -> sparse.csr_array:
        """Merchants by payers."""
        return self._matrix.astype(np.float64)

    @cached_property
    def paid(self) -> sparse.csr_array:
        """Payers by merchants."""
        return self.pays.T.tocsr()

    @cached_property
    def activity(self) -> Floats:
        """Merchants of each payer, at least 1."""
        return np.maximum(np.diff(self.paid.indptr), 1).astype(np.float64)

    def onward(self, vectors: Sequence[Floats]) -> list[Floats]:
        """One step of each vector of merchants, made symmetric."""
        return [(self.pays @ ((self.paid @ (here / self._root)) / self.activity)) / self._root for here in vectors]

    def walkers(self, starts: Ints, targets: Ints) -> MatrixWalkers:
        """One walker at each start."""
        return MatrixWalkers(self, self._standing(starts), targets)

    def common(self, one: Ints, other: Ints) -> Ints:
        """Payers of both, pair by pair."""
        both = self.pays[one].multiply(self.pays[other])
        common: Ints = np.asarray(both.sum(axis=1)).ravel().round().astype(np.int64)
        return common

    def middle(self, first: Ints, last: Ints, on: float) -> Middle:
        """The likeliest way of two steps from each last merchant to its first, and whether it beats the direct one."""
        found = Middle(np.zeros(len(first), np.int64), np.zeros(len(first), np.bool_))
        starts, start = np.unique(last, return_inverse=True)
        targets, target = np.unique(first, return_inverse=True)
        forth, back = self._ahead(starts), self._ahead(targets)
        back.data *= np.repeat(self.popularity[targets], np.diff(back.indptr)) / self.popularity[back.indices]
        for place in range(len(starts)):
            there = forth[[place]].toarray().ravel()
            for pair in np.flatnonzero(start == place):
                row = slice(*back.indptr[target[pair] : target[pair] + 2])
                by, likely = back.indices[row], np.round(on * (there[back.indices[row]] * back.data[row]), 12)
                likely[(by == first[pair]) | (by == last[pair])] = 0
                best = likely.max(initial=0)
                if best > np.round(there[first[pair]], 12):
                    found.merchant[pair], found.likelier[pair] = by[likely == best].min(), True
        return found

    def moved(self, here: sparse.csr_array) -> sparse.csr_array:
        """One step of walkers, from merchants to their payers to those payers' merchants."""
        paying = _times(here, 1 / self.popularity) @ self.pays
        moved: sparse.csr_array = _times(paying, 1 / self.activity) @ self.paid
        return moved

    def _standing(self, merchants: Ints) -> sparse.csr_array:
        # Places in numbers as large as the matrix has them: with larger ones, each product would copy all of it.
        places = (np.arange(len(merchants)), merchants)
        rows, columns = (each.astype(self.pays.indices.dtype) for each in places)
        return sparse.csr_array((np.ones(len(merchants)), (rows, columns)), (len(merchants), len(self.popularity)))

    def _ahead(self, merchants: Ints) -> sparse.csr_array:
        """Where one step leads from each of some merchants, one row for each."""
        return self.moved(self._standing(merchants))


def _times(here: sparse.csr_array, factor: Floats) -> sparse.csr_array:
    """Each column multiplied, in the order of the columns: sums over them do not depend on how they came about."""
    here.sort_indices()
    return sparse.csr_array((here.data * factor[here.indices], here.indices, here.indptr), here.shape)


@dataclass(frozen=True)
class MatrixWalkers(Walkers):
    """Starts by merchants: the probability to find the walker there."""

    steps: MatrixSteps
    here: sparse.csr_array
    targets: Ints

    def found(self) -> Floats:
        """Starts by targets."""
        found: Floats = self.here[:, self.targets].toarray()
        return found

    def moved(self, thin: float) -> Self:
        """The same one step later, without those who spread thin."""
        kept = self.here.copy()
        kept.data[kept.data < thin * self.steps.popularity[kept.indices]] = 0
        kept.eliminate_zeros()
        return replace(self, here=self.steps.moved(kept))
