"""Which nodes are connected."""

from __future__ import annotations

import numpy as np

from finpath.graph.kernels.incidence import Ints


def components(left: Ints, right: Ints, nodes: int) -> Ints:
    """The component of each node, named by its smallest member, so that names do not depend on the order of edges.

    >>> components(np.array([3, 1]), np.array([1, 2]), 5).tolist()
    [0, 1, 1, 1, 4]
    """
    if not len(left):
        return np.arange(nodes)
    from scipy import sparse  # noqa: PLC0415 - slow to import: only where there are edges
    from scipy.sparse import csgraph  # noqa: PLC0415 - … as that

    ones = np.ones(len(left), np.int8)
    graph = sparse.coo_array((ones, (left, right)), shape=(nodes, nodes)).tocsr()
    count, label = csgraph.connected_components(graph, directed=False)
    smallest = np.full(count, nodes, np.int64)
    np.minimum.at(smallest, label, np.arange(nodes))
    return smallest[label]
