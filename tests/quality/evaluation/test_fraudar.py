"""FRAUDAR keeps what its paper promises: half of the best density at least, and a block in spite of camouflage."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.graph.kernels import SparseIncidence, incidence
from finpath.quality.evaluation.methods.fraudar import peel, without

Pairs = set[tuple[int, int]]
LINKS = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=16)


def links_of(pairs: Pairs, merchants: int = 4, payers: int = 5) -> SparseIncidence:
    merchant, payer = zip(*sorted(pairs), strict=True)
    return incidence([pa.RecordBatch.from_pydict({"merchant": merchant, "payer": payer})], merchants, payers)


def density(pairs: Pairs, merchants: set[int], payers: set[int]) -> float:
    size = {m: sum(1 for other, _ in pairs if other == m) for m in merchants}
    inside = sum(1 / np.log(size[m] + 5) for m, p in pairs if m in merchants and p in payers)
    return float(inside / (len(merchants) + len(payers)))


@given(LINKS)
@settings(max_examples=25, deadline=None)
def test_the_block_is_as_dense_as_told_and_at_least_half_as_dense_as_the_best(pairs: Pairs) -> None:
    found = peel(links_of(pairs))
    merchants, payers = (set(np.flatnonzero(side).tolist()) for side in (found.merchants, found.payers))
    assert found.density == pytest.approx(density(pairs, merchants, payers))
    some = {("m", m) for m, _ in pairs} | {("p", p) for _, p in pairs}
    subsets = chain.from_iterable(combinations(sorted(some), count) for count in range(1, len(some) + 1))
    best = max(
        density(pairs, {n for side, n in subset if side == "m"}, {n for side, n in subset if side == "p"})
        for subset in subsets
    )
    assert best / 2 - 1e-9 <= found.density <= best + 1e-9


@given(LINKS)
@settings(max_examples=40, deadline=None)
def test_the_block_is_the_best_of_all_that_was_left_on_the_way(pairs: Pairs) -> None:
    merchants, payers, best = set(range(4)), set(range(5)), 0.0
    weight = {m: 1 / np.log(sum(1 for other, _ in pairs if other == m) + 5) for m in range(4)}
    while merchants | payers:
        best = max(best, density(pairs, merchants, payers))
        inside = [(m, p) for m, p in pairs if m in merchants and p in payers]
        of_merchants = [(round(sum(weight[m] for n, _ in inside if n == m), 9), m) for m in merchants]
        of_payers = [(round(sum(weight[m] for m, n in inside if n == p), 9), 4 + p) for p in payers]
        _, least = min(of_merchants + of_payers)
        merchants, payers = merchants - {least}, payers - {least - 4}
    assert peel(links_of(pairs)).density == pytest.approx(best)


def test_camouflage_does_not_hide_a_block() -> None:
    chance = np.random.default_rng(2)
    city = {(int(m), int(p)) for m, p in zip(chance.integers(0, 200, 3000), chance.integers(0, 900, 3000), strict=True)}
    block = {(200 + m, 900 + p) for m in range(12) for p in range(40)}
    hidden = {(int(m), 900 + p) for p in range(40) for m in chance.choice(200, 12, replace=False)}
    found = peel(links_of(city | block | hidden, 212, 940))
    assert found.merchants[200:].all()
    assert found.payers[900:].all()
    assert found.merchants[:200].sum() + found.payers[:900].sum() <= 2
    assert found.reached[200:].min() == found.density


def test_the_next_block_is_found_without_the_links_of_the_first() -> None:
    first = {(m, p) for m in range(6) for p in range(9)}
    second = {(6 + m, 9 + p) for m in range(4) for p in range(6)}
    links = links_of(first | second, 10, 15)
    found = peel(links)
    assert np.flatnonzero(found.merchants).tolist() == list(range(6))
    assert np.flatnonzero(peel(without(links, found)).merchants).tolist() == [6, 7, 8, 9]


def test_no_links_no_block() -> None:
    nothing = incidence([], 3, 2)
    assert peel(nothing).density == 0
    assert not peel(incidence([], 0, 0)).merchants.any()
