"""The links of payers who are not at home where they pay.

A shop's own customers pay many of its neighbours too. Someone who pays the shop and next to none of them came for
another reason. What such payers share stands beside what hundreds of locals share, and is drowned by it: so they are
looked at apart.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from scipy import sparse

from finpath.graph.kernels.incidence import Incidence, Pairs

AT_HOME = 3
"""A payer of so many of a merchant's nearest neighbours is at home there."""

Who = TypeVar("Who", bound=Incidence)


def outsiders(links: Who, near: sparse.csr_array, at_home: int = AT_HOME) -> Who:
    """Leave out the links of payers who are at home at the merchant; a merchant without neighbours keeps all.

    Args:
        links: Who pays where.
        near: Merchants by merchants, ones: the nearest neighbours of each.
        at_home: Neighbours that a payer at home pays at least.
    """
    pairs = near.tocoo()
    return links.outsiders(Pairs(pairs.row.astype(np.int64), pairs.col.astype(np.int64)), at_home)
