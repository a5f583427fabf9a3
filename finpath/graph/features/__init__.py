"""The catalogue of features: every number that finpath knows about a merchant, each declared once."""

from __future__ import annotations

from finpath.graph.features import amounts, hours, lifecycle, network, payers, prices, settlement, volume
from finpath.graph.features.feature import CountedFrom, Feature

CATALOGUE: tuple[Feature, ...] = (
    *volume.FEATURES,
    *amounts.FEATURES,
    *hours.FEATURES,
    *prices.FEATURES,
    *lifecycle.FEATURES,
    *payers.FEATURES,
    *settlement.FEATURES,
    *network.FEATURES,
)
"""All features, in the order of the columns of `merchants`."""


def features_of(source: CountedFrom) -> tuple[Feature, ...]:
    """The features that one source gives."""
    return tuple(feature for feature in CATALOGUE if feature.source is source)


__all__ = ["CATALOGUE", "CountedFrom", "Feature", "counted"]
