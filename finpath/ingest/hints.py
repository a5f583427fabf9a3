"""A file's texts and its manifest's options in, how dates and amounts are to be read out."""

from __future__ import annotations

from collections.abc import Iterator

from finpath.engine import Engine
from finpath.errors import ContributionError
from finpath.ingest.amounts import decimal_mark
from finpath.ingest.census import shapes
from finpath.ingest.columns import Sources
from finpath.ingest.dates import DateColumn, DateReading, declared, find
from finpath.ingest.manifest import Manifest
from finpath.ingest.source import Source
from finpath.ingest.validate import Hints
from finpath.schema import TABLES, Column, Type

PERSONS = ("wallet", "remitter", "bank", "vasp")
"""Providers whose payees are persons as a rule."""


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
    return Hints(
        zone=manifest.timezone,
        dates=_dates(engine, raw, source, found, everything=everything),
        decimal=_decimal(engine, raw, source, found, everything=everything),
        refunds="negative_amount" in options,
        persons=manifest.kind in PERSONS,
        any_ticker=manifest.kind == "vasp",
    )


def _dates(engine: Engine, raw: str, source: Source, found: Sources, *, everything: bool) -> dict[str, DateReading]:
    said = source.entry.options.get("date_format")
    readings = {}
    for column in _columns(source, found, Type.INSTANT, Type.DATE):
        asked = DateColumn(engine, raw, found.values[column.name], f"{source.path}, column {column.name},")
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
        for shape, times in shapes(engine, raw, found.values[column.name], everything=everything).items():
            some[shape] = some.get(shape, 0) + times
    if any("," in shape for shape in some) and not everything:
        return _decimal(engine, raw, source, found, everything=True)
    return decimal_mark(some, f"{source.path}")


def _columns(source: Source, found: Sources, *kinds: Type) -> Iterator[Column]:
    return (column for column in TABLES[source.entry.table] if column.type in kinds and column.name in found.values)
