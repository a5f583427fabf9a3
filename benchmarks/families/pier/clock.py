"""Days and hours: when people pay, in the zone of the member that writes it down."""

from __future__ import annotations

import numpy as np
import pandas as pd

Floats = np.ndarray

_HOURS = {
    "shop": [0, 0, 0, 0, 0, 0, 1, 3, 6, 9, 11, 12, 12, 11, 10, 10, 11, 11, 8, 5, 2, 1, 0, 0],
    "morning": [0, 0, 0, 0, 0, 2, 8, 14, 14, 12, 10, 9, 7, 5, 4, 3, 3, 2, 1, 0, 0, 0, 0, 0],
    "table": [1, 0, 0, 0, 0, 0, 0, 1, 2, 2, 3, 6, 11, 9, 4, 3, 4, 8, 13, 15, 13, 9, 5, 2],
    "web": [3, 2, 1, 1, 1, 1, 2, 4, 6, 7, 8, 8, 8, 8, 8, 8, 8, 9, 9, 11, 12, 11, 8, 5],
    "evening": [8, 5, 3, 2, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 5, 6, 7, 9, 12, 14, 14, 12],
    "night": [14, 13, 11, 8, 5, 3, 2, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 4, 5, 7, 9, 12, 14],
    "flat": [1] * 24,
}
_WEEK = {
    "shop": [10, 10, 10, 11, 14, 16, 4], "morning": [10, 10, 10, 10, 11, 12, 8], "table": [6, 7, 8, 9, 15, 17, 11],
    "web": [12, 11, 11, 11, 9, 9, 12], "evening": [10, 10, 10, 10, 11, 11, 11], "night": [9, 9, 9, 9, 12, 13, 11],
    "flat": [1] * 7,
}


def hours_of(profile: str) -> Floats:
    """Weights of the 24 local hours."""
    weights = np.array(_HOURS[profile], dtype=float) + 0.02
    return weights / weights.sum()


def week_of(profile: str) -> Floats:
    """Weights of the seven days, Monday first."""
    weights = np.array(_WEEK[profile], dtype=float)
    return weights / weights.sum()


def pick_days(rng: np.random.Generator, first: int, last: int, size: int, week: Floats) -> np.ndarray:
    """Days (since 1970) from first to last, by the rhythm of the week."""
    days = np.arange(first, max(last, first) + 1)
    weights = week[(days + 3) % 7] + 1e-9
    return rng.choice(days, size=size, p=weights / weights.sum())


def to_utc(rng: np.random.Generator, days: np.ndarray, hours: Floats, zone: str) -> np.ndarray:
    """Instants in UTC on the given local days, by weights of local hours."""
    seconds = rng.choice(24, size=len(days), p=hours) * 3600 + rng.integers(0, 3600, len(days))
    local = pd.DatetimeIndex((days.astype("int64") * 86400 + seconds).astype("datetime64[s]"))
    aware = local.tz_localize(zone, ambiguous=np.zeros(len(local), dtype=bool), nonexistent="shift_forward")
    return aware.tz_convert("UTC").tz_localize(None).values.astype("datetime64[s]")


def day_number(values: object) -> np.ndarray:
    """Whole days since 1970 of instants."""
    return np.asarray(values).astype("datetime64[D]").astype("int64")
