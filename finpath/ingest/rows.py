"""Records that a format makes row by row in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from finpath.engine import Batches, Remarks
from finpath.ingest.format import Records

SIZE = 1 << 13
"""Rows of a batch."""

Row = tuple[str | None, ...]
"""The number of the record in its file, a key of its faults or None, and its values in the order of the names."""


def records_of_rows(
    names: Sequence[str],
    rows: Callable[[Remarks], Iterator[Row]],
    faults: Mapping[str, str],
    path: Path,
    mapped: Mapping[str, tuple[str, ...]] | None = None,
) -> Records:
    """Say how rows are read that a program makes.

    Args:
        names: Of the values.
        rows: Begins to read; called anew whenever the engine reads, with the list of what is to be remarked.
        faults: Key to reason: records that cannot be read.
        path: The file.
        mapped: The contract's columns that are others of these, where the manifest says nothing of them.
    """
    width = len(names) + 2
    return Records(
        scan=Batches(width, lambda remarks: _batches(rows(remarks), width), path=path),
        names=tuple(names),
        values=tuple(f"c{index}" for index in range(2, width)),
        broken={f"c1 = '{fault}'": reason for fault, reason in faults.items()},
        row="CAST(c0 AS BIGINT)",
        mapped=mapped or {},
    )


def faulty_row(number: int, fault: str, names: Sequence[str]) -> Row:
    """A record of which nothing can be read."""
    return (str(number), fault, *[None] * len(names))


def _batches(rows: Iterator[Row], width: int) -> Iterator[pa.RecordBatch]:
    names = [f"c{index}" for index in range(width)]
    while piece := list(islice(rows, SIZE)):
        yield pa.record_batch([_texts(column) for column in zip(*piece, strict=True)], names=names)


def _texts(values: Sequence[str | None]) -> pa.Array:
    """Text without what no text has: halves of characters, and NUL."""
    try:
        texts = pa.array(values, pa.string())
    except UnicodeEncodeError:
        texts = pa.array([value and value.encode(errors="replace").decode() for value in values], pa.string())
    return pc.replace_substring(texts, "\0", "\N{REPLACEMENT CHARACTER}")
