"""How dates written as text are read: the format is found from the data, and refused where two would do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from finpath.engine import Engine
from finpath.errors import ContributionError
from finpath.ingest.column_sample import SAMPLE, count_shapes
from finpath.ingest.date_orders import best_readings, find_bounds, possible_orders
from finpath.ingest.zones import engine_zone, named_zones, without_zone, zone_part, zone_sql

ISO = re.compile(r"9{4}-9{1,2}-9{1,2}(?!9)")
PARTS = re.compile(r"(9{1,4})([/.\- ])(9{1,2}|a)\2(9{2,4})(?:([ a])(9.*))?$")
LONGEST = 40
"""Letters of a shape that a sentence shows."""

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
COMPACT = {
    "9" * 8: ("%Y%m%d", "%d%m%Y", "%m%d%Y"),
    "9" * 10: ("%Y%m%d%H", "%y%m%d%H%M"),
    "9" * 12: ("%Y%m%d%H%M", "%y%m%d%H%M%S"),
    "9" * 14: ("%Y%m%d%H%M%S", "%d%m%Y%H%M%S"),
    "99999999 99:99:99": ("%Y%m%d %H:%M:%S",),
    "99999999 99:99": ("%Y%m%d %H:%M",),
    "99999999 999999": ("%Y%m%d %H%M%S",),
    "99999999a999999": ("%Y%m%dT%H%M%S",),
}
"""Numbers that are dates, and the formats that they may be of."""

NAMED_FORMATS = {"iso": "", "epoch": "1", "epoch_ms": "1000", "epoch_us": "1000000"}
ORDERS = {"dmy": "%d{0}%m{0}{1}", "mdy": "%m{0}%d{0}{1}", "ymd": "{1}{0}%m{0}%d"}
LOCAL = "local_times"
"""What texts without their zones go by, while their reading is looked for."""

ZONE = "%Z"
BAR = "|"
"""Between the parts of a joined column, where a format is declared for it."""


@dataclass(frozen=True)
class DateReading:
    """How the texts of a column become instants or dates.

    What is written as ISO 8601 is read so beside any other way: a workbook gives its dates so among texts.

    Args:
        formats: Formats in the manner of strptime, tried in turn; none: ISO 8601.
        ticks: Ticks a second where the column counts from 1970; else 0.
        tail: What stands before the zone at the end of each text; nothing where texts name none.
        zones: Every zone that they name.
    """

    formats: tuple[str, ...] = ()
    ticks: int = 0
    tail: str = ""
    zones: tuple[str, ...] = ()

    def instant(self, text: str, zone: str) -> str:
        """SQL of the instant in UTC that a text means on the clock of a zone."""
        if self.ticks:
            return f"fp_try_epoch({text}, {self.ticks})"
        if self.tail:
            named = zone_sql(zone_part(text, self.tail), self.zones)
            local = replace(self, tail="").instant(without_zone(text, self.tail), "UTC")
            return f"CASE WHEN {named} IS NOT NULL THEN fp_utc({local}, {named}) END"
        if not self.formats:
            return f"fp_try_iso({text}, '{zone}')"
        local = self._tried(text)
        local = local if zone == "UTC" else f"fp_utc({local}, '{zone}')"
        return f"coalesce({local}, fp_try_iso({text}, '{zone}'))"

    def date(self, text: str) -> str:
        """SQL of the date that a text means."""
        if self.ticks:
            return f"CAST({self.instant(text, 'UTC')} AS DATE)"
        if self.formats:
            return f"coalesce(CAST({self._tried(text)} AS DATE), fp_try_date({text}))"
        return f"fp_try_date({text})"

    def has_time(self, text: str) -> str:
        """SQL that says whether a text has a time of day."""
        if self.ticks:
            return "true"
        if any("H" in form or "I" in form for form in self.formats):
            return f"length({text}) > {len('12 Nov 2013')}"
        return f"contains({text}, ':')"

    def _tried(self, text: str) -> str:
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
        parts: How many columns of the file it is made of.
    """

    engine: Engine
    source: str
    value: str
    label: str
    sample_column: str = ""
    parts: int = 1

    def count_shapes(self, *, all_rows: bool) -> Mapping[str, int]:
        """How its texts look, of all rows or of a sample."""
        source, value = (
            (SAMPLE, self.sample_column) if self.sample_column and not all_rows else (self.source, self.value)
        )
        return count_shapes(self.engine, source, value)


def declared_reading(date_format: str) -> DateReading:
    """The reading that a manifest declares.

    >>> declared_reading("%d/%m/%Y")
    DateReading(formats=('%d/%m/%Y',), ticks=0, tail='', zones=())
    >>> declared_reading("epoch_ms").ticks
    1000
    """
    if date_format in NAMED_FORMATS:
        return DateReading(ticks=int(NAMED_FORMATS[date_format] or 0))
    return DateReading(formats=(date_format,))


def read_as_declared(column: DateColumn, date_format: str) -> DateReading:
    """The reading that a manifest declares, with the zone that the last of several columns names, or %Z says."""
    form = date_format.removesuffix(ZONE)
    tail = form[-1:] if form != date_format and form[-1:] in (BAR, " ") else ""
    if not tail and date_format not in NAMED_FORMATS and date_format.count(BAR) + 1 < column.parts:
        tail = BAR
    if not tail:
        return declared_reading(date_format)
    return DateReading(
        formats=(form.removesuffix(tail),),
        tail=tail,
        zones=named_zones(column.engine, column.source, column.value, tail),
    )


