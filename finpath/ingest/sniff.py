"""A file's texts and its manifest's options in, how dates and amounts are to be read out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from finpath.engine import Engine
from finpath.errors import ContributionError
from finpath.ingest.amounts import decimal_mark
from finpath.ingest.column_sample import SAMPLE, shapes, take_sample
from finpath.ingest.column_types import Typed
from finpath.ingest.columns import Sources
from finpath.ingest.dates import DateColumn, DateReading, declared, find
from finpath.ingest.manifest import Manifest
from finpath.ingest.source import Source
from finpath.ingest.validate import Hints, has_codes, is_right
from finpath.tables.contract import TABLES, Column, Type

PERSONS = ("wallet", "remitter", "bank", "vasp")
"""Providers whose payees are persons as a rule."""


MANY = 12
"""Codes of a column that are common; with more, comparing is no cheaper."""


def find_hints(
    engine: Engine, raw: str, file: tuple[Manifest, Source], found: Sources, *, everything: bool = False
) -> Hints:
    """Find, or take from the options, how a file is to be read.

    Args:
        engine: Holds the raw table.
        raw: Its name.
        file: The manifest and the file.
        found: Where the contract's columns come from.
        everything: Whether all rows are asked, or some as long as they leave no doubt.

    Raises:
        ContributionError: Two ways remain, or an option is not known.
    """
    manifest, source = file
    options = source.entry.options
    if options.get("negative_amount", "refund") != "refund":
        raise ContributionError(f'{source.path}: negative_amount can only be "refund"; correct [files.options].')
    sampled = {column.name: found.values[column.name] for column in _columns(source, found) if _is_read(column)}
    with take_sample(engine, raw, sampled):
        dates = _dates(engine, raw, source, found, everything=everything)
        decimal = _decimal(engine, raw, source, found, everything=everything)
        common = _common(engine, source, found)
    return Hints(
        zone=manifest.timezone,
        dates=dates,
        decimal=decimal,
        refunds="negative_amount" in options,
        persons=manifest.kind in PERSONS,
        any_ticker=manifest.kind == "vasp",
        typed=_typed(source, found, dates, decimal),
        common=common,
    )


def _is_read(column: Column) -> bool:
    return has_codes(column) or column.type in (Type.INSTANT, Type.DATE, Type.MONEY)


def _typed(source: Source, found: Sources, dates: Mapping[str, DateReading], decimal: str) -> dict[str, Typed]:
    """The columns to be taken as they are: a format that somebody declared is asked of their texts."""
    return {
        column.name: found.typed[column.name]
        for column in TABLES[source.entry.table]
        if column.name in found.typed
        and found.typed[column.name].serves(column.type)
        and dates.get(column.name, DateReading()) == DateReading()
        and (column.type is not Type.MONEY or decimal == ".")
    }


def _common(engine: Engine, source: Source, found: Sources) -> dict[str, tuple[str, ...]]:
    """The codes that are common in the sample: comparing with them is cheaper than any check."""
    columns = [column for column in _columns(source, found) if has_codes(column)]
    said = engine.arrow(f"SELECT * FROM {SAMPLE}").to_pydict()  # noqa: S608
    often = {column: Counter(map(str, said[column.name])).most_common(MANY) for column in columns}
    return {
        column.name: tuple(code for code, _ in counted if is_right(column, code)) for column, counted in often.items()
    }


def _dates(engine: Engine, raw: str, source: Source, found: Sources, *, everything: bool) -> dict[str, DateReading]:
    said = source.entry.options.get("date_format")
    readings = {}
    for column in _columns(source, found, Type.INSTANT, Type.DATE):
        shown = f"{source.path}, column {column.name},"
        asked = DateColumn(engine, raw, found.values[column.name], shown, sampled=column.name)
        readings[column.name] = declared(said) if said else find(asked, everything=everything)
    return readings


def _decimal(engine: Engine, raw: str, source: Source, found: Sources, *, everything: bool) -> str:
    said = source.entry.options.get("decimal")
    if said not in (None, ",", "."):
        raise ContributionError(f'{source.path}: decimal = "{said}" is neither "," nor "."; correct [files.options].')
    if said is not None:
        return said
    some: dict[str, int] = {}
    for column in _columns(source, found, Type.MONEY):
        asked = (raw, found.values[column.name]) if everything else (SAMPLE, column.name)
        for shape, times in shapes(engine, *asked).items():
            some[shape] = some.get(shape, 0) + times
    if any("," in shape for shape in some) and not everything:
        return _decimal(engine, raw, source, found, everything=True)
    return decimal_mark(some, f"{source.path}")


def _columns(source: Source, found: Sources, *kinds: Type) -> Iterator[Column]:
    """The columns that a file has, of these types or of any."""
    every = (column for column in TABLES[source.entry.table] if column.name in found.values)
    return (column for column in every if not kinds or column.type in kinds)
