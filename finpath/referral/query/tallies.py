"""Counts of payments by day and by hour in; out come the bars and the clock of each case, a column at a time."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from finpath.referral.model.trail import Bar, Clock

BY_DAY_UP_TO = 56
"""A case of more days is drawn by week."""

EPOCH = dt.date(1970, 1, 1).toordinal()
HOURS = 24 * 7

Ints = npt.NDArray[np.int64]


def bars_by_case(days: pa.Table) -> dict[str, tuple[int, tuple[Bar, ...]]]:
    """The days of each bar, and the bars, by case.

    Args:
        days: group_id, subject, day (since 1970), payments; sorted by case, subject and day.
    """
    if not days.num_rows:
        return {}
    day, payments = _numbers(days["day"]), _numbers(days["payments"])
    case, subject = _codes(days["group_id"]), _codes(days["subject"])
    opens = _runs(case)
    first, last = np.minimum.reduceat(day, opens), np.maximum.reduceat(day, opens)
    lengths = np.where(1 + last - first <= BY_DAY_UP_TO, 1, 7)
    monday = day - (EPOCH + day + 6) % 7
    start = np.where(np.repeat(lengths, np.diff([*opens, len(day)])) == 1, day, monday)
    runs = _runs(case, subject, start)
    bars = [
        Bar(label, dt.date.fromordinal(EPOCH + begins), count)
        for label, begins, count in zip(
            days["subject"].take(pa.array(runs)).to_pylist(),
            start[runs].tolist(),
            np.add.reduceat(payments, runs).tolist(),
            strict=True,
        )
    ]
    groups = days["group_id"].take(pa.array(opens)).to_pylist()
    ends = pairwise([*np.searchsorted(runs, opens).tolist(), len(runs)])
    return {
        group: (length, tuple(bars[begin:end]))
        for group, length, (begin, end) in zip(groups, lengths.tolist(), ends, strict=True)
    }


def clocks_by_case(hours: pa.Table) -> dict[str, Clock]:
    """The clock of each case.

    Args:
        hours: group_id, hour (of the week; NULL where not known), payments; sorted by case.
    """
    if not hours.num_rows:
        return {}
    case, payments = _codes(hours["group_id"]), _numbers(hours["payments"])
    opens = _runs(case)
    place = np.repeat(np.arange(len(opens)), np.diff([*opens, len(case)]))
    known = pc.is_valid(hours["hour"]).to_numpy()
    counts = np.zeros((len(opens), HOURS), np.int64)
    np.add.at(counts, (place[known], _numbers(hours["hour"].drop_null())), payments[known])
    unknown = np.bincount(place[~known], payments[~known], len(opens)).astype(np.int64)
    timed = np.bincount(place[known], minlength=len(opens)) > 0
    groups = hours["group_id"].take(pa.array(opens)).to_pylist()
    return {
        group: Clock(tuple(of_week) if has else (), untimed)
        for group, of_week, has, untimed in zip(groups, counts.tolist(), timed.tolist(), unknown.tolist(), strict=True)
    }


def _numbers(column: pa.ChunkedArray) -> Ints:
    numbers: Ints = column.to_numpy().astype(np.int64)
    return numbers


def _codes(column: pa.ChunkedArray) -> Ints:
    """A number for each text."""
    return _numbers(column.combine_chunks().dictionary_encode().indices)


def _runs(*columns: Ints) -> Ints:
    """Where anything changes, the first row included."""
    changes = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.flatnonzero(np.concatenate([[True], changes]))
