"""Maps the columns of a file to those of the contract."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

from finpath.errors import ContributionError, legible
from finpath.ingest.column_types import NativeColumn
from finpath.ingest.format import Records
from finpath.ingest.manifest import FileEntry
from finpath.tables.contract import TABLES, Type

ROW = "@row"
SEPARATOR = "|"
"""Between the parts of a joined column; fp_part escapes it inside them, so that no two joins look alike."""


VALUE = re.compile(r"^[^A-Za-z]*$|@|://|[0-9]{5}")
"""What no column is called, and a value may look like; the first line of a file without a header is one of values."""

SHOWN, LONGEST = 30, 40
"""How many names a sentence lists, and how many letters of each."""


@dataclass(frozen=True)
class ColumnSources:
    """Where the contract's columns come from.

    Args:
        values: Contract column to SQL expression of its text.
        unused: The provider's columns that the contract has no use for.
        row_ids: Whether the file's hash and row numbers serve as ids.
        native: Contract column to the one column of the file that it is, where the file says what type that has.
    """

    values: dict[str, str]
    unused: tuple[str, ...]
    row_ids: bool
    native: Mapping[str, NativeColumn]


def provider_columns(entry: FileEntry, *kinds: Type) -> frozenset[str]:
    """The provider's column names that an entry has a use for, as one of these types or as any."""
    ours = [column.name for column in TABLES[entry.table] if not kinds or column.type in kinds]
    return frozenset(name for column in ours for name in entry.columns.get(column, (column,))) - {ROW}


def find_columns(entry: FileEntry, records: Records, label: str) -> ColumnSources:
    """Find every contract column in a file.

    Raises:
        ContributionError: A mapped column or one that must be there is missing.
    """
    theirs = dict(zip(records.names, records.values, strict=True))
    _check_mapped(entry, theirs, label)
    values: dict[str, str] = {}
    for column in TABLES[entry.table]:
        names = entry.columns.get(column.name, (column.name,))
        parts = [f"fp_text({theirs[name]})" for name in names if name in theirs]
        if column.name in entry.constants:
            parts = [_concatenation(parts)] if parts else []
            constant = "'" + entry.constants[column.name].replace("'", "''") + "'"
            values[column.name] = f"coalesce({parts[0]}, {constant})" if parts else constant
        elif parts:
            values[column.name] = _concatenation(parts)
        elif column.required and ROW not in names:
            raise ContributionError(
                f"{label} has no column {column.name}, which every row of {entry.table} needs; "
                "name theirs in [files.columns] or its value in [files.constants]. "
                f"It has: {list_names(records.names)}."
            )
    unused = tuple(name for name in records.names if name not in provider_columns(entry))
    return ColumnSources(values, unused, _row_ids(entry), _native_columns(entry, records))


def _native_columns(entry: FileEntry, records: Records) -> dict[str, NativeColumn]:
    """The contract's columns that are one typed column of the file each, and nothing besides."""
    columns: dict[str, NativeColumn] = {}
    for column in TABLES[entry.table]:
        there = [name for name in entry.columns.get(column.name, (column.name,)) if name in records.names]
        if len(there) == 1 and there[0] in records.native and column.name not in entry.constants:
            columns[column.name] = records.native[there[0]]
    return columns


def list_names(names: Collection[str]) -> str:
    """Names of somebody else's as part of a sentence; what has no end is cut, and what looks like a value not shown.

    >>> list_names(["a", "b" * 99])
    'a, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…'
    >>> list_names(["mcc", "jo@shop.example", "4711"])
    'mcc and 2 that look like values, not names'
    """
    names_only = [name for name in names if not VALUE.search(name)]
    first = [legible(name) for name in islice(names_only, SHOWN)]
    first = [name if len(name) <= LONGEST else f"{name[:LONGEST]}…" for name in first]
    more, values = len(names_only) - len(first), len(names) - len(names_only)
    listing = ", ".join(first) + (f" and {more:,} more" if more else "")
    return " and ".join(filter(None, (listing, f"{values:,} that look like values, not names" if values else "")))


def _row_ids(entry: FileEntry) -> bool:
    return any(ROW in names for names in entry.columns.values())


def _concatenation(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    joined = f" || '{SEPARATOR}' || ".join(f"fp_part({part})" for part in parts)
    return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {joined} END"


def _check_mapped(entry: FileEntry, theirs: dict[str, str], label: str) -> None:
    key = TABLES[entry.table][0].name
    for ours, names in entry.columns.items():
        if ROW in names and (ours != key or len(names) > 1):
            raise ContributionError(f'{label}: "@row" can only stand alone for {key}; name a column for {ours}.')
        missing = [name for name in names if name not in theirs and name != ROW]
        if missing:
            raise ContributionError(
                f"{label} lacks the column {missing[0]}, which is mapped to {ours}; "
                f"correct [files.columns]. It has: {list_names(theirs)}."
            )
