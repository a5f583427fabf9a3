"""A file entry and the columns that its file has in, the SQL text of each contract column out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

from finpath.errors import ContributionError, legible
from finpath.ingest.column_types import Typed
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
class Sources:
    """Where the contract's columns come from.

    Args:
        values: Contract column to SQL expression of its text.
        unused: The provider's columns that the contract has no use for.
        row_ids: Whether the file's hash and row numbers serve as ids.
        typed: Contract column to the one column of the file that it is, where the file says what type that has.
    """

    values: dict[str, str]
    unused: tuple[str, ...]
    row_ids: bool
    typed: Mapping[str, Typed]


def wanted(entry: FileEntry, *kinds: Type) -> frozenset[str]:
    """The provider's column names that an entry has a use for, as one of these types or as any."""
    ours = [column.name for column in TABLES[entry.table] if not kinds or column.type in kinds]
    return frozenset(name for column in ours for name in entry.columns.get(column, (column,))) - {ROW}


def sources(entry: FileEntry, records: Records, shown: str) -> Sources:
    """Find every contract column in a file.

    Raises:
        ContributionError: A mapped column or one that must be there is missing.
    """
    theirs = dict(zip(records.names, records.values, strict=True))
    _check_mapped(entry, theirs, shown)
    values: dict[str, str] = {}
    for column in TABLES[entry.table]:
        names = entry.columns.get(column.name, (column.name,))
        parts = [f"fp_text({theirs[name]})" for name in names if name in theirs]
        if column.name in entry.constants:
            parts = [_joined(parts)] if parts else []
            constant = "'" + entry.constants[column.name].replace("'", "''") + "'"
            values[column.name] = f"coalesce({parts[0]}, {constant})" if parts else constant
        elif parts:
            values[column.name] = _joined(parts)
        elif column.required and ROW not in names:
            raise ContributionError(
                f"{shown} has no column {column.name}, which every row of {entry.table} needs; "
                f"name theirs in [files.columns] or its value in [files.constants]. It has: {listed(records.names)}."
            )
    unused = tuple(name for name in records.names if name not in wanted(entry))
    return Sources(values, unused, _row_ids(entry), _typed(entry, records))


def _typed(entry: FileEntry, records: Records) -> dict[str, Typed]:
    """The contract's columns that are one typed column of the file each, and nothing besides."""
    found: dict[str, Typed] = {}
    for column in TABLES[entry.table]:
        there = [name for name in entry.columns.get(column.name, (column.name,)) if name in records.names]
        if len(there) == 1 and there[0] in records.typed and column.name not in entry.constants:
            found[column.name] = records.typed[there[0]]
    return found


def listed(names: Collection[str]) -> str:
    """Names of somebody else's as part of a sentence; what has no end is cut, and what looks like a value not shown.

    >>> listed(["a", "b" * 99])
    'a, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…'
    >>> listed(["mcc", "jo@shop.example", "4711"])
    'mcc and 2 that look like values, not names'
    """
    named = [name for name in names if not VALUE.search(name)]
    shown = [legible(name) for name in islice(named, SHOWN)]
    shown = [name if len(name) <= LONGEST else f"{name[:LONGEST]}…" for name in shown]
    more, values = len(named) - len(shown), len(names) - len(named)
    told = ", ".join(shown) + (f" and {more:,} more" if more else "")
    return " and ".join(filter(None, (told, f"{values:,} that look like values, not names" if values else "")))


def _row_ids(entry: FileEntry) -> bool:
    return any(ROW in names for names in entry.columns.values())


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    joined = f" || '{SEPARATOR}' || ".join(f"fp_part({part})" for part in parts)
    return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {joined} END"


def _check_mapped(entry: FileEntry, theirs: dict[str, str], shown: str) -> None:
    key = TABLES[entry.table][0].name
    for ours, names in entry.columns.items():
        if ROW in names and (ours != key or len(names) > 1):
            raise ContributionError(f'{shown}: "@row" can only stand alone for {key}; name a column for {ours}.')
        missing = [name for name in names if name not in theirs and name != ROW]
        if missing:
            raise ContributionError(
                f"{shown} lacks the column {missing[0]}, which is mapped to {ours}; "
                f"correct [files.columns]. It has: {listed(theirs)}."
            )
