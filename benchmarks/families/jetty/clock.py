"""Time: hours of the day, days of the year, and zones."""

from __future__ import annotations

import numpy as np
import pandas as pd

HOURS = {
    "day": ((11.5, 2.0, 0.5), (16.5, 2.2, 0.5)),
    "morning": ((8.3, 1.2, 0.6), (12.8, 1.8, 0.4)),
    "office": ((10.3, 1.6, 0.6), (14.8, 1.6, 0.4)),
    "evening": ((12.9, 1.0, 0.25), (19.8, 1.5, 0.75)),
    "web": ((12.5, 3.5, 0.45), (20.8, 2.0, 0.55)),
    "night": ((13.5, 4.0, 0.25), (22.6, 2.6, 0.75)),
    "late": ((22.5, 1.8, 0.35), (1.5, 2.0, 0.65)),
    "nightout": ((8.5, 1.8, 0.25), (18.5, 3.0, 0.3), (0.8, 2.0, 0.45)),
    "flat": ((12.0, 9.0, 1.0),),
}


def seconds(rng: np.random.Generator, profile: str, rows: int) -> np.ndarray:
    """Seconds after local midnight that follow a profile of hours."""
    peaks = HOURS[profile]
    which = rng.choice(len(peaks), rows, p=[peak[2] for peak in peaks])
    table = np.array([peak[:2] for peak in peaks])[which]
    return ((rng.normal(table[:, 0], table[:, 1]) % 24) * 3600).astype(np.int64) % 86400


def season(name: str, days: np.ndarray) -> np.ndarray:
    """How busy each day is under a season's name, from 0 to 1."""
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    of_year = (days - days.astype("datetime64[Y]").astype(days.dtype)).astype(np.int64)
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    of_month = (days - days.astype("datetime64[M]").astype(days.dtype)).astype(np.int64)
    if name == "summer":
        return 0.04 + 0.96 * np.exp(-(((of_year - 200) / 45.0) ** 2))
    if name == "winter":
        return np.where(month == 12, 1.0, np.where(month == 11, 0.6, 0.2))
    if name == "weekend":
        return np.where(weekday >= 4, 1.0, 0.4)
    if name == "sale":
        return np.where(np.isin(month, (1, 7, 11, 12)), 1.0, 0.55)
    if name == "monthly":
        return np.where((of_month < 4) | (of_month > 24), 1.0, 0.12)
    if name == "workdays":
        return np.where(weekday < 5, 1.0, 0.08)
    return np.where(weekday == 6, 0.7, 1.0)


def to_utc(local: np.ndarray, zone: str) -> np.ndarray:
    """Local wall time as UTC, in whole seconds."""
    index = pd.DatetimeIndex(local.astype("datetime64[s]"))
    placed = index.tz_localize(zone, ambiguous=np.ones(len(index), dtype=bool), nonexistent="shift_forward")
    return placed.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")


def to_local(instants: np.ndarray, zone: str) -> np.ndarray:
    """UTC instants as local wall time."""
    index = pd.DatetimeIndex(instants.astype("datetime64[s]")).tz_localize("UTC")
    return index.tz_convert(zone).tz_localize(None).to_numpy().astype("datetime64[s]")
