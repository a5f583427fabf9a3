"""Groups are those of average linkage, and depend neither on the order of ties nor on names."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.graph.kernels import Hints, gather
from finpath.graph.kernels.linkage import linked, parts

PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(2, 40),
    min_size=1,
    max_size=30,
)


def hints(pairs: dict[tuple[int, int], float]) -> Hints:
    left, right = zip(*pairs, strict=True)
    return Hints(np.array(left), np.array(right), np.array(list(pairs.values())))


def by_hand(pairs: dict[tuple[int, int], float], least: float) -> set[frozenset[int]]:
    """Try every pair of groups, again and again."""
    whole = {m: sum(tie for pair, tie in pairs.items() if m in pair) for m in range(10)}
    part = {pair: 2 * tie / np.sqrt(whole[pair[0]] * whole[pair[1]]) for pair, tie in pairs.items()}
    groups = [frozenset([m]) for m in range(10)]

    def average(one: frozenset[int], two: frozenset[int]) -> float:
        ties = sum(part.get((min(a, b), max(a, b)), 0.0) for a in one for b in two)
        return float(ties / (len(one) * len(two)))

    while True:
        options = [(average(a, b), a, b) for i, a in enumerate(groups) for b in groups[:i]]
        best = max(options, key=lambda option: option[0], default=(0.0, groups[0], groups[0]))
        if best[0] < least:
            return set(groups)
        groups = [group for group in groups if group not in best[1:]] + [best[1] | best[2]]


def as_sets(group: np.ndarray[tuple[int], np.dtype[np.int64]]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(group == name).tolist()) for name in np.unique(group)}


@given(PAIRS, st.floats(0.05, 0.9))
@settings(max_examples=80, deadline=None)
def test_agrees_with_trying_every_pair_of_groups(pairs: dict[tuple[int, int], float], least: float) -> None:
    # Ties that no two pairs share, so that there is one answer only.
    distinct = {pair: tie + 0.001 * np.sqrt(2 + place) for place, (pair, tie) in enumerate(sorted(pairs.items()))}
    assert as_sets(linked(parts(hints(distinct), 10), least)) == by_hand(distinct, least)


@given(PAIRS, st.permutations(range(10)))
@settings(max_examples=60, deadline=None)
def test_neither_the_order_nor_the_names_matter(pairs: dict[tuple[int, int], float], names: list[int]) -> None:
    distinct = {pair: tie + 0.001 * np.sqrt(2 + place) for place, (pair, tie) in enumerate(sorted(pairs.items()))}
    plain = as_sets(gather(hints(distinct), 10, 0.2))
    backwards = dict(reversed(distinct.items()))
    assert as_sets(gather(hints(backwards), 10, 0.2)) == plain
    renamed = {(names[a], names[b]): tie for (a, b), tie in distinct.items()}
    assert as_sets(gather(hints(renamed), 10, 0.2)) == {frozenset(names[m] for m in group) for group in plain}


def test_a_tie_told_from_both_sides_is_the_same_tie() -> None:
    once = hints({(0, 1): 9.0, (1, 2): 1.0, (2, 3): 9.0})
    twice = hints({(0, 1): 9.0, (1, 0): 9.0, (1, 2): 1.0, (2, 1): 1.0, (2, 3): 9.0, (3, 2): 9.0})
    assert (gather(once, 4) == gather(twice, 4)).all()


def test_no_hints_no_groups() -> None:
    none = np.empty(0, np.int64)
    assert gather(Hints(none, none, none.astype(np.float64)), 3).tolist() == [0, 1, 2]
