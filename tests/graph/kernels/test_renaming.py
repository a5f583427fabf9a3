"""No kernel's answer depends on how merchants and payers are numbered, nor on the order of links."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from finpath.graph.kernels import (
    OverlapLimits,
    SparseIncidence,
    blocks,
    components,
    incidence,
    origins,
    outsiders,
    overlap,
    walk,
)
from finpath.graph.kernels.incidence import Ints

MERCHANTS, PAYERS = 8, 11
PAIRS = st.sets(st.tuples(st.integers(0, MERCHANTS - 1), st.integers(0, PAYERS - 1)), min_size=6, max_size=60)
EVERYTHING = OverlapLimits(shared=1, nearest=99, false_discoveries=1e9)
Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class Names:
    """New numbers for merchants and payers, and an order of links."""

    merchant: list[int]
    payer: list[int]
    stride: int

    @property
    def of_merchant(self) -> Ints:
        return np.array(self.merchant, np.int64)

    def links(self, pairs: Pairs) -> SparseIncidence:
        renamed = [(self.merchant[m], self.payer[p]) for m, p in pairs]
        return links_of(sorted(renamed, key=lambda pair: (PAYERS * pair[0] + pair[1]) * self.stride % 101))


NAMES = st.builds(Names, st.permutations(range(MERCHANTS)), st.permutations(range(PAYERS)), st.integers(1, 100))


def links_of(pairs: list[tuple[int, int]]) -> SparseIncidence:
    merchant, payer = zip(*pairs, strict=True)
    return incidence([pa.RecordBatch.from_pydict({"merchant": merchant, "payer": payer})], MERCHANTS, PAYERS)


@given(PAIRS, NAMES)
@settings(max_examples=40)
def test_walk_and_origins(pairs: Pairs, names: Names) -> None:
    plain, other = links_of(sorted(pairs)), names.links(pairs)
    starts = np.flatnonzero(plain.popularity)[:2]
    targets = np.flatnonzero(plain.popularity)[2:]
    seeds = np.zeros(MERCHANTS)
    seeds[starts] = 1
    renamed = np.zeros(MERCHANTS)
    renamed[names.of_merchant] = seeds
    one, two = walk(plain, seeds), walk(other, renamed)
    assert one.near == pytest.approx(two.near[names.of_merchant], abs=1e-9)
    assert one.lift == pytest.approx(two.lift[names.of_merchant], abs=1e-6)
    there = origins(other, names.of_merchant[starts], names.of_merchant[targets], two)
    assert origins(plain, starts, targets, one) == pytest.approx(there, abs=1e-6)


@given(PAIRS, NAMES)
@settings(max_examples=40)
def test_overlap(pairs: Pairs, names: Names) -> None:
    one, two = overlap(links_of(sorted(pairs)), EVERYTHING), overlap(names.links(pairs), EVERYTHING)
    told = {
        (names.merchant[i], names.merchant[j]): (shared, round(expected, 6), round(surprise, 6))
        for i, j, shared, expected, surprise in zip(
            one.crowd.tolist(), one.other.tolist(), one.shared, one.expected, one.surprise, strict=True
        )
    }
    again = {
        (i, j): (shared, round(expected, 6), round(surprise, 6))
        for i, j, shared, expected, surprise in zip(
            two.crowd.tolist(), two.other.tolist(), two.shared, two.expected, two.surprise, strict=True
        )
    }
    assert told == again
    assert one.elsewhere == pytest.approx(two.elsewhere[names.of_merchant])
    assert one.elsewhere_expected == pytest.approx(two.elsewhere_expected[names.of_merchant])


@given(PAIRS, NAMES)
@settings(max_examples=40)
def test_overlap_in_blocks_and_threads(pairs: Pairs, names: Names) -> None:
    links = names.links(pairs)
    one, two = overlap(links, EVERYTHING), overlap(links, OverlapLimits(1, 99, false_discoveries=1e9, threads=3))
    assert (one.crowd == two.crowd).all()
    assert (one.surprise == two.surprise).all()


@given(PAIRS, NAMES, st.integers(1, 3))
@settings(max_examples=40)
def test_outsiders(pairs: Pairs, names: Names, at_home: int) -> None:
    near = np.zeros((MERCHANTS, MERCHANTS), np.float32)
    for m in range(MERCHANTS):
        near[m, [(m + step) % MERCHANTS for step in (1, 2, 3)]] = 1
    renamed = np.zeros_like(near)
    renamed[np.ix_(names.of_merchant, names.of_merchant)] = near
    one = outsiders(links_of(sorted(pairs)), sparse.csr_array(near), at_home).matrix.toarray()
    two = outsiders(names.links(pairs), sparse.csr_array(renamed), at_home).matrix.toarray()
    assert (one == two[np.ix_(names.of_merchant, np.array(names.payer))]).all()


@given(PAIRS, NAMES, st.floats(0.01, 1.0))
@settings(max_examples=40)
def test_blocks_where_no_two_members_are_equally_weak(pairs: Pairs, names: Names, least: float) -> None:
    whole = np.zeros(MERCHANTS, np.int64)
    one, two = blocks(links_of(sorted(pairs)), whole, least), blocks(names.links(pairs), whole, least)
    told = dict(zip(two.merchant.tolist(), two.surprise.tolist(), strict=True))
    ours = {
        names.merchant[m]: surprise for m, surprise in zip(one.merchant.tolist(), one.surprise.tolist(), strict=True)
    }
    # Of equals, the first by number goes first, and the others may then stay: only what both keep is compared.
    if ours.keys() == told.keys():
        assert ours == pytest.approx(told, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=14), st.permutations(range(8)))
@settings(max_examples=40)
def test_components(edges: list[tuple[int, int]], names: list[int]) -> None:
    left, right = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
    renamed = np.array(names)
    one, two = components(left, right, 8), components(renamed[left], renamed[right], 8)
    same = one[:, None] == one[None, :]
    assert (same == (two[renamed][:, None] == two[renamed][None, :])).all()
