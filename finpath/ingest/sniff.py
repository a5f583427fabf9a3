"""Finds how dates, amounts and codes of a file are to be read, from its options and a sample of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from finpath.engine import Engine
from finpath.errors import ContributionError
from finpath.ingest.amounts import decimal_mark
from finpath.ingest.column_sample import SAMPLE, count_shapes, take_sample
from finpath.ingest.column_types import NativeColumn
from finpath.ingest.columns import ColumnSources
from finpath.ingest.dates import DateColumn, DateReading, declared_reading, find_reading
from finpath.ingest.manifest import Manifest
from finpath.ingest.source import ContributedFile
from finpath.ingest.validate import Hints, has_codes, is_code
from finpath.tables.contract import TABLES, Column, Type

PERSONS = ("wallet", "remitter", "bank", "vasp")
"""Providers whose payees are persons as a rule."""


MANY = 12
"""Codes of a column that are common; with more, comparing is no cheaper."""


def find_hints(
    engine: Engine,
    raw: str,
    file: tuple[Manifest, ContributedFile],
    columns_found: ColumnSources,
    *,
    all_rows: bool = False,
) -> Hints:
    """Find, or take from the options, how a file is to be read.

    Args:
        engine: Holds the raw table.
        raw: Its name.
        file: The manifest and the file.
        columns_found: Where the contract's columns come from.
        all_rows: Whether all rows are asked, or some as long as they leave no doubt.

    Raises:
        ContributionError: Two ways remain, or an option is not known.
    """
    manifest, source = file
    options = source.entry.options
    if options.get("negative_amount", "refund") != "refund":
        raise ContributionError(f'{source.path}: negative_amount can only be "refund"; correct [files.options].')
    sampled = {
        column.name: columns_found.values[column.name]
        for column in _columns(source, columns_found)
        if _needs_hints(column)
    }
    with take_sample(engine, raw, sampled):
        dates = _find_dates(engine, raw, source, columns_found, all_rows=all_rows)
        decimal = _find_decimal(engine, raw, source, columns_found, all_rows=all_rows)
        common = _common_codes(engine, source, columns_found)
    return Hints(
        zone=manifest.timezone,
        dates=dates,
        decimal=decimal,
        refunds="negative_amount" in options,
        persons=manifest.kind in PERSONS,
        any_ticker=manifest.kind == "vasp",
        native=_native_columns(source, columns_found, dates, decimal),
        common=common,
        source_kinds=manifest.source_kinds,
    )


def _needs_hints(column: Column) -> bool:
    return has_codes(column) or column.type in (Type.INSTANT, Type.DATE, Type.MONEY)


def _native_columns(
    source: ContributedFile, columns_found: ColumnSources, dates: Mapping[str, DateReading], decimal: str
) -> dict[str, NativeColumn]:
    """The columns to be taken as they are: a format that somebody declared is asked of their texts."""
    return {
        column.name: columns_found.native[column.name]
        for column in TABLES[source.entry.table]
        if column.name in columns_found.native
        and columns_found.native[column.name].is_compatible(column.type)
        and dates.get(column.name, DateReading()) == DateReading()
        and (column.type is not Type.MONEY or decimal == ".")
    }


def _common_codes(engine: Engine, source: ContributedFile, columns_found: ColumnSources) -> dict[str, tuple[str, ...]]:
    """The codes that are common in the sample: comparing with them is cheaper than any check."""
    columns = [column for column in _columns(source, columns_found) if has_codes(column)]
    values = engine.arrow(f"SELECT * FROM {SAMPLE}").to_pydict()  # noqa: S608
    often = {column: Counter(map(str, values[column.name])).most_common(MANY) for column in columns}
    return {column.name: tuple(code for code, _ in counts if is_code(column, code)) for column, counts in often.items()}


def _find_dates(
    engine: Engine, raw: str, source: ContributedFile, columns_found: ColumnSources, *, all_rows: bool
) -> dict[str, DateReading]:
    declared_format = source.entry.options.get("date_format")
    readings = {}
    for column in _columns(source, columns_found, Type.INSTANT, Type.DATE):
        label = f"{source.path}, column {column.name},"
        date_column = DateColumn(engine, raw, columns_found.values[column.name], label, sample_column=column.name)
        readings[column.name] = (
            declared_reading(declared_format) if declared_format else find_reading(date_column, all_rows=all_rows)
        )
    return readings


def _find_decimal(
    engine: Engine, raw: str, source: ContributedFile, columns_found: ColumnSources, *, all_rows: bool
) -> str:
    declared = source.entry.options.get("decimal")
    if declared not in (None, ",", "."):
        raise ContributionError(
            f'{source.path}: decimal = "{declared}" is neither "," nor "."; correct [files.options].'
        )
    if declared is not None:
        return declared
    shapes: dict[str, int] = {}
    for column in _columns(source, columns_found, Type.MONEY):
        texts = (raw, columns_found.values[column.name]) if all_rows else (SAMPLE, column.name)
        for shape, times in count_shapes(engine, *texts).items():
            shapes[shape] = shapes.get(shape, 0) + times
    if any("," in shape for shape in shapes) and not all_rows:
        return _find_decimal(engine, raw, source, columns_found, all_rows=True)
    return decimal_mark(shapes, f"{source.path}")


def _columns(source: ContributedFile, columns_found: ColumnSources, *kinds: Type) -> Iterator[Column]:
    """The columns that a file has, of these types or of any."""
    every = (column for column in TABLES[source.entry.table] if column.name in columns_found.values)
    return (column for column in every if not kinds or column.type in kinds)
