from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finpath.presentation.small_counts import FEWEST
from finpath.referral.query.payers import suppress_small_counts

CROWDS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3)), min_size=1, max_size=12).map(
    lambda sizes: tuple((f"C{i}" if i else None, n, m) for i, (n, m) in enumerate(sorted(sizes, reverse=True)))
)


@given(CROWDS)
def test_no_small_count_is_told_or_can_be_worked_out(crowds: tuple[tuple[str | None, int, int], ...]) -> None:
    told = suppress_small_counts(crowds)
    shown = sum(number for _, number in told.countries) + told.other
    assert (told.total, shown) == (None, 0) or told.total == shown
    assert told.total is None or told.total >= FEWEST
    assert all(number >= FEWEST for _, number in told.countries)
    if told.countries:
        assert told.other == 0 or told.other >= FEWEST
    assert told.at_several is None or told.at_several == 0 or told.at_several >= FEWEST
