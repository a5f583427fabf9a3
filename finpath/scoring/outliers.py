"""Merchants that are strange for their kind, by two detectors over peer percentiles.

Both assume that what is sought is rare among merchants of its kind. The forest looks for several features that are
unusual together, the tails for single ones far out. An honest merchant with an unusual trade is strange too, so neither
ever counts as one of the families a referral needs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from finpath.graph import PaymentGraph
from finpath.rules import Family, Finding, Origin
from finpath.scoring.peer_percentiles import AT_LEAST, PEERS, Floats, PeerPercentiles, compare, rank

FROM = 0.98
"""The share of merchants that are not spoken of."""

FOREST = Origin(
    id="strange_for_its_kind",
    version=1,
    family=Family.STRANGENESS.value,
    weight=0.5,
    sentence="Stranger than {stranger_than:.1%} of {peers} merchants compared. Most by: {most}.",
    thresholds={"at_least": AT_LEAST, "from_percentile": FROM},
    source="Liu, Ting, Zhou, Isolation Forest, ICDM (2008)",
    meaning=(
        "Several features of this merchant lie at the edge of what merchants of its kind show. This counts nothing as a"
        " kind of indication of its own: an honest merchant with an unusual trade is strange too."
    ),
)

TAILS = Origin(
    id="far_out_for_its_kind",
    version=1,
    family=Family.STRANGENESS.value,
    weight=0.25,
    sentence="Farther out than {stranger_than:.1%} of {peers} merchants compared. Most by: {most}.",
    thresholds={"at_least": AT_LEAST, "from_percentile": FROM},
    source="Li and others, ECOD: Outlier Detection Using Empirical Cumulative Distribution Functions, TKDE (2022)",
    meaning=(
        "Single features of this merchant lie far out among merchants of its kind, each taken for itself. This counts"
        " nothing as a kind of indication of its own: the largest or the newest merchant of a kind is far out too."
    ),
)

DETECTORS = (FOREST, TAILS)
"""What signs the findings of detectors."""


def detect_outliers(graph: PaymentGraph) -> Iterator[Finding]:
    """Merchants in the strangest two per cent by either detector, with the features that set them apart."""
    peers = compare(graph)
    if len(peers.merchant) < PEERS:
        return
    yield from _strangest(FOREST, peers, isolation(peers.percentiles))
    yield from _strangest(TAILS, peers, tails(peers.percentiles))


def isolation(percentiles: Floats) -> Floats:
    """How few random cuts set each row apart; more is stranger."""
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415 - slow to import: only when asked

    forest = IsolationForest(n_estimators=200, random_state=0, n_jobs=1).fit(percentiles)
    strangeness: Floats = -np.round(forest.score_samples(percentiles), 9)
    return strangeness


def tails(percentiles: Floats) -> Floats:
    """The improbability of each row's features, each by its own distribution, added up; more is stranger."""
    beyond = np.maximum(1 - percentiles, 0.5 / len(percentiles))
    improbability: Floats = np.round(-np.log(beyond).sum(axis=1), 9)
    return improbability


def _strangest(origin: Origin, peers: PeerPercentiles, strangeness: Floats) -> Iterator[Finding]:
    stranger_than = rank(strangeness)
    for row in np.flatnonzero(stranger_than >= FROM).tolist():
        score = (stranger_than[row] - FROM) / (1 - FROM)
        facts: dict[str, str | float] = {
            "stranger_than": float(stranger_than[row]),
            "peers": len(peers.merchant),
            "most": peers.most(row),
        }
        yield Finding(origin, int(peers.merchant[row]), float(score), facts)
