"""People like a merchant's customers: one step to another merchant of theirs, one step back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from finpath.synth.people import WeightedGroups

Numbers = NDArray[np.int64]


class Neighbours(WeightedGroups):
    """People who shop where a merchant's customers shop: its strangers are drawn from among them.

    Customers of the merchant itself would make two merchants of one; anybody would make every merchant a world city.
    """

    def __init__(self, payer: Numbers, merchant: Numbers, provider: Numbers) -> None:
        """Lay the links side by side, once by merchant and once by payer.

        Args:
            payer: Of each payment.
            merchant: Of each payment.
            provider: Number of each merchant's provider: a step never leaves it.
        """
        merchants, self._providers = len(provider), int(provider.max()) + 1
        payer = payer * self._providers + provider[merchant]
        pairs = np.unique(np.stack([merchant, payer], axis=1), axis=0)
        self._by_merchant = pairs[:, 1]
        self._merchant_rows = np.searchsorted(pairs[:, 0], np.arange(merchants + 1))
        order = np.lexsort((pairs[:, 0], pairs[:, 1]))
        self._by_payer = pairs[order, 0]
        self._payer_rows = np.searchsorted(pairs[order, 1], np.arange(int(payer.max()) + 2))

    def draw(self, rng: np.random.Generator, groups: Numbers) -> Numbers:
        """Draw one person for each merchant named."""
        customer = _one(rng, self._by_merchant, self._merchant_rows, groups)
        elsewhere = _one(rng, self._by_payer, self._payer_rows, customer)
        return _one(rng, self._by_merchant, self._merchant_rows, elsewhere) // self._providers


def _one(rng: np.random.Generator, values: Numbers, rows: Numbers, of: Numbers) -> Numbers:
    first, count = rows[of], rows[of + 1] - rows[of]
    members: Numbers = values[first + np.floor(rng.random(len(of)) * count).astype(np.int64)]
    return members


def number_names(names: Sequence[str]) -> Numbers:
    """Number names by their order.

    >>> number_names(["south", "north", "south"]).tolist()
    [1, 0, 1]
    """
    numbers: Numbers = np.unique(np.array(names, dtype=str), return_inverse=True)[1].astype(np.int64)
    return numbers
