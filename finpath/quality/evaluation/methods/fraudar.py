"""FRAUDAR, as published: the densest block of payers and merchants, weighed so that camouflage does not hide it.

Hooi et al., "FRAUDAR: Bounding Graph Fraud in the Face of Camouflage", KDD 2016, written from the paper: a payment link
to a merchant of d payers weighs 1 / log(d + 5); the payer or merchant with the least weight left is taken away, again
and again; the block is what was left when weight per member was highest, which is at least half of the best there is.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from finpath.graph.kernels import SparseIncidence, incidence
from finpath.quality.evaluation.measures import Bools, Floats
from finpath.quality.evaluation.methods.method import Ground, Method, MethodKind
from finpath.quality.evaluation.trial import Ints

BLOCKS = 5
"""Blocks found one after the other, each without the links of those before."""

SOFTENER = 5.0
"""The constant in the weight of a link, as the authors chose it."""

LINKS = "SELECT merchant, payer FROM links"
PAYERS = "SELECT coalesce(max(payer), -1) + 1 FROM links"


@dataclass(frozen=True)
class Peeling:
    """What taking away the least leaves.

    Args:
        merchants, payers: Who is in the densest block.
        density: Of that block: weight per member.
        reached: Per merchant: the highest density of anything that it was still part of.
    """

    merchants: Bools
    payers: Bools
    density: float
    reached: Floats


def peel(links: SparseIncidence) -> Peeling:
    """Take away whoever has the least weight left, one by one, and remember when the rest was densest."""
    merchants, payers = links.matrix.shape
    weighed = _weighed(links)
    graph = sparse.block_array([[None, weighed], [weighed.T, None]], format="csr")
    order = _order(graph)
    density = _densities(graph, order)
    reached = np.empty(merchants + payers)
    reached[order] = np.maximum.accumulate(density)
    kept = np.zeros(merchants + payers, np.bool_)
    best = int(np.argmax(density)) if len(density) else 0
    kept[order[best:]] = True
    highest = float(density[best]) if len(density) else 0.0
    return Peeling(kept[:merchants], kept[merchants:], highest, reached[:merchants])


def _weighed(links: SparseIncidence) -> sparse.csr_array:
    weight = 1 / np.log(links.popularity + SOFTENER)
    weighed: sparse.csr_array = (sparse.diags_array(weight) @ links.matrix).tocsr()
    return weighed


def _order(graph: sparse.csr_array) -> Ints:
    """Everybody in the order of going; ties by place. A heap holds outdated entries until they come up."""
    left = np.asarray(graph.sum(axis=1)).round(12).tolist()
    start, near, weight = graph.indptr.tolist(), graph.indices.tolist(), graph.data.tolist()
    waiting = [(rest, node) for node, rest in enumerate(left)]
    heapq.heapify(waiting)
    gone, order = [False] * len(left), []
    while waiting:
        rest, node = heapq.heappop(waiting)
        if gone[node] or rest != left[node]:
            continue
        gone[node] = True
        order.append(node)
        for place in range(start[node], start[node + 1]):
            other = near[place]
            if not gone[other]:
                left[other] = round(left[other] - weight[place], 12)
                heapq.heappush(waiting, (left[other], other))
    return np.array(order, np.int64)


def _densities(graph: sparse.csr_array, order: Ints) -> Floats:
    """Weight per member of what is there before each one goes."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    pairs = sparse.triu(graph).tocoo()
    ends = np.minimum(place[pairs.row], place[pairs.col])
    lost = np.bincount(ends, pairs.data, len(order)).astype(np.float64)
    remaining = lost[::-1].cumsum()[::-1]
    density: Floats = np.round(remaining / np.arange(len(order), 0, -1), 12)
    return density


def without(links: SparseIncidence, found: Peeling) -> SparseIncidence:
    """The links but those inside a block."""
    there = links.matrix.tocoo()
    outside = ~(found.merchants[there.row] & found.payers[there.col])
    kept = (there.data[outside], (there.row[outside], there.col[outside]))
    return SparseIncidence(sparse.coo_array(kept, shape=there.shape).tocsr())


def _score(ground: Ground) -> Floats | None:
    links = incidence(ground.engine.batches(LINKS), len(ground.payments), ground.engine.count(PAYERS))
    score = np.zeros(len(ground.payments))
    for _ in range(BLOCKS if links.matrix.nnz else 0):
        found = peel(links)
        score = np.maximum(score, found.reached)
        links = without(links, found)
    return score if score.any() else None


FRAUDAR = Method(
    "FRAUDAR",
    MethodKind.SINGLE,
    f"The densest blocks of payers and merchants, {BLOCKS} one after the other, by the published column weights.",
    _score,
)
