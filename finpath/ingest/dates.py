"""How dates written as text are read: the format is found from the data, and refused where two would do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from finpath.engine import Engine
from finpath.errors import ContributionError
from finpath.ingest.column_sample import SAMPLE, count_shapes

ISO = re.compile(r"9{4}-9{1,2}-9{1,2}(?!9)")
PARTS = re.compile(r"(9{1,4})([/.\- ])(9{1,2}|a)\2(9{2,4})(?:([ a])(9.*))?$")
CLOCKS = {
    r"9{1,2}:99": "%H:%M",
    r"9{1,2}:99:99": "%H:%M:%S",
    r"9{1,2}:99:99\.9+": "%H:%M:%S.%f",
    r"9{1,2}:99 a": "%I:%M %p",
    r"9{1,2}:99:99 a": "%I:%M:%S %p",
    r"99\.99": "%H.%M",
    r"99\.99\.99": "%H.%M.%S",
}
EPOCHS = {"9" * 10: 1, "9" * 13: 1_000, "9" * 16: 1_000_000}
COMPACT = {"9" * 8: "%Y%m%d", "9" * 12: "%Y%m%d%H%M", "9" * 14: "%Y%m%d%H%M%S", "99999999 99:99:99": "%Y%m%d %H:%M:%S"}
NAMED_FORMATS = {"iso": "", "epoch": "1", "epoch_ms": "1000", "epoch_us": "1000000"}
LATEST = 12
"""A number above it is a day, never a month."""

START = 12
"""Characters of a date in numbers that hold the day and the month; few starts are different."""

BOUNDS = r"""
    WITH said AS (
        SELECT DISTINCT {start} AS said
        FROM {source}
    )
    SELECT max(TRY_CAST(fp_replace(said, '^\s*([0-9]+)[^0-9].*$', '\1') AS INTEGER)) AS first_part,
           max(TRY_CAST(fp_replace(said, '^\s*[0-9]+[^0-9]([0-9]+)[^0-9].*$', '\1') AS INTEGER)) AS second_part,
           count(*) FILTER (
               WHERE fp_replace(said, '^\s*0?([0-9]+)[^0-9].*$', '\1')
                     <> fp_replace(said, '^\s*[0-9]+[^0-9]0?([0-9]+)[^0-9].*$', '\1')
           ) AS unlike
    FROM said
    WHERE fp_matches(said, '^\s*[0-9]{{1,2}}[^0-9][0-9]{{1,2}}[^0-9][0-9]+')
