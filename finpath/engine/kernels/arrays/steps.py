"""Merchants by payers as a matrix in, steps over it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from scipy import sparse

from finpath.engine.kernels.meeting import Floats, Ints
from finpath.engine.kernels.steps import Middle, Steps, Walkers


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
        forth = self._ahead(last)
        back = self._ahead(first).multiply(self.popularity[first][:, None] / self.popularity)
        detours = forth.multiply(back).tocoo()
        row, merchant = detours.coords
        open_ = (merchant != first[row]) & (merchant != last[row])
        row, merchant, likely = row[open_], merchant[open_], np.round(on * detours.data[open_], 12)
        order = np.lexsort((merchant, -likely, row))
        best = order[np.unique(row[order], return_index=True)[1]]
        found = Middle(np.zeros(len(first), np.int64), np.zeros(len(first), np.bool_))
        direct = np.round(np.asarray(forth[np.arange(len(first)), first]).ravel(), 12)
        found.merchant[row[best]] = merchant[best]
        found.likelier[row[best]] = likely[best] > direct[row[best]]
        return found

    def moved(self, here: sparse.csr_array) -> sparse.csr_array:
        """One step of walkers, from merchants to their payers to those payers' merchants."""
        here = here.multiply(1 / self.popularity).tocsr()
        paying = (here @ self.pays).multiply(1 / self.activity).tocsr()
        moved: sparse.csr_array = (paying @ self.paid).tocsr()
        return moved

    def _standing(self, merchants: Ints) -> sparse.csr_array:
        rows = np.arange(len(merchants))
        return sparse.csr_array((np.ones(len(merchants)), (rows, merchants)), (len(merchants), len(self.popularity)))

    def _ahead(self, merchants: Ints) -> sparse.csr_array:
        """Where one step leads from each of some merchants, one row for each."""
        different, index = np.unique(merchants, return_inverse=True)
        ahead: sparse.csr_array = self.moved(self._standing(different))[index]
        return ahead


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