def find_reading(column: DateColumn, *, all_rows: bool) -> DateReading:
    """Find how a column is to be read.

    Raises:
        ContributionError: Two readings remain, or none is known.
    """
    zones = named_zones(column.engine, column.source, column.value, " ") if column.parts > 1 else ()
    if zones and sum(engine_zone(zone) is not None for zone in zones) * 2 >= len(zones):
        with column.engine.scratch() as scratch:
            texts = (
                f"SELECT {without_zone('said', ' ')} AS said FROM (SELECT {column.value} AS said FROM {column.source})"  # noqa: S608
            )
            scratch.make(LOCAL, f"{texts} AS texts")
            local = DateColumn(column.engine, LOCAL, "said", column.label)
            return replace(find_reading(local, all_rows=True), tail=" ", zones=zones)
    shapes = column.count_shapes(all_rows=all_rows)
    if not shapes or _matching_share(shapes, ISO) == 1:
        return DateReading()
    shapes = column.count_shapes(all_rows=True)
    others = {shape: times for shape, times in shapes.items() if not ISO.match(shape)}
    if len(others) < len(shapes) and not any(_is_known(shape) for shape in others):
        return DateReading()
    if _matching_share(shapes, ISO) < 0.5:  # noqa: PLR2004 - the most common way is the column's way
        return _most_frequent_reading(column, others)
    try:
        found = _most_frequent_reading(column, others)
    except ContributionError:
        return DateReading()  # a few that nobody can read go to the rejects
    return DateReading() if found.ticks else found


def _is_known(shape: str) -> bool:
    return shape in EPOCHS or shape in COMPACT or PARTS.match(shape) is not None


def _matching_share(shapes: Mapping[str, int], pattern: re.Pattern[str]) -> float:
    return sum(times for shape, times in shapes.items() if pattern.match(shape)) / sum(shapes.values())


def _most_frequent_reading(column: DateColumn, shapes: Mapping[str, int]) -> DateReading:
    """The reading of the most frequent shape that is known; what else there is goes to the rejects."""
    for shape in shapes:
        if shape in EPOCHS or shape in COMPACT:
            return _reading_of_numbers(column, shapes, shape)
        parts = PARTS.match(shape)
        if parts is not None:
            return DateReading(formats=_formats(_day_format(column, parts), shapes))
    raise ContributionError(
        f"{column.label} holds dates written as {next(iter(shapes), 'nothing')[:LONGEST]}, which is not a known way; "
        "declare date_format in [files.options]."
    )


def _reading_of_numbers(column: DateColumn, shapes: Mapping[str, int], most: str) -> DateReading:
    """The one way in which numbers without marks are dates.

    Raises:
        ContributionError: There are two.
    """
    named = {form: DateReading(formats=(form,)) for form in COMPACT.get(most, ())}
    if most in EPOCHS:
        named["a count from 1970"] = DateReading(ticks=EPOCHS[most])
    instants = {name: reading.instant("said", "UTC") for name, reading in named.items()}
    fitting = best_readings(column.engine, column.source, column.value, instants) if len(named) > 1 else tuple(named)
    if len(fitting) > 1:
        raise ContributionError(
            f"{column.label} holds numbers of {len(most)} digits that can be {' or '.join(fitting)}; "
            "declare date_format in [files.options]."
        )
    reading = named[fitting[0] if fitting else next(reversed(named) if most in EPOCHS else iter(named))]
    if reading.ticks or reading.formats != COMPACT[most][:1]:
        return reading
    return DateReading(formats=tuple(forms[0] for shape, forms in COMPACT.items() if shape in shapes))


def _formats(day: str, shapes: Mapping[str, int]) -> tuple[str, ...]:
    clocks = {clock for shape in shapes for clock in _clock(shape)}
    return tuple(day + clock for clock in sorted(clocks, key=lambda clock: (len(clock), clock)))


def _day_format(column: DateColumn, parts: re.Match[str]) -> str:
    first, mark, middle, last = parts[1], parts[2], parts[3], parts[4]
    if len(first) == 4:  # noqa: PLR2004 - a year has four digits
        return f"%Y{mark}%m{mark}%d"
    short = len(last) < 4  # noqa: PLR2004
    year = "%y" if short else "%Y"
    if middle == "a":
        return f"%d{mark}%b{mark}{year}"
    return ORDERS[_order(column, short=short)].format(mark, year)


def _clock(shape: str) -> tuple[str, ...]:
    parts = PARTS.match(shape)
    if parts is None:
        return ()
    if parts[5] is None:
        return ("",)
    return tuple(
        parts[5].replace("a", "T") + clock for pattern, clock in CLOCKS.items() if re.fullmatch(pattern, parts[6])
    )


def _order(column: DateColumn, *, short: bool) -> str:
    """The one order of day, month and year that the values allow.

    Raises:
        ContributionError: Two orders remain, or none.
    """
    orders = possible_orders(find_bounds(column.engine, column.source, column.value), short=short)
    if len(orders) == 1:
        return orders[0]
    if "ymd" in orders:
        raise ContributionError(
            f"{column.label} has years of two digits, which may stand first or last; "
            'declare date_format in [files.options], as "%d/%m/%y" or "%y/%m/%d".'
        )
    evidence = "no day above 12" if orders else "days above 12 in both places"
    raise ContributionError(
        f"{column.label} has {evidence}, so day and month cannot be told apart; "
        'declare date_format in [files.options], as "%d/%m/%Y" or "%m/%d/%Y".'
    )