"""


@dataclass(frozen=True)
class DateReading:
    """How the texts of a column become instants or dates.

    Args:
        formats: Formats in the manner of strptime, tried in turn; none: ISO 8601.
        ticks: Ticks a second where the column counts from 1970; else 0.
    """

    formats: tuple[str, ...] = ()
    ticks: int = 0

    def instant(self, text: str, zone: str) -> str:
        """SQL of the instant in UTC that a text means on the clock of a zone."""
        if self.ticks:
            return f"fp_try_epoch({text}, {self.ticks})"
        if not self.formats:
            return f"fp_try_iso({text}, '{zone}')"
        local = self._local(text)
        return local if zone == "UTC" else f"fp_utc({local}, '{zone}')"

    def date(self, text: str) -> str:
        """SQL of the date that a text means."""
        if self.ticks or self.formats:
            return f"CAST({self._local(text) if self.formats else self.instant(text, 'UTC')} AS DATE)"
        return f"fp_try_date({text})"

    def has_time(self, text: str) -> str:
        """SQL that says whether a text has a time of day."""
        if self.ticks:
            return "true"
        if not self.formats:
            return f"contains({text}, ':')"
        return (
            f"length({text}) > {len('12 Nov 2013')}"
            if any("H" in form or "I" in form for form in self.formats)
            else "false"
        )

    def _local(self, text: str) -> str:
        tried = ", ".join(f"fp_try_time({text}, '{form.replace(chr(39), chr(39) * 2)}')" for form in self.formats)
        return f"coalesce({tried})"


@dataclass(frozen=True)
class DateColumn:
    """A column of dates in a file that is being read.

    Args:
        engine: Holds the source.
        source: Name of the raw table.
        value: SQL expression of the text.
        label: The file and column, for messages.
        sample_column: What the column goes by in the sample, if there is one.
    """

    engine: Engine
    source: str
    value: str
    label: str
    sample_column: str = ""

    def count_shapes(self, *, all_rows: bool) -> Mapping[str, int]:
        """How its texts look, of all rows or of a sample."""
        source, value = (
            (SAMPLE, self.sample_column) if self.sample_column and not all_rows else (self.source, self.value)
        )
        return count_shapes(self.engine, source, value)


def declared_reading(date_format: str) -> DateReading:
    """The reading that a manifest declares.

    >>> declared_reading("%d/%m/%Y")
    DateReading(formats=('%d/%m/%Y',), ticks=0)
    >>> declared_reading("epoch_ms").ticks
    1000
    """
    if date_format in NAMED_FORMATS:
        return DateReading(ticks=int(NAMED_FORMATS[date_format] or 0))
    return DateReading(formats=(date_format,))


def find_reading(column: DateColumn, *, all_rows: bool) -> DateReading:
    """Find how a column is to be read.

    Raises:
        ContributionError: Two readings remain, or none is known.
    """
    shapes = column.count_shapes(all_rows=all_rows)
    if not shapes or _matching_share(shapes, ISO) >= 0.5:  # noqa: PLR2004 - the most common way is the column's way
        return DateReading()
    return _most_frequent_reading(column, column.count_shapes(all_rows=True))


def _matching_share(shapes: Mapping[str, int], pattern: re.Pattern[str]) -> float:
    return sum(times for shape, times in shapes.items() if pattern.match(shape)) / sum(shapes.values())


def _most_frequent_reading(column: DateColumn, shapes: Mapping[str, int]) -> DateReading:
    """The reading of the most frequent shape that is known; what else there is goes to the rejects."""
    for shape in shapes:
        if ISO.match(shape):
            return DateReading()
        if shape in EPOCHS:
            return DateReading(ticks=EPOCHS[shape])
        if shape in COMPACT:
            return DateReading(formats=tuple(form for shape, form in COMPACT.items() if shape in shapes))
        parts = PARTS.match(shape)
        if parts is not None:
            return DateReading(formats=_formats(_day_format(column, parts), shapes))
    raise ContributionError(
        f"{column.label} holds dates written as {next(iter(shapes))}, which is not a known way; "
        "declare date_format in [files.options]."
    )


def _formats(day: str, shapes: Mapping[str, int]) -> tuple[str, ...]:
    clocks = {clock for shape in shapes for clock in _clock(shape)}
    return tuple(day + clock for clock in sorted(clocks, key=lambda clock: (len(clock), clock)))


def _day_format(column: DateColumn, parts: re.Match[str]) -> str:
    first, mark, middle, last = parts[1], parts[2], parts[3], parts[4]
    if len(first) == 4:  # noqa: PLR2004 - a year has four digits
        return f"%Y{mark}%m{mark}%d"
    year = "%Y" if len(last) == 4 else "%y"  # noqa: PLR2004
    if middle == "a":
        return f"%d{mark}%b{mark}{year}"
    return f"%d{mark}%m{mark}{year}" if _day_first(column) else f"%m{mark}%d{mark}{year}"


def _clock(shape: str) -> tuple[str, ...]:
    parts = PARTS.match(shape)
    if parts is None:
        return ()
    if parts[5] is None:
        return ("",)
    return tuple(
        parts[5].replace("a", "T") + clock for pattern, clock in CLOCKS.items() if re.fullmatch(pattern, parts[6])
    )


def _day_first(column: DateColumn) -> bool:
    """Say whether the day stands before the month: only a number above 12 can tell."""
    sql = BOUNDS.format(start=f"fp_first({column.value}, {START})", source=column.source)
    (bounds,) = column.engine.arrow(sql).to_pylist()
    first, second, unlike = (int(number or 0) for number in bounds.values())
    if first > LATEST >= second or (not unlike and first <= LATEST):
        return True
    if second > LATEST >= first:
        return False
    evidence = "no day above 12" if first <= LATEST else "days above 12 in both places"
    raise ContributionError(
        f"{column.label} has {evidence}, so day and month cannot be told apart; "
        'declare date_format in [files.options], as "%d/%m/%Y" or "%m/%d/%Y".'
    )
