"""Times and amounts as a provider writes them: read for reckoning, written back in the same way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Times = npt.NDArray[np.datetime64]
Amounts = npt.NDArray[np.float64]

ISO = re.compile(r"^\d{4}-\d\d-\d\d(?:(?P<between>[T ])\d\d:\d\d(?P<seconds>:\d\d)?(?:\.(?P<part>\d+))?)?(?P<end>.*)$")
DATES = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m/%d/%Y", "%Y%m%d", "%Y/%m/%d")
FORMATS = tuple(f"{date}{time}" for date in DATES for time in ("", " %H:%M:%S", " %H:%M"))
UNITS = {"day": "D", "minute": "m", "second": "s"}


@dataclass(frozen=True)
class Clock:
    """How a provider writes times.

    Args:
        unit: The finest unit that its times tell: D, m, s, ms or us.
        format: For strptime; empty for ISO 8601 text and for columns that are times.
        model: One written time, which shows how ISO text is put together.
    """

    unit: str
    format: str = ""
    model: str = ""

    def coarse(self, times: Times) -> Times:
        """Forget what the provider's times do not tell."""
        return times.astype(f"datetime64[{self.unit}]").astype("datetime64[us]")

    def write(self, times: Times, kind: pa.DataType, like: Sequence[str]) -> pa.Array:
        """Write times into a column of `kind`; `like` lends text its offset from UTC."""
        times = self.coarse(times)
        if not is_text(kind):
            return pa.array(times.astype("int64"), pa.int64()).cast(pa.timestamp("us")).cast(_naive(kind)).cast(kind)
        moments: list[datetime] = times.tolist()
        if self.format:
            return pa.array([moment.strftime(self.format) for moment in moments], kind)
        return pa.array([_iso(moment, text) for moment, text in zip(moments, like, strict=True)], kind)


def _naive(kind: pa.DataType) -> pa.DataType:
    return pa.timestamp(kind.unit) if pa.types.is_timestamp(kind) else kind


def _iso(moment: datetime, model: str) -> str:
    found = ISO.match(model)
    if found is None or found["between"] is None:
        return moment.strftime("%Y-%m-%d")
    text = moment.strftime(f"%Y-%m-%d{found['between']}%H:%M" + (":%S" if found["seconds"] else ""))
    part = f".{moment.microsecond:06d}"[: len(found["part"]) + 1] if found["part"] else ""
    return text + part + found["end"]


def is_text(kind: pa.DataType) -> bool:
    """The column holds text, in whichever layout."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind))


def read_times(column: pa.ChunkedArray, declared: str, precision: str | None) -> tuple[Times, Clock]:
    """Read a column of times as wall clock, in whatever zone it was written; NaT where it is no time."""
    if is_text(column.type):
        values: list[str | None] = column.cast(pa.string()).to_pylist()
        times, pattern = _parse(values, declared)
        model = next((text for text in values if text), "")
    else:
        ticks = column.cast(pa.timestamp("us")) if pa.types.is_date(column.type) else column
        if pa.types.is_timestamp(ticks.type):
            ticks = ticks.cast(pa.timestamp("us", ticks.type.tz), safe=False)
        times = ticks.cast(pa.int64()).fill_null(np.iinfo("int64").min).to_numpy().astype("datetime64[us]")
        pattern, model = "", ""
    return times, Clock(UNITS.get(precision or "", "") or _unit(times), pattern, model)


def _parse(values: Sequence[str | None], declared: str) -> tuple[Times, str]:
    best: tuple[Times, str] = (np.full(len(values), "NaT", "datetime64[us]"), declared)
    for pattern in (declared,) if declared else ("", *FORMATS):
        known: dict[str | None, datetime | None] = {}
        for text in values:
            if text not in known:
                known[text] = _moment(text, pattern)
        times = np.array([known[text] for text in values], dtype="datetime64[us]")
        if np.isnat(times).mean() < np.isnat(best[0]).mean():
            best = (times, pattern)
        if np.isnat(times).mean() < 0.01:  # a bad row here and there is the provider's, not a wrong format
            break
    return best


def _moment(text: str | None, pattern: str) -> datetime | None:
    try:
        moment = datetime.strptime(text or "", pattern) if pattern else datetime.fromisoformat(text or "")  # noqa: DTZ007 - wall clock
    except ValueError:
        return None
    return moment.replace(tzinfo=None)


def _unit(times: Times) -> str:
    ticks = times[~np.isnat(times)][:100_000].astype("int64")
    for unit, size in (("D", 86_400_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000)):
        if not (ticks % size).any():
            return unit
    return "us"


@dataclass(frozen=True)
class Money:
    """How a provider writes amounts: the decimal sign, and how many places (None: as few as it takes)."""

    decimal: str = "."
    places: int | None = 2

    def write(self, amounts: Amounts, kind: pa.DataType) -> pa.Array:
        """Write amounts into a column of `kind`."""
        if is_text(kind):
            texts = (
                repr(amount) if self.places is None else f"{amount:.{self.places}f}" for amount in amounts.tolist()
            )
            return pa.array([text.replace(".", self.decimal) for text in texts], kind)
        if pa.types.is_decimal(kind):
            return pa.array([f"{amount:.{kind.scale}f}" for amount in amounts.tolist()]).cast(kind)
        return pa.array(amounts).cast(kind)


def read_money(column: pa.ChunkedArray, decimal: str) -> tuple[Amounts, Money]:
    """Read a column of amounts; NaN where it is no amount."""
    if not is_text(column.type):
        return column.cast(pa.float64(), safe=False).fill_null(float("nan")).to_numpy(), Money()
    texts = [(text or "").replace(decimal, ".") for text in column.cast(pa.string()).to_pylist()]
    ends = {len(text.partition(".")[2]) for text in texts[:50_000] if text}
    return np.array([_amount(text) for text in texts]), Money(decimal, ends.pop() if len(ends) == 1 else None)


def _amount(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
