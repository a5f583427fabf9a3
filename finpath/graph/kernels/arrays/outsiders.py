"""The links of those who are not at home where they pay, by sparse matrices."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from finpath.graph.kernels.incidence import Pairs


def away(matrix: sparse.csr_array, near: Pairs, at_home: int) -> sparse.csr_array:
    """Leave out the links of payers who pay so many of a merchant's neighbours.

    >>> row = sparse.csr_array(np.ones((4, 1), np.float32))
    >>> stranger = sparse.csr_array(np.eye(4, 1, dtype=np.float32))
    >>> near = Pairs(*np.nonzero(1 - np.eye(4)))
    >>> away(sparse.hstack([row, stranger]).tocsr(), near, 3).toarray()[0].tolist()
    [0.0, 1.0]
    """
    # Numbers of the machine's own size: np.add.at is several times slower with any other.
    payers, bounds = matrix.indices.astype(np.intp), matrix.indptr.tolist()
    order = np.argsort(near.one, kind="stable")
    merchants, first = np.unique(near.one[order], return_index=True)
    other, ends = near.other[order].tolist(), [*first[1:].tolist(), len(order)]
    neighbours_paid = np.zeros(matrix.shape[1], np.intp)
    kept = np.ones(matrix.nnz, matrix.dtype)
    for merchant, start, end in zip(merchants.tolist(), first.tolist(), ends, strict=False):
        there = np.concatenate([payers[bounds[each] : bounds[each + 1]] for each in other[start:end]])
        np.add.at(neighbours_paid, there, 1)
        here = slice(bounds[merchant], bounds[merchant + 1])
        kept[here] = neighbours_paid[payers[here]] < at_home
        neighbours_paid[there] = 0
    rest = sparse.csr_array((kept, matrix.indices.copy(), matrix.indptr.copy()), shape=matrix.shape)
    rest.eliminate_zeros()
    return rest
