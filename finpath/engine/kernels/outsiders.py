"""Links and each merchant's nearest neighbours in; out come the links of payers who are not at home there.

A shop's own customers pay many of its neighbours too. Someone who pays the shop and next to none of them came for
another reason. What such payers share stands beside what hundreds of locals share, and is drowned by it: so they are
looked at apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from scipy import sparse

from finpath.engine.kernels.incidence import Incidence

AT_HOME = 5
"""A payer of so many of a merchant's nearest neighbours is at home there."""

STEPS = 20_000_000
"""Links of neighbours that are looked at together, which bounds the memory."""


def outsiders(links: Incidence, near: sparse.csr_array, at_home: int = AT_HOME) -> Incidence:
    """Leave out the links of payers who are at home at the merchant; a merchant without neighbours keeps all.

    Works in blocks of merchants, so memory stays bounded.

    Args:
        links: Who pays where.
        near: Merchants by merchants, ones: the nearest neighbours of each.
        at_home: Neighbours that a payer at home pays at least.

    >>> row = sparse.csr_array(np.ones((6, 1), np.float32))
    >>> stranger = sparse.csr_array(np.eye(6, 1, dtype=np.float32))
    >>> near = sparse.csr_array(1 - np.eye(6, dtype=np.float32))
    >>> outsiders(Incidence(sparse.hstack([row, stranger]).tocsr()), near).matrix.toarray()[0].tolist()
    [0.0, 1.0]
    """
    blocks = [_block(links, near, rows, at_home) for rows in _blocks(links, near)]
    return Incidence(sparse.vstack(blocks, format="csr")) if blocks else links


def _blocks(links: Incidence, near: sparse.csr_array) -> Iterator[slice]:
    """Ranges of merchants whose neighbours have together a bounded number of links."""
    block = np.cumsum(near @ links.popularity.astype(np.float64)) // STEPS
    bounds = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(block)]
    yield from (slice(start, end) for start, end in pairwise(bounds) if end > start)


def _block(links: Incidence, near: sparse.csr_array, rows: slice, at_home: int) -> sparse.csr_array:
    here = links.matrix[rows]
    neighbours_paid = (near[rows] @ links.matrix).multiply(here).tocsr()
    neighbours_paid.data = (neighbours_paid.data >= at_home).astype(here.dtype)
    left: sparse.csr_array = (here - neighbours_paid).tocsr()
    left.eliminate_zeros()
    left.sort_indices()
    return left
