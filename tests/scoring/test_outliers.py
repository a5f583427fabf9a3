"""Detectors over peer percentiles: what stands out is found, and row order is of no matter."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from finpath.scoring.outliers import isolation, tails
from finpath.scoring.peer_percentiles import rank

CHANCE = np.random.default_rng(11)
CROWD = CHANCE.uniform(0, 1, (300, 8))
ODD = np.full((1, 8), 0.995)


def test_each_detector_puts_the_odd_one_first() -> None:
    rows = np.vstack([CROWD, ODD])
    assert isolation(rows).argmax() == len(CROWD)
    assert tails(rows).argmax() == len(CROWD)


def test_one_feature_far_out_is_seen_by_the_tails() -> None:
    one = np.full((1, 8), 0.5)
    one[0, 3] = 1.0
    middle = np.full((1, 8), 0.5)
    found = tails(np.vstack([CROWD, one, middle]))
    assert found[-2] > found[-1]


@given(arrays.arrays(np.float64, (40, 3), elements=st.floats(0, 1)), st.permutations(range(40)))
def test_the_tails_do_not_look_at_the_order_of_rows(
    rows: np.ndarray[tuple[int, int], np.dtype[np.float64]], order: list[int]
) -> None:
    assert np.array_equal(tails(rows)[order], tails(rows[order]))


@given(arrays.arrays(np.float64, 12, elements=st.floats(-9, 9)))
def test_a_rank_is_the_share_below_with_ties_in_the_middle(
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> None:
    by_hand = [(np.sum(values < value) + np.sum(values <= value)) / 2 / 12 for value in values]
    assert np.allclose(rank(values), by_hand)
