"""Shared payers agree with brute force, and mean something only beyond chance."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from finpath.graph.kernels import OverlapLimits, SparseIncidence, incidence, overlap

LINKS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 11)), min_size=1, max_size=70)
EVERYTHING = OverlapLimits(shared=1, nearest=99, false_discoveries=1e9)


def links_of(pairs: set[tuple[int, int]], merchants: int = 8, payers: int = 12) -> SparseIncidence:
    merchant, payer = zip(*sorted(pairs), strict=True)
    batch = pa.RecordBatch.from_pydict({"merchant": list(merchant), "payer": list(payer)})
    return incidence([batch], merchants, payers)


@given(LINKS)
@settings(max_examples=80, deadline=None)
def test_agrees_with_brute_force(pairs: set[tuple[int, int]]) -> None:
    paid = {m: {p for n, p in pairs if n == m} for m in range(8)}
    degree = {p: sum(1 for _, q in pairs if q == p) for p in range(12)}
    onward = {m: sum(degree[p] - 1 for p in paid[m]) for m in paid}
    found = overlap(links_of(pairs), EVERYTHING)
    got = dict(zip(zip(found.crowd.tolist(), found.other.tolist(), strict=True), found.shared.tolist(), strict=True))
    assert got == {(i, j): len(paid[i] & paid[j]) for i, j in permutations(paid, 2) if paid[i] & paid[j]}
    for i, j, expected, surprise, shared in zip(
        found.crowd, found.other, found.expected, found.surprise, found.shared, strict=True
    ):
        by_hand = max(onward[i] * len(paid[j]), onward[j] * len(paid[i])) / len(pairs)
        assert expected == pytest.approx(by_hand)
        assert surprise == pytest.approx(-np.log10(stats.poisson.sf(shared - 1, by_hand)), abs=1e-6)


@given(LINKS)
@settings(max_examples=40, deadline=None)
def test_every_pair_of_payers_that_meets_is_counted_inside_or_elsewhere(pairs: set[tuple[int, int]]) -> None:
    paid = [{p for n, p in pairs if n == m} for m in range(8)]
    found = overlap(links_of(pairs), EVERYTHING)
    inside = np.zeros(8)
    np.add.at(inside, found.crowd, found.shared * (found.shared - 1) / 2)
    for m in range(8):
        met = sum(len(paid[m] & other) * (len(paid[m] & other) - 1) / 2 for n, other in enumerate(paid) if n != m)
        assert inside[m] + found.elsewhere[m] == pytest.approx(met)


def test_strangers_who_meet_are_told_from_neighbours() -> None:
    chance = np.random.default_rng(5)
    # Forty towns of ten shops and thirty people each; people buy in their own town.
    town = [(10 * t + s, 30 * t + p) for t in range(40) for p in range(30) for s in chance.choice(10, 6, replace=False)]
    # One person of every town also pays at most of five more places: a seller.
    seller = [(400 + int(s), 30 * t) for t in range(40) for s in chance.choice(5, 4, replace=False)]
    found = overlap(links_of(set(town) | set(seller), 405, 1200), OverlapLimits(nearest=5))
    ratio = (found.elsewhere + 0.5) / (found.elsewhere_expected + 0.5)
    assert set(found.crowd[found.crowd >= 400].tolist()) == set(range(400, 405))
    assert ratio[400:].max() < 2
    assert np.median(ratio[:400]) > 10


def test_chance_alone_is_not_surprising() -> None:
    chance = np.random.default_rng(6)
    pairs = {
        (int(m), int(p)) for m, p in zip(chance.integers(0, 300, 6000), chance.integers(0, 2000, 6000), strict=True)
    }
    assert len(overlap(links_of(pairs, 300, 2000)).crowd) == 0


def test_the_cap_on_busy_payers_is_told() -> None:
    pairs = {(m, 0) for m in range(8)} | {(0, 1), (1, 1), (2, 2)}
    found = overlap(links_of(pairs), OverlapLimits(shared=1, steps=10, false_discoveries=1e9))
    assert found.activity_cap == 2
    assert found.shared.tolist() == [1, 1]
