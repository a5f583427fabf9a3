"""Links in; out comes who pays where, as one sparse matrix of merchants by payers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Incidence:
    """Which payer paid which merchant at least once.

    Args:
        matrix: Merchants by payers, ones; rows and columns are the dense ids of the ledger.
    """

    matrix: sparse.csr_array

    @property
    def popularity(self) -> Ints:
        """Payers of each merchant."""
        return np.diff(self.matrix.indptr).astype(np.int64)

    @property
    def activity(self) -> Ints:
        """Merchants of each payer."""
        return np.bincount(self.matrix.indices, minlength=self.matrix.shape[1]).astype(np.int64)

    def without(self, payers: npt.NDArray[np.bool_]) -> Incidence:
        """The same without some payers, ids kept."""
        keep = sparse.diags_array((~payers).astype(np.float32)).tocsr()
        matrix = (self.matrix @ keep).tocsr()
        matrix.eliminate_zeros()
        return Incidence(matrix)


def incidence(batches: Iterable[pa.RecordBatch], merchants: int, payers: int) -> Incidence:
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
    return Incidence(matrix)
