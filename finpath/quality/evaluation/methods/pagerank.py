"""Personalised PageRank on the graph of payers and merchants, from what confirmed reports name.

Page et al., "The PageRank citation ranking", 1999; Haveliwala, "Topic-sensitive PageRank", WWW 2002.
"""

from __future__ import annotations

import numpy as np

from finpath.graph.kernels import walk, who_pays_where
from finpath.quality.evaluation.measures import Floats
from finpath.quality.evaluation.methods.method import Ground, Method, MethodKind

SEEDS = "SELECT CAST(confirmed > 0 AND payers > 0 AS INTEGER) AS seed FROM merchants ORDER BY merchant"
PAYERS = "SELECT coalesce(max(payer), -1) + 1 FROM links"


def _score(ground: Ground) -> Floats | None:
    seeds = ground.engine.arrow(SEEDS)["seed"].to_numpy().astype(np.float64)
    if not seeds.any():
        return None
    payers = ground.engine.count(PAYERS)
    with who_pays_where(ground.engine, "links", len(seeds), payers) as links:
        return np.round(walk(links, seeds).near, 12)


PAGERANK = Method(
    "personalised PageRank",
    MethodKind.SINGLE,
    "From the merchants of confirmed reports through common payers, restart 0.15; needs reports.",
    _score,
)
