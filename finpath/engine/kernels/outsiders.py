"""Links and each merchant's nearest neighbours in; out come the links of payers who are not at home there.

A shop's own customers pay many of its neighbours too. Someone who pays the shop and next to none of them came for
another reason. What such payers share stands beside what hundreds of locals share, and is drowned by it: so they are
looked at apart.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from finpath.engine.kernels.incidence import Incidence

AT_HOME = 3
"""A payer of so many of a merchant's nearest neighbours is at home there."""


def outsiders(links: Incidence, near: sparse.csr_array, at_home: int = AT_HOME) -> Incidence:
    """Leave out the links of payers who are at home at the merchant; a merchant without neighbours keeps all.

    Args:
        links: Who pays where.
        near: Merchants by merchants, ones: the nearest neighbours of each.
        at_home: Neighbours that a payer at home pays at least.

    >>> row = sparse.csr_array(np.ones((4, 1), np.float32))
    >>> stranger = sparse.csr_array(np.eye(4, 1, dtype=np.float32))
    >>> near = sparse.csr_array(1 - np.eye(4, dtype=np.float32))
    >>> outsiders(Incidence(sparse.hstack([row, stranger]).tocsr()), near).matrix.toarray()[0].tolist()
    [0.0, 1.0]
    """
    matrix = links.matrix
    # Numbers of the machine's own size: np.add.at is several times slower with any other.
    payers = np.split(matrix.indices.astype(np.intp), matrix.indptr[1:-1])
    neighbours = np.split(near.indices, near.indptr[1:-1])
    neighbours_paid = np.zeros(matrix.shape[1], np.intp)
    away = np.ones(matrix.nnz, matrix.dtype)
    for merchant in np.flatnonzero(np.diff(near.indptr)):
        there = np.concatenate([payers[other] for other in neighbours[merchant]])
        np.add.at(neighbours_paid, there, 1)
        here = slice(matrix.indptr[merchant], matrix.indptr[merchant + 1])
        away[here] = neighbours_paid[payers[merchant]] < at_home
        neighbours_paid[there] = 0
    rest = sparse.csr_array((away, matrix.indices.copy(), matrix.indptr.copy()), shape=matrix.shape)
    rest.eliminate_zeros()
    return Incidence(rest)
