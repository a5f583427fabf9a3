"""Bars and clocks of many cases, against counting them one row at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from finpath.referral.model.trail import Bar, Clock
from finpath.referral.query.tallies import BY_DAY_UP_TO, bars_by_case, clocks_by_case

CASES = st.sampled_from(["g-1", "g-2", "g-3"])
DAY = st.one_of(st.integers(20_000, 20_070), st.integers(20_000, 20_000 + BY_DAY_UP_TO), st.integers(-9, 9))
DAYS = st.dictionaries(st.tuples(CASES, st.sampled_from(["M1", "M2"]), DAY), st.integers(1, 2**40), max_size=40)
HOURS = st.dictionaries(st.tuples(CASES, st.one_of(st.none(), st.integers(0, 167))), st.integers(1, 2**40), max_size=40)


def start(day: int, length: int) -> dt.date:
    date = dt.date(1970, 1, 1) + dt.timedelta(days=day)
    return date if length == 1 else date - dt.timedelta(days=date.weekday())


@given(DAYS)
def test_bars_are_days_or_weeks_by_subject(days: dict[tuple[str, str, int], int]) -> None:
    rows = [(*key, count) for key, count in sorted(days.items())]
    columns = (
        dict(zip(("group_id", "subject", "day", "payments"), zip(*rows, strict=True), strict=False)) if rows else {}
    )
    kinds = [("group_id", pa.string()), ("subject", pa.string()), ("day", pa.int64()), ("payments", pa.int64())]
    found = bars_by_case(pa.table({name: pa.array(columns.get(name, ()), kind) for name, kind in kinds}))
    by_case = defaultdict(list)
    for case, subject, day, count in rows:
        by_case[case].append((subject, day, count))
    assert found.keys() == by_case.keys()
    for case, each in by_case.items():
        span = 1 + max(day for _, day, _ in each) - min(day for _, day, _ in each)
        length = 1 if span <= BY_DAY_UP_TO else 7
        bars: Counter[tuple[str, dt.date]] = Counter()
        for subject, day, count in each:
            bars[subject, start(day, length)] += count
        assert found[case] == (length, tuple(Bar(subject, date, count) for (subject, date), count in bars.items()))


@given(HOURS)
def test_clocks_count_the_hours_of_the_week(hours: dict[tuple[str, int | None], int]) -> None:
    rows = sorted(((case, hour, count) for (case, hour), count in hours.items()), key=lambda row: row[0])
    table = pa.table(
        {
            "group_id": pa.array([case for case, _, _ in rows], pa.string()),
            "hour": pa.array([hour for _, hour, _ in rows], pa.int64()),
            "payments": pa.array([count for _, _, count in rows], pa.int64()),
        }
    )
    expected = {}
    for case in {case for case, _, _ in rows}:
        known = {hour: count for name, hour, count in rows if name == case and hour is not None}
        unknown = sum(count for name, hour, count in rows if name == case and hour is None)
        expected[case] = Clock(tuple(known.get(hour, 0) for hour in range(168)) if known else (), unknown)
    assert clocks_by_case(table) == expected
