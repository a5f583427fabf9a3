"""Finds how dates, amounts and codes of a file are to be read, from its options and a sample of its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from finpath.engine import Engine
from finpath.errors import ContributionError
from finpath.ingest.amounts import decimal_mark
from finpath.ingest.codes import currencies_by_decimals
from finpath.ingest.column_sample import SAMPLE, count_shapes, take_sample
from finpath.ingest.column_types import NativeColumn
from finpath.ingest.columns import ColumnSources
from finpath.ingest.dates import DateColumn, DateReading, find_reading, read_as_declared
from finpath.ingest.manifest import Manifest
from finpath.ingest.sides import PERSONS
from finpath.ingest.source import ContributedFile
from finpath.ingest.tokens import key_id
from finpath.ingest.validate import SPELLED, Hints, has_codes, is_code
from finpath.tables.contract import TABLES, Column, Type

REFUND, PURCHASE, CREDIT = "refund", "purchase", "credit"
"""What a negative amount may be; where it is a purchase, a positive one is a credit."""

NEGATIVE = "^[(]?[-\u2212]|[0-9]-$"
SIGNS = "SELECT count(*) FROM {source} WHERE {value}"
BALANCE = "SELECT count(CASE WHEN {value} THEN 1 END), count(CASE WHEN NOT {value} THEN 1 END) FROM {source}"
BANKS_SIGNS = (
    "most amounts are negative, as a bank writes what was paid: those are purchases, and positive ones credits"
    ' (negative_amount = "purchase" in [files.options] says so too).'
)
THOUSANDTHS = 3
OTHERS = "SELECT count(*) FROM {source} WHERE coalesce({currency} NOT IN ({codes}), true)"
"""Rows in other currencies than these."""

KEYS_OF = "SELECT fp_first({value}, 8) AS key FROM {source} WHERE fp_matches({value}, '{token}')"
KEYS = "SELECT key FROM ({each}) AS keys GROUP BY key ORDER BY count(*) DESC, key"
NO_KEY = "aaaaaaaa"
"""Stands for the id of a key where a file has no token at all."""

MOST_KEYS = 3
"""Other keys that a reason names."""

THREE_ALONE = re.compile(r"-?9{1,3}\.9{3}")
THREE = re.compile(r"(^|[^9])9{1,3}\.9{3}($|[^9])")
"""A dot that may group thousands."""

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
    if options.get("negative_amount", REFUND) not in (REFUND, PURCHASE):
        raise ContributionError(
            f'{source.path}: negative_amount is neither "{REFUND}" nor "{PURCHASE}"; correct [files.options].'
        )
    asked = (column.name for column in _columns(source, columns_found) if _needs_hints(column))
    sampled = {name: columns_found.values[name] for name in asked}
    with take_sample(engine, raw, sampled):
        dates = _find_dates(engine, raw, source, columns_found, all_rows=all_rows)
        decimal = _find_decimal(engine, raw, source, columns_found, all_rows=all_rows)
        common = _common_codes(engine, source, columns_found)
        native = _native_columns(source, columns_found)
        sign = _find_sign(engine, raw, file, columns_found)
        made, others = _find_keys(engine, raw, file, columns_found)
    return Hints(
        zone=manifest.timezone,
        dates=dates,
        decimal=decimal,
        sign=sign,
        remarks=(BANKS_SIGNS,) if sign == PURCHASE and options.get("negative_amount") != PURCHASE else (),
        persons=manifest.kind in PERSONS,
        surrogate=source.entry.surrogate,
        any_ticker=manifest.kind == "vasp",
        native=native,
        common=common,
        source_kinds=manifest.source_kinds,
        made=made,
        other_keys=others,
    )


def _find_keys(
    engine: Engine, raw: str, file: tuple[Manifest, ContributedFile], columns_found: ColumnSources
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the keys that tokens may have been made with, and of others that some were.

    The roster says it, or the key that is here; where neither does, the file is taken at its word.
    """
    manifest, source = file
    if not source.entry.has_tokens:
        return (), ()
    values = [columns_found.values[column.name] for column in _columns(source, columns_found, Type.TOKEN)]
    each = " UNION ALL ".join(KEYS_OF.format(value=value, source=raw, token=SPELLED) for value in values)
    found = [str(key) for (key,) in engine.rows(KEYS.format(each=each))] if each else []
    own = source.request.surrogates.keys.member
    known = manifest.token_keys or ((key_id(own),) if own is not None else tuple(found[:1])) or (NO_KEY,)
    return known, tuple(key for key in found if key not in known)[:MOST_KEYS]


