"""Where the tables of Spark lie: a folder that all machines share, one folder in it for each writing of a table."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.engine.workspace import Workspace

GROUP = 1 << 17
"""Rows of a row group in what is written here; a worker reads one at a time."""

SPECIAL = re.compile(r"([][{}*?\\])")
"""What stands for many files in a path that Spark reads."""


class SparkStore:
    """The Parquet files of each table; a table that is written again gets a new folder."""

    def __init__(self, parent: Path | None) -> None:
        """Make the folder.

        Raises:
            ConfigError: It cannot be made.
        """
        self._workspace = Workspace(parent)
        self._written = 0
        self._places: dict[str, list[Path]] = {}
        self._links: dict[Path, Path] = {}

    @property
    def folder(self) -> Path:
        """Of everything temporary."""
        return self._workspace.path

    def names(self) -> tuple[str, ...]:
        """The tables that there are."""
        return tuple(self._places)

    def place(self, name: str) -> Path:
        """A new folder for the rows of a table; nothing is in it."""
        self._written += 1
        path = self.folder / "tables" / str(self._written)
        self._places.setdefault(name, []).append(path)
        return path

    def write(self, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Path:
        """Write rows that are on this machine, in their order, without holding them all."""
        path = self.make_place(name)
        write_rows(path, schema, batches)
        return path

    def make_place(self, name: str) -> Path:
        """A new folder for the rows of a table that is there already, for whoever writes them by himself."""
        path = self.place(name)
        path.mkdir(parents=True)
        return path

    def link(self, path: Path) -> Path:
        """A file of somebody else's under a name of ours: by its own, it may look packed, hidden or many."""
        link = self.folder / "files" / f"{len(self._links)}.data"
        link.parent.mkdir(exist_ok=True)
        link_path = self._links.setdefault(path.resolve(), link)
        if link_path is link:
            link.symlink_to(path.resolve())
        return link_path

    def read(self, name: str) -> Iterator[pa.RecordBatch]:
        """The rows of a table, in the order in which they were written."""
        for part in sorted(self._places[name][-1].glob("*.parquet")):
            with pq.ParquetFile(part) as file:
                yield from file.iter_batches()

    def remove_earlier(self, name: str, *, still: bool) -> None:
        """Remove what a table was before, where nothing reads it still."""
        before = [] if still else self._places.get(name, [])[:-1]
        for path in before:
            shutil.rmtree(path, ignore_errors=True)
            self._places[name].remove(path)

    def remove(self, name: str) -> None:
        """Remove all that was written of a table."""
        for path in self._places.pop(name, []):
            shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """Remove everything."""
        self._workspace.close()


def write_rows(folder: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Write rows as the one file of a folder: there is all of it, or, of whoever is stopped in the middle, none."""
    unfinished = folder / f".{uuid.uuid4().hex}"  # a lost worker may still write when another begins anew
    with pq.ParquetWriter(unfinished, _parquet_schema(schema), compression="zstd") as writer:
        for batch in batches:
            writer.write_table(pa.Table.from_batches([batch]).cast(writer.schema), row_group_size=GROUP)
    unfinished.replace(folder / "part-00000.parquet")


def address(path: Path) -> str:
    """What Spark takes for this path of a file system that all machines share, whatever letters are in it."""
    return "file://" + SPECIAL.sub(r"\\\1", str(path))


def _parquet_schema(schema: pa.Schema) -> pa.Schema:
    """The types that Spark reads from Parquet: text of one kind, instants of microseconds, signed numbers."""
    return pa.schema([pa.field(field.name, _parquet_type(field.type)) for field in schema])


def _parquet_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _parquet_type(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", kind.tz)
    if pa.types.is_unsigned_integer(kind):
        return pa.int64()
    return pa.int32() if pa.types.is_null(kind) else kind
