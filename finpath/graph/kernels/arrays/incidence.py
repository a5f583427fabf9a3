"""Who pays where, as one sparse matrix of merchants by payers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from scipy import sparse

from finpath.engine.engine import Engine
from finpath.graph.kernels.arrays.meeting import Meeting, pieces
from finpath.graph.kernels.arrays.outsiders import away
from finpath.graph.kernels.arrays.steps import MatrixSteps
from finpath.graph.kernels.incidence import Floats, Incidence, Ints, Pairs, Visits
from finpath.graph.kernels.meeting import Met, Null, OverlapLimits
from finpath.tables.relation import Relation

ROOM = 600_000_000
"""Steps from merchants to payers to merchants."""

AT_ONCE = 1000
"""Pairs whose payers are compared at a time: memory stays bounded."""


@dataclass(frozen=True)
class SparseIncidence(Incidence):
    """Who pays where, in memory.

    Args:
        matrix: Merchants by payers, ones; rows and columns are the dense ids of the ledger.
    """

    matrix: sparse.csr_array

    @property
    def payers(self) -> int:
        """How many ids of payers there are."""
        return int(self.matrix.shape[1])

    @property
    def popularity(self) -> Ints:
        """Payers of each merchant."""
        return np.diff(self.matrix.indptr).astype(np.int64)

    @cached_property
    def activity(self) -> Ints:
        """Merchants of each payer."""
        return np.bincount(self.matrix.indices, minlength=self.matrix.shape[1]).astype(np.int64)

    @property
    def room(self) -> int:
        """What one machine walks in minutes."""
        return ROOM

    def activities(self) -> tuple[Ints, Ints]:
        """How many merchants a payer may have, in order, and how many payers have so many."""
        degrees, payers = np.unique(self.activity, return_counts=True)
        return degrees[degrees > 0], payers[degrees > 0]

    def without(self, links: SparseIncidence, most: int) -> SparseIncidence:
        """The same without the payers that have more merchants than `most` in `links`."""
        keep = sparse.diags_array((links.activity <= most).astype(np.float32)).tocsr()
        matrix = (self.matrix @ keep).tocsr()
        matrix.eliminate_zeros()
        return SparseIncidence(matrix)

    def reach(self, crowds: SparseIncidence) -> Floats:
        """Per crowd: links of its payers here beyond one each, added up."""
        reach: Floats = crowds.matrix @ np.maximum(self.activity - 1, 0).astype(np.float64)
        return reach

    def meet(self, crowds: SparseIncidence, owner: Ints, null: Null, limits: OverlapLimits) -> Met:
        """Compare every crowd with every merchant but its owner, and keep the nearest of each."""
        return Meeting(crowds.matrix, owner, self.matrix.T.tocsr(), null, limits).nearest()

    def part(self, merchants: Ints) -> SparseIncidence:
        """Some merchants alone, numbered anew in the order given."""
        return SparseIncidence(self.matrix[merchants])

    def both(self, pairs: Pairs) -> SparseIncidence:
        """The common payers of each pair, the pairs numbered as merchants."""
        starts = range(0, max(len(pairs.one), 1), AT_ONCE)
        slices = [(pairs.one[at : at + AT_ONCE], pairs.other[at : at + AT_ONCE]) for at in starts]
        both = [self.matrix[one].multiply(self.matrix[other]) for one, other in slices]
        return SparseIncidence(sparse.vstack(both, format="csr"))

    def outsiders(self, near: Pairs, at_home: int) -> SparseIncidence:
        """The links of payers who pay fewer than `at_home` of the merchants that stand near a merchant."""
        return SparseIncidence(away(self.matrix, near, at_home))

    def visits(self, merchants: Ints) -> Visits:
        """The links of some merchants."""
        rows = self.matrix[merchants]
        member = np.repeat(np.arange(len(merchants)), np.diff(rows.indptr))
        return Visits(member, rows.indices.astype(np.int64), self.activity[rows.indices])

    def outside(self, payers: Pairs, home: Ints) -> Floats:
        """Per group: pairs of its payers that meet at a merchant which is no home of the group."""
        shape = (int(home.max(initial=-1)) + 1, self.payers)
        ones = np.ones(len(payers.one), np.float32)  # as the links: else a product copies all of them
        groups = sparse.coo_array((ones, (payers.other, payers.one)), shape=shape).tocsr()
        paid, found = self.matrix.T.tocsr(), np.zeros(shape[0])
        for rows in pieces(groups, paid):
            visits = (groups[rows] @ paid).tocoo()
            times = np.where(home[visits.col] == visits.row + rows.start, 0, visits.data.astype(np.float64))
            found[rows] = np.bincount(visits.row, times * (times - 1) / 2, rows.stop - rows.start)
        return found

    def keep(self, engine: Engine, relation: Relation, merchants: Ints) -> None:
        """Make a relation (merchant, payer) from the links of some merchants."""
        picked = self.matrix[merchants].tocoo()
        engine.load(relation, pa.table({"merchant": merchants[picked.row], "payer": picked.col.astype(np.int64)}))

    @cached_property
    def steps(self) -> MatrixSteps:
        """How one walks here."""
        return MatrixSteps(self.matrix)


def incidence(batches: Iterable[pa.RecordBatch], merchants: int, payers: int) -> SparseIncidence:
    """Build the matrix from record batches with the columns `merchant` and `payer`; repeats count once.

    >>> batch = pa.RecordBatch.from_pydict({"merchant": [0, 0, 1], "payer": [0, 1, 1]})
    >>> incidence([batch], 2, 2).popularity.tolist()
    [2, 1]
    """
    rows, columns = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for batch in batches:
        rows.append(batch.column("merchant").to_numpy(zero_copy_only=False).astype(np.int32))
        columns.append(batch.column("payer").to_numpy(zero_copy_only=False).astype(np.int32))
    row, column = np.concatenate(rows), np.concatenate(columns)
    ones = np.ones(len(row), np.float32)
    matrix = sparse.coo_array((ones, (row, column)), shape=(merchants, payers)).tocsr()
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return SparseIncidence(matrix)
