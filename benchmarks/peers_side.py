"""One peer's answer on links from a file; run by benchmarks/peers.py with the Python of the peers' environment.

    python benchmarks/peers_side.py (igraph | fraudar | snapml) LINKS.npz ANSWER.npz

CPU seconds from arrays in memory to the answer, building the peer's own graph included, stand in the answer as `cpu`.
"""

from __future__ import annotations

import contextlib
import io
import sys
import time

import numpy as np

DAMPING = 0.85**0.5
"""Of one step; two of theirs, merchant to payer to merchant, are one of ours."""

DAY = 86_400


def walked(links: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Personalised PageRank by igraph, on merchants: from the seeds, and from everywhere."""
    import igraph  # noqa: PLC0415 - each peer by itself

    merchants, payers = int(links["merchants"]), int(links["payers"])
    begin = time.process_time()
    edges = np.column_stack([links["merchant"], links["payer"] + merchants])
    graph = igraph.Graph(n=merchants + payers, edges=edges)
    reset = np.zeros(merchants + payers)
    reset[links["seeds"]] = 1
    rank = np.array(graph.personalized_pagerank(damping=DAMPING, reset=reset.tolist()))[:merchants]
    everywhere = np.zeros(merchants + payers)
    everywhere[np.unique(links["merchant"])] = 1
    base = np.array(graph.personalized_pagerank(damping=DAMPING, reset=everywhere.tolist()))[:merchants]
    return {"near": rank / rank.sum(), "base": base / base.sum(), "cpu": np.array(time.process_time() - begin)}


def peeled(links: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The densest block by rgmining-fraudar, with the weights of its paper."""
    from fraudar.export.greedy import logWeightedAveDegree  # noqa: PLC0415 - each peer by itself
    from scipy import sparse  # noqa: PLC0415

    begin = time.process_time()
    ones = np.ones(len(links["merchant"]))
    shape = (int(links["payers"]), int(links["merchants"]))
    matrix = sparse.coo_matrix((ones, (links["payer"], links["merchant"])), shape=shape).tocsr()
    with contextlib.redirect_stdout(io.StringIO()):
        (_, columns), _ = logWeightedAveDegree(matrix)
    cpu = time.process_time() - begin
    return {"merchants": np.array(sorted(columns), np.int64), "cpu": np.array(cpu)}


def windowed(links: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Fan-in and fan-out, degree and vertex statistics in a one-day window by Snap ML."""
    from snapml import GraphFeaturePreprocessor  # noqa: PLC0415 - each peer by itself

    merchants = int(links["merchants"])
    rows = np.column_stack(
        [np.arange(len(links["at"])), links["payer"] + merchants, links["merchant"], links["at"], links["amount"]]
    ).astype(np.float64)
    maker = GraphFeaturePreprocessor()
    maker.set_params(
        {
            "num_threads": 1,
            "time_window": DAY,
            "vertex_stats": True,
            "vertex_stats_tw": DAY,
            "vertex_stats_cols": [4],
            "vertex_stats_feats": [0, 1, 2, 3, 4],
            "fan": True,
            "fan_tw": DAY,
            "fan_bins": [2],
            "degree": True,
            "degree_tw": DAY,
            "degree_bins": [2],
            "scatter-gather": False,
            "temp-cycle": False,
            "lc-cycle": False,
        }
    )
    begin = time.process_time()
    found = maker.transform(np.ascontiguousarray(rows))
    return {"cpu": np.array(time.process_time() - begin), "columns": np.array(found.shape[1])}


if __name__ == "__main__":
    STEPS = {"igraph": walked, "fraudar": peeled, "snapml": windowed}
    _, peer, source, target = sys.argv
    with np.load(source) as file:
        np.savez(target, **STEPS[peer](dict(file)))
