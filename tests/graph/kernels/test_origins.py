"""A walk taken apart by its starts agrees with one walk from each, and the ways back are the likeliest."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.graph.kernels import SparseIncidence, incidence, likeliest_paths, origins, walk

LINKS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 9)), min_size=8, max_size=50)


def links_of(pairs: set[tuple[int, int]], merchants: int = 8, payers: int = 10) -> SparseIncidence:
    rows, columns = zip(*sorted(pairs), strict=True)
    return incidence([pa.RecordBatch.from_pydict({"merchant": list(rows), "payer": list(columns)})], merchants, payers)


@given(LINKS, st.sets(st.integers(0, 7), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_shares_agree_with_a_walk_from_each_start_alone(pairs: set[tuple[int, int]], reported: set[int]) -> None:
    links = links_of(pairs)
    starts = np.array(sorted(merchant for merchant in reported if links.popularity[merchant]), np.int64)
    if not len(starts):
        return
    seeds = np.zeros(8)
    seeds[starts] = 1
    found = walk(links, seeds)
    targets = np.flatnonzero((found.near > 0) & (seeds == 0))
    shares = origins(links, starts, targets, found)
    alone = np.array([walk(links, np.eye(8)[start]).near[targets] for start in starts])
    expected = alone / np.maximum(alone.sum(axis=0), 1e-300)
    assert shares.sum(axis=0) == pytest.approx(np.ones(len(targets)), abs=1e-6)
    assert np.abs(shares - expected).max(initial=0) < 0.05


def test_the_way_is_direct_where_payers_are_common_and_over_a_third_merchant_where_they_are_not() -> None:
    # 0 is reported; 1 shares two payers with it; 2 shares two with 1 and none with 0; 3 is nobody's neighbour.
    links = links_of({(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 9)})
    targets, starts = np.array([1, 2, 3]), np.array([0])
    found = likeliest_paths(links, starts, targets, np.ones((1, 3)))
    assert list(zip(found.target, found.start, found.via, found.near_payers, found.far_payers, strict=True)) == [
        (0, 0, -1, 2, 2),
        (1, 0, 1, 2, 2),
    ]


def test_nobody_to_ask_about_gives_no_way() -> None:
    links, none = links_of({(0, 0), (1, 0)}), np.array([], np.int64)
    assert not len(likeliest_paths(links, np.array([0]), none, np.zeros((1, 0))).target)
    assert not len(likeliest_paths(links, none, np.array([0]), np.zeros((0, 1))).target)


@given(LINKS, st.integers(1, 96))
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_changes_nothing(pairs: set[tuple[int, int]], stride: int) -> None:
    shuffled = sorted(pairs, key=lambda pair: (10 * pair[0] + pair[1]) * stride % 97)
    rows, columns = zip(*shuffled, strict=True)
    one = links_of(pairs)
    other = incidence([pa.RecordBatch.from_pydict({"merchant": list(rows), "payer": list(columns)})], 8, 10)
    starts = np.flatnonzero(one.popularity)[:2]
    targets = np.flatnonzero(one.popularity)[2:]
    seeds = np.zeros(8)
    seeds[starts] = 1
    first, second = (origins(each, starts, targets, walk(each, seeds)) for each in (one, other))
    assert (first == second).all()
    assert (
        likeliest_paths(one, starts, targets, first).via == likeliest_paths(other, starts, targets, second).via
    ).all()
