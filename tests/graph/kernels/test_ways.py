"""The ways back from merchants to the starts of a walk agree with trying every detour."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.graph.kernels import SparseIncidence, incidence, likeliest_paths

MERCHANTS, PAYERS, ON = 7, 9, 0.85
LINKS = st.sets(st.tuples(st.integers(0, MERCHANTS - 1), st.integers(0, PAYERS - 1)), min_size=6, max_size=40)


def links_of(pairs: set[tuple[int, int]]) -> SparseIncidence:
    rows, columns = zip(*sorted(pairs), strict=True)
    return incidence([pa.RecordBatch.from_pydict({"merchant": list(rows), "payer": list(columns)})], MERCHANTS, PAYERS)


def steps(pairs: set[tuple[int, int]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Where one step leads, by networkx: from a merchant to a payer to a merchant."""
    graph: nx.DiGraph[tuple[str, int]] = nx.DiGraph()
    graph.add_nodes_from([("m", m) for m in range(MERCHANTS)] + [("p", p) for p in range(PAYERS)])
    graph.add_edges_from((("m", m), ("p", p)) for m, p in pairs)
    graph.add_edges_from((("p", p), ("m", m)) for m, p in pairs)
    once = nx.to_numpy_array(graph, nodelist=sorted(graph))
    once /= np.maximum(once.sum(axis=1, keepdims=True), 1)
    twice: np.ndarray[tuple[int, int], np.dtype[np.float64]] = (once @ once)[:MERCHANTS, :MERCHANTS]
    return twice


@given(LINKS, st.permutations(range(MERCHANTS)))
@settings(max_examples=80)
def test_agrees_with_trying_every_detour(pairs: set[tuple[int, int]], order: list[int]) -> None:
    starts, targets = np.array(order[:2]), np.array(sorted(order[2:]))
    step, shares = steps(pairs), np.full((2, len(targets)), 0.5)
    found = likeliest_paths(links_of(pairs), starts, targets, shares)
    told = {
        (int(targets[t]), int(starts[s])): int(via)
        for t, s, via in zip(found.target, found.start, found.via, strict=True)
    }
    for target in targets.tolist():
        for start in starts.tolist():
            detours = {
                via: ON * step[start, via] * step[via, target] for via in range(MERCHANTS) if via not in (start, target)
            }
            best, direct = max(detours.values(), default=0.0), step[start, target]
            via = told.get((target, start))
            if best == 0 and direct == 0:
                assert via is None
            elif via == -1:
                assert direct >= best - 1e-9
            else:
                assert via is not None
                assert detours[via] == pytest.approx(best, abs=1e-9)
                assert best >= direct - 1e-9


@given(LINKS)
@settings(max_examples=40)
def test_payers_on_a_way_are_counted(pairs: set[tuple[int, int]]) -> None:
    starts, targets = np.array([0]), np.arange(1, MERCHANTS)
    found = likeliest_paths(links_of(pairs), starts, targets, np.ones((1, len(targets))))
    paid = [{p for m, p in pairs if m == merchant} for merchant in range(MERCHANTS)]
    for t, via, near, far in zip(found.target, found.via, found.near_payers, found.far_payers, strict=True):
        target = int(targets[t])
        if via < 0:
            assert near == far == len(paid[target] & paid[0])
        else:
            assert (near, far) == (len(paid[target] & paid[via]), len(paid[via] & paid[0]))
