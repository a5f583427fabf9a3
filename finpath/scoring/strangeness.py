"""Features in, findings out: merchants that are strange for their kind, by an isolation forest over peer percentiles.

Assumes that what is sought is rare among merchants of its kind and differs in several features at once. An honest
merchant with an unusual trade is strange too, so this alone never counts as one of the families a referral needs.
Source: Liu, Ting, Zhou, "Isolation Forest", ICDM 2008.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sklearn.ensemble import IsolationForest

from finpath.graph import PaymentGraph
from finpath.graph.features import CATALOGUE, Feature
from finpath.rules import Family, Finding, Origin

Floats = npt.NDArray[np.float64]

PEERS = 30
"""A category with fewer merchants is compared with all of its rail instead."""

SELECTED = """
SELECT m.*,
       coalesce(m.mcc, m.kind, '') AS category
FROM merchants AS m
WHERE m.transactions >= :at_least
ORDER BY m.merchant
"""

FROM = 0.98
"""The share of merchants that are not spoken of."""

AT_LEAST = 10
"""Payments below which nothing can be strange."""

ORIGIN = Origin(
    id="strange_for_its_kind",
    version=1,
    family=Family.STRANGENESS.value,
    weight=0.5,
    sentence="Stranger than {stranger_than:.1%} of {peers} merchants compared, most by: {most}.",
    thresholds={"at_least": AT_LEAST, "from_percentile": FROM},
    source="Liu, Ting, Zhou, Isolation Forest, ICDM (2008)",
    meaning=(
        "Several features of this merchant lie at the edge of what merchants of its kind show. This counts nothing as a"
        " kind of indication of its own: an honest merchant with an unusual trade is strange too."
    ),
)


def strange(graph: PaymentGraph) -> Iterator[Finding]:
    """Merchants in the strangest two per cent, with the features that set them apart from their peers."""
    table = graph.engine.arrow(SELECTED, {"at_least": AT_LEAST})
    features = [feature for feature in CATALOGUE if feature.strange]
    if table.num_rows < PEERS:
        return
    percentiles = _percentiles(table, features)
    forest = IsolationForest(n_estimators=200, random_state=0, n_jobs=1).fit(percentiles)
    stranger_than = _rank(-np.round(forest.score_samples(percentiles), 9))
    for row in np.flatnonzero(stranger_than >= FROM):
        score = (stranger_than[row] - FROM) / (1 - FROM)
        facts = {
            "stranger_than": float(stranger_than[row]),
            "peers": table.num_rows,
            "most": _most(percentiles[row], features),
        }
        yield Finding(ORIGIN, int(table["merchant"][row].as_py()), float(score), facts)


def _percentiles(table: pa.Table, features: list[Feature]) -> Floats:
    """Each feature as a percentile among peers, 0.5 where unknown, folded so that 1 is the strange side."""
    category = _categories(table)
    columns = []
    for feature in features:
        values = np.asarray(table[feature.name].cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
        columns.append(_folded(_rank_within(values, category), feature.strange))
    return np.column_stack(columns)


def _categories(table: pa.Table) -> npt.NDArray[np.int64]:
    _, index, count = np.unique(
        table["category"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True, return_counts=True
    )
    return np.where(count[index] >= PEERS, index, -1)


def _rank_within(values: Floats, category: npt.NDArray[np.int64]) -> Floats:
    ranked = np.full(len(values), 0.5)
    for kind in np.unique(category):
        known = (category == kind) & ~np.isnan(values)
        ranked[known] = _rank(values[known])
    return ranked


def _rank(values: Floats) -> Floats:
    """Share of values below each, ties in the middle."""
    ordered = np.sort(values)
    below, upto = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    return (below + upto) / 2 / max(len(values), 1)


def _folded(percentile: Floats, strange_side: str) -> Floats:
    if strange_side == "low":
        return 1 - percentile
    return np.abs(2 * percentile - 1) if strange_side == "both" else percentile


def _most(row: Floats, features: list[Feature], count: int = 3) -> str:
    order = np.lexsort((np.arange(len(row)), -np.round(row, 9)))[:count]
    return ", ".join(f"{features[i].meaning} (percentile {100 * row[i]:.0f})" for i in order)
