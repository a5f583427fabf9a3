"""Features as percentiles among peers: 1 is the strange side, 0.5 where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.graph import PaymentGraph
from finpath.graph.features import CATALOGUE, Feature

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PEERS = 30
"""Categories with fewer merchants are compared together, as one. Rules compare otherwise: `finpath.graph.peers`."""

AT_LEAST = 10
"""Payments below which nothing can be strange."""

SELECTED = """
SELECT m.*,
       coalesce(m.mcc, m.kind, '') AS category
FROM merchants AS m
WHERE m.transactions >= :at_least
ORDER BY m.merchant
"""


@dataclass(frozen=True)
class PeerPercentiles:
    """Merchants with enough payments, each against its peers.

    Args:
        merchant: Ids of the ledger.
        percentiles: Merchants by features, folded so that 1 is the strange side.
        features: The columns.
    """

    merchant: Ints
    percentiles: Floats
    features: tuple[Feature, ...]

    def most(self, row: int, count: int = 3) -> str:
        """The features that set a merchant apart, in words."""
        values = self.percentiles[row]
        order = np.lexsort((np.arange(len(values)), -np.round(values, 9)))[:count]
        return ", ".join(f"{self.features[i].meaning} (percentile {100 * values[i]:.0f})" for i in order)


def compare(graph: PaymentGraph) -> PeerPercentiles:
    """Each feature as a percentile among peers of the same category, or of all where a category is small."""
    table = graph.engine.arrow(SELECTED, {"at_least": AT_LEAST})
    features = tuple(feature for feature in CATALOGUE if feature.strange)
    category = _categories(table)
    columns = []
    for feature in features:
        values = np.asarray(table[feature.name].cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
        columns.append(_folded(_rank_within(values, category), feature.strange))
    return PeerPercentiles(table["merchant"].to_numpy(), np.column_stack(columns), features)


def rank(values: Floats) -> Floats:
    """Share of values below each, ties in the middle."""
    ordered = np.sort(values)
    below, upto = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    return (below + upto) / 2 / max(len(values), 1)


def _categories(table: pa.Table) -> Ints:
    _, index, count = np.unique(
        table["category"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True, return_counts=True
    )
    return np.where(count[index] >= PEERS, index, -1)


def _rank_within(values: Floats, category: Ints) -> Floats:
    ranked = np.full(len(values), 0.5)
    for kind in np.unique(category):
        known = (category == kind) & ~np.isnan(values)
        ranked[known] = rank(values[known])
    return ranked


def _folded(percentile: Floats, strange_side: str) -> Floats:
    if strange_side == "low":
        return 1 - percentile
    return np.abs(2 * percentile - 1) if strange_side == "both" else percentile
