"""Who is not at home agrees with counting by hand, whatever the order and however small the blocks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from finpath.graph.kernels import SparseIncidence, outsiders

MERCHANTS, PAYERS = 7, 9
PAIRS = st.sets(st.tuples(st.integers(0, MERCHANTS - 1), st.integers(0, PAYERS - 1)), max_size=50)
NEAR = st.sets(st.tuples(st.integers(0, MERCHANTS - 1), st.integers(0, MERCHANTS - 1)), max_size=30)


def ones(pairs: set[tuple[int, int]], columns: int) -> sparse.csr_array:
    matrix = np.zeros((MERCHANTS, columns), np.float32)
    for row, column in pairs:
        matrix[row, column] = 1
    return sparse.csr_array(matrix)


def left(pairs: set[tuple[int, int]], near: set[tuple[int, int]], at_home: int) -> set[tuple[int, int]]:
    found = outsiders(SparseIncidence(ones(pairs, PAYERS)), ones(near, MERCHANTS), at_home).matrix.tocoo()
    assert set(found.data.tolist()) <= {1.0}
    return set(zip(found.row.tolist(), found.col.tolist(), strict=True))


@given(PAIRS, NEAR, st.integers(1, 4))
def test_agrees_with_counting_by_hand(pairs: set[tuple[int, int]], near: set[tuple[int, int]], at_home: int) -> None:
    def neighbours_paid(merchant: int, payer: int) -> int:
        return sum((other, payer) in pairs for here, other in near if here == merchant)

    assert left(pairs, near, at_home) == {pair for pair in pairs if neighbours_paid(*pair) < at_home}


@given(PAIRS, st.permutations(range(PAYERS)))
def test_names_of_payers_do_not_matter(pairs: set[tuple[int, int]], renamed: list[int]) -> None:
    near = {(merchant, (merchant + step) % MERCHANTS) for merchant in range(MERCHANTS) for step in (1, 2, 3)}
    other = left({(merchant, renamed[payer]) for merchant, payer in pairs}, near, 2)
    assert other == {(merchant, renamed[payer]) for merchant, payer in left(pairs, near, 2)}


def test_a_merchant_without_neighbours_keeps_everybody() -> None:
    pairs = {(merchant, payer) for merchant in range(MERCHANTS) for payer in range(PAYERS)}
    assert left(pairs, set(), 1) == pairs
