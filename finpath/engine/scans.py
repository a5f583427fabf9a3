"""A file of somebody else's in, a SELECT of its columns as text out: c0, c1, … in the order of the file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa


class Scan(ABC):
    """How the engine reads one file as text."""

    @property
    @abstractmethod
    def sql(self) -> str:
        """The SELECT that gives every column as text, in the order of the file."""


@dataclass(frozen=True)
class CsvScan(Scan):
    """Separated text in UTF-8 with a header line; a record that does not fit is an error, never a guess.

    Args:
        path: The file.
        width: How many columns the header names.
        delimiter: One character.
        header: Whether the first line is a header to be skipped.
        quote: One character, or none where a line is taken as it is.
    """

    path: Path
    width: int
    delimiter: str
    header: bool = True
    quote: str = '"'

    @property
    def sql(self) -> str:
        """All columns as text; an empty field is NULL."""
        columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(self.width))
        return (
            f"SELECT * FROM read_csv({_text(str(self.path))}, columns = {{{columns}}}, auto_detect = false, "  # noqa: S608
            f"header = {str(self.header).lower()}, delim = {_text(self.delimiter)}, quote = {_text(self.quote)}, "
            f"escape = {_text(self.quote)}, nullstr = '', max_line_size = 16777216, compression = 'none')"
        )


@dataclass(frozen=True)
class ParquetScan(Scan):
    """A Parquet file; every type is written out as text, so that text in Parquet is read as text in CSV is.

    Args:
        path: The file.
        columns: Name and Arrow type of each column.
    """

    path: Path
    columns: tuple[tuple[str, str], ...]

    @property
    def sql(self) -> str:
        """All columns as text; instants with a zone are written in UTC, bytes are read as UTF-8."""
        columns = ", ".join(f"{_as_text(name, kind)} AS c{index}" for index, (name, kind) in enumerate(self.columns))
        return f"SELECT {columns} FROM read_parquet({_text(str(self.path))}, binary_as_string = true)"  # noqa: S608


@dataclass(frozen=True)
class Batches:
    """Records that a program reads, where the engine has no reader of its own: text in columns c0, c1 and so on.

    Nothing is written to disk, and no more is read than the engine asks for: for a sample, a first batch.

    Args:
        width: How many columns each batch has, all of them text.
        open: Begins to read; called anew whenever the engine reads the records. What it raises, the engine raises.
    """

    width: int
    open: Callable[[], Iterator[pa.RecordBatch]]

    @property
    def schema(self) -> pa.Schema:
        """The columns of each batch."""
        return pa.schema([(f"c{index}", pa.string()) for index in range(self.width)])


def lines(path: Path) -> Scan:
    """A text file read as lines: one column, nothing quoted, nothing separated."""
    return CsvScan(path, 1, "\x01", header=False, quote="")


def _as_text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind.startswith("timestamp") and "tz=" in kind:
        return f"CAST(timezone('UTC', {column}) AS VARCHAR) || 'Z'"
    return f"CAST({column} AS VARCHAR)"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
