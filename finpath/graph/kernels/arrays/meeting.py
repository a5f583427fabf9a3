"""The nearest merchants of each crowd, by sparse matrices; in blocks of rows.

Memory stays bounded, and the blocks are worked on side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from finpath.graph.kernels.meeting import Floats, Ints, Met, Null, OverlapLimits, improbability

STEPS = 2_000_000
"""From payer to merchant that one block may take: what it makes then stays near the processor, a fifth faster."""


@dataclass(frozen=True)
class Meeting:
    """Crowds, and whom they are compared with.

    Args:
        crowds: Crowds by payers.
        owner: The merchant of each crowd.
        paid: Payers by merchants.
        null: What chance expects.
        limits: Bounds of the work.
    """

    crowds: sparse.csr_array
    owner: Ints
    paid: sparse.csr_array
    null: Null
    limits: OverlapLimits

    def nearest(self) -> Met:
        """Compare all crowds."""
        with ThreadPoolExecutor(self.limits.threads) as pool:
            blocks = list(pool.map(self._block, pieces(self.crowds, self.paid)))
        names = ("crowd", "other", "shared", "expected", "surprise", "meetings")
        return Met(*(np.concatenate([getattr(block, name) for block in blocks]) for name in names))

    def _block(self, rows: slice) -> Met:
        i, j, shared = self._common(rows)
        pairs = shared * (shared - 1) / 2
        meetings: Floats = np.bincount(i - rows.start, pairs, rows.stop - rows.start).astype(np.float64)
        many = shared >= self.limits.shared
        i, j, shared = i[many], j[many], shared[many]
        expected = self.null.expected(i, j)
        above = (shared - expected) / np.sqrt(expected + 1)
        far = np.flatnonzero(above >= self.limits.far)
        nearest = far[_nearest(i[far], above[far], j[far], self.limits.nearest)]
        i, j, shared, expected = i[nearest], j[nearest], shared[nearest], expected[nearest]
        return Met(i, j, shared.astype(np.int64), expected, improbability(shared, expected), meetings)

    def _common(self, rows: slice) -> tuple[Ints, Ints, Floats]:
        """Crowds, the merchants that they do not belong to, and how many payers those share."""
        common = (self.crowds[rows] @ self.paid).tocoo()
        meet = np.flatnonzero(common.data >= self.limits.fewest)
        i, j = common.row[meet] + rows.start, common.col[meet]
        apart = self.owner[i] != j
        shared: Floats = common.data[meet][apart].astype(np.float64)
        return i[apart].astype(np.int64), j[apart].astype(np.int64), shared


def pieces(crowds: sparse.csr_array, paid: sparse.csr_array) -> Iterator[slice]:
    """Ranges of crowds whose products with whom their payers pay stay below a number of steps."""
    work = np.cumsum(crowds @ np.diff(paid.indptr).astype(np.float64))
    if not len(work):
        yield slice(0, 0)
    start = 0
    while start < len(work):
        done = work[start - 1] if start else 0.0
        end = max(int(np.searchsorted(work, done + STEPS, "right")), start + 1)
        yield slice(start, end)
        start = end


def _nearest(row: Ints, weight: Floats, column: Ints, most: int) -> Ints:
    """Positions of the heaviest entries of each row; ties go to the smaller column."""
    order = np.lexsort((column, -np.round(weight, 9), row))
    ordered = row[order]
    first = np.searchsorted(ordered, ordered, "left")
    return order[np.arange(len(order)) - first < most]
