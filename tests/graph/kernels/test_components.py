"""Components agree with networkx, whatever the order of edges."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from finpath.graph.kernels import components


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30))
def test_agrees_with_networkx(edges: list[tuple[int, int]]) -> None:
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(20))
    expected = {node: min(part) for part in nx.connected_components(graph) for node in part}
    left = np.array([a for a, _ in edges], np.int64)
    right = np.array([b for _, b in edges], np.int64)
    assert components(left, right, 20).tolist() == [expected[node] for node in range(20)]
    assert components(right[::-1], left[::-1], 20).tolist() == [expected[node] for node in range(20)]