def _needs_hints(column: Column) -> bool:
    return has_codes(column) or column.type in (Type.INSTANT, Type.DATE, Type.MONEY)


def _native_columns(source: ContributedFile, columns_found: ColumnSources) -> dict[str, NativeColumn]:
    """The columns to be taken as they are: what somebody declared of dates and decimals is about texts."""
    return {
        column.name: columns_found.native[column.name]
        for column in TABLES[source.entry.table]
        if column.name in columns_found.native and columns_found.native[column.name].is_compatible(column.type)
    }


def _find_sign(
    engine: Engine,
    raw: str,
    file: tuple[Manifest, ContributedFile],
    columns_found: ColumnSources,
) -> str:
    """What a negative amount is: what the manifest says, or what the two columns mean that hold it.

    Of a bank's file, most amounts are what its customers paid, so that a bank which writes most of them as negative
    writes purchases so. Nothing else is asked where no amount of the sample is negative.
    """
    manifest, source = file
    declared = source.entry.options.get("negative_amount", "")
    if columns_found.is_signed_by_column:
        return REFUND if declared == REFUND else CREDIT
    asked = manifest.kind == "bank" and source.entry.table == "transactions" and "kind" not in columns_found.values
    if not asked or declared == PURCHASE or "amount" not in columns_found.values:
        return declared
    if not engine.count(SIGNS.format(value=_sign_sql("amount"), source=SAMPLE)):
        return declared
    value = columns_found.values["amount"]
    ((below, above),) = engine.rows(BALANCE.format(value=_sign_sql(f"{value}"), source=raw))
    return PURCHASE if int(str(below)) > int(str(above)) else declared


def _sign_sql(value: str) -> str:
    return f"fp_matches({value}, '{NEGATIVE}')"


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
        parts = columns_found.parts.get(column.name, 1)
        date_column = DateColumn(engine, raw, columns_found.values[column.name], label, column.name, parts)
        readings[column.name] = (
            read_as_declared(date_column, declared_format)
            if declared_format
            else find_reading(date_column, all_rows=all_rows)
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
    if any("," in shape or THREE.search(shape) for shape in shapes) and not all_rows:
        return _find_decimal(engine, raw, source, columns_found, all_rows=True)
    if (
        all_rows
        and all(THREE_ALONE.fullmatch(shape) for shape in shapes)
        and _has_three_decimals(engine, raw, columns_found)
    ):
        return "."
    return decimal_mark(shapes, f"{source.path}")


def _has_three_decimals(engine: Engine, raw: str, columns_found: ColumnSources) -> bool:
    """Say whether every row is in a currency of three decimals: then three after a dot are those."""
    currency = columns_found.values.get("currency")
    if currency is None:
        return False
    codes = ", ".join(f"'{code}'" for code in currencies_by_decimals()[THOUSANDTHS])
    return not engine.count(OTHERS.format(currency=currency, codes=codes, source=raw))


def _columns(source: ContributedFile, columns_found: ColumnSources, *kinds: Type) -> Iterator[Column]:
    """The columns that a file has, of these types or of any."""
    every = (column for column in TABLES[source.entry.table] if column.name in columns_found.values)
    return (column for column in every if not kinds or column.type in kinds)
