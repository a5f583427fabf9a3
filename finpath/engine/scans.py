"""What an engine must know of a file of somebody else's to read its columns as text: c0, c1, … in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

PER_VALUE = 10
"""Bytes that a value takes in an engine's memory: most are numbers and short texts."""

PER_BYTE = 2
"""Bytes that a byte of a file takes there that is text: a text of any length has sixteen beside it."""


@dataclass(frozen=True)
class CsvScan:
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
    def size(self) -> int:
        """Bytes that its rows may come to in memory, about."""
        return PER_BYTE * self.path.stat().st_size


HIDING = {"file_row_number", "_metadata"}
"""Names under which engines give what they know of a Parquet file's rows, unless the file has them too."""

UNREAD = ("CAST(NULL AS STRING)", "CAST(NULL AS STRING)")


@dataclass(frozen=True)
class ParquetScan:
    """A Parquet file; every type is written out as text, so that it is read as text in CSV is, and given as it is.

    Its rows know their numbers, so that it may be read in any order: in order it takes twice the time to keep.

    Args:
        path: The file.
        columns: Name and Arrow type of each column; what has no name is not read.
        rows: How many there are.
    """

    path: Path
    columns: tuple[tuple[str, str], ...]
    rows: int = 0

    @property
    def read(self) -> tuple[tuple[str, str], ...]:
        """The text of each column, and the column as it is, in SQL that both engines take."""
        return tuple((as_text(name, kind), as_value(name, kind)) if name else UNREAD for name, kind in self.columns)

    @property
    def row(self) -> str | None:
        """The column beside them with a row's number in the file, from 1; None where theirs hide the engines' own."""
        return None if {name.lower() for name, _ in self.columns} & HIDING else "row"

    @property
    def size(self) -> int:
        """Bytes that its rows may come to in memory, about."""
        return self.rows * len(self.columns) * PER_VALUE


Scan = CsvScan | ParquetScan
"""A file that an engine reads by itself."""


Remarks = list[str]
"""What a program has to say of a file; it adds to them when it comes to the end."""


@dataclass(frozen=True)
class Batches:
    """Records that a program reads, where the engine has no reader of its own: columns c0, c1 and so on.

    Nothing is written to disk, and no more is read than the engine asks for: for a sample, a first batch.

    Args:
        width: How many columns each batch has.
        open: Begins to read; called anew whenever the engine reads the records, with the list of what it remarks. What
            it raises, the engine raises. It goes to other machines with all that it holds: its file by its path alone.
        kinds: The type of each column, where they are not all text.
        path: The file; None where the records are in the memory of this process.
    """

    width: int
    open: Callable[[Remarks], Iterator[pa.RecordBatch]]
    kinds: tuple[pa.DataType, ...] = ()
    path: Path | None = None

    @property
    def size(self) -> int:
        """Bytes that its rows may come to in memory, about; what is there already is not asked."""
        return PER_BYTE * self.path.stat().st_size if self.path is not None else 0

    @property
    def schema(self) -> pa.Schema:
        """The columns of each batch."""
        kinds = self.kinds or (pa.string(),) * self.width
        return pa.schema([(f"c{index}", kind) for index, kind in enumerate(kinds)])


def lines(path: Path) -> Scan:
    """A text file read as lines: one column, nothing quoted, nothing separated."""
    return CsvScan(path, 1, "\x01", header=False, quote="")


def as_text(name: str, kind: str) -> str:
    r"""SQL that writes a column out as text: an instant with a zone in UTC, a whole float without decimals.

    Programs keep identifiers as floats as soon as one is missing, and 12345.0 is nobody's name.

    >>> as_text("at", "timestamp[us, tz=Asia/Tokyo]")
    'fp_zoned_text("at")'
    """
    column = '"' + name.replace('"', '""') + '"'
    if kind.startswith("timestamp") and "tz=" in kind:
        return f"fp_zoned_text({column})"
    if kind == "double":
        return f"fp_float_text({column})"
    if kind == "float":  # as it is written: made into a double, 0.1 would be 0.10000000149
        return f"fp_float_text(CAST(CAST({column} AS STRING) AS DOUBLE))"
    return f"CAST({column} AS STRING)"


def as_value(name: str, kind: str) -> str:
    """SQL of a column as it is; an instant with a zone in UTC, without it.

    >>> as_value("at", "timestamp[us, tz=Asia/Tokyo]")
    'fp_in_utc("at")'
    """
    column = '"' + name.replace('"', '""') + '"'
    return f"fp_in_utc({column})" if kind.startswith("timestamp") and "tz=" in kind else column
