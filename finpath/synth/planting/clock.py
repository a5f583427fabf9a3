"""What a provider's own clock shows at an instant in UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

DAY = 86_400
EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - on whichever clock the seconds were counted


def to_local(seconds: NDArray[np.int64], zone: str) -> NDArray[np.int64]:
    """Move instants to a clock; its offset is taken once a day, at noon."""
    clock = ZoneInfo(zone)
    days, row = np.unique(seconds // DAY, return_inverse=True)
    noons = (dt.datetime.fromtimestamp(day * DAY + DAY // 2, clock) for day in days.tolist())
    offsets = np.array([int((noon.utcoffset() or dt.timedelta()).total_seconds()) for noon in noons], dtype=np.int64)
    return seconds + offsets[row]


def clock_time(seconds: int) -> dt.datetime:
    """Give the date and time that a clock shows.

    >>> clock_time(86_400).isoformat()
    '1970-01-02T00:00:00'
    """
    return EPOCH + dt.timedelta(seconds=seconds)


def clock_time_at(moment: dt.datetime, zone: str) -> dt.datetime:
    """Give the date and time that a clock shows at an instant in UTC.

    >>> clock_time_at(dt.datetime(2018, 7, 1, 22, 30), "Europe/Brussels").isoformat()
    '2018-07-02T00:30:00'
    """
    return moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
