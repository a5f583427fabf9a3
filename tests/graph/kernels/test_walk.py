"""The walk agrees with networkx, and does not care how rows are ordered or named."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.graph.kernels import SparseIncidence, incidence, walk

LINKS = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 9)), min_size=1, max_size=40)


def links_of(pairs: list[tuple[int, int]]) -> SparseIncidence:
    merchants, payers = zip(*pairs, strict=True)
    return incidence([pa.RecordBatch.from_pydict({"merchant": list(merchants), "payer": list(payers)})], 7, 10)


@given(LINKS, st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_agrees_with_personalised_pagerank(pairs: set[tuple[int, int]], seed: int) -> None:
    merchants = {merchant for merchant, _ in pairs}
    if seed not in merchants:
        return
    start = np.zeros(7)
    start[seed] = 1.0
    # Two steps along edges are one of ours: merchant to payer to merchant.
    graph = nx.Graph((("m", m), ("p", p)) for m, p in pairs)
    on = 1 - 0.15
    step = nx.to_numpy_array(graph, nodelist=sorted(graph))
    step /= step.sum(axis=1, keepdims=True)
    nodes = sorted(graph)
    begin = np.array([1.0 if node == ("m", seed) else 0.0 for node in nodes])
    expected = np.linalg.solve(np.eye(len(nodes)) - on * (step @ step).T, 0.15 * begin)
    by_merchant = {node[1]: expected[i] for i, node in enumerate(nodes) if node[0] == "m"}
    near = walk(links_of(sorted(pairs)), start).near
    assert near[sorted(merchants)] == pytest.approx([by_merchant[m] for m in sorted(merchants)], abs=1e-9)
    assert near.sum() == pytest.approx(1.0)


@given(LINKS, st.integers(1, 96))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_changes_nothing(pairs: set[tuple[int, int]], stride: int) -> None:
    ordered = sorted(pairs)
    shuffled = sorted(pairs, key=lambda pair: (10 * pair[0] + pair[1]) * stride % 97)
    start = np.zeros(7)
    start[ordered[0][0]] = 1.0
    assert (walk(links_of(ordered), start).near == walk(links_of(shuffled), start).near).all()


def test_a_popular_merchant_is_not_near_for_being_popular() -> None:
    crowd = [(0, payer) for payer in range(10)] + [(1, 0), (1, 1), (2, 0), (2, 1), (3, 5), (4, 6), (5, 7), (6, 8)]
    start = np.zeros(7)
    start[1] = 1.0
    lift = walk(links_of(crowd), start).lift
    assert lift[2] > 1.5 * lift[0]


def test_whom_no_start_reaches_has_exactly_nothing() -> None:
    start = np.zeros(7)
    start[0] = 1.0
    found = walk(links_of([(0, 0), (1, 0), (2, 3), (3, 3), (3, 4)]), start)
    assert found.near[2:].tolist() == [0.0] * 5
    assert found.base[4:].tolist() == [0.0] * 3
    assert found.lift[2:].tolist() == [0.0] * 5
