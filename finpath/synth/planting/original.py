"""The records of a provider's files as they were contributed, column by column, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from finpath.engine import Engine
from finpath.errors import EngineError
from finpath.ingest.columns import SIGN
from finpath.ingest.format import Records
from finpath.ingest.manifest import FileEntry, Manifest
from finpath.ingest.source import ContributedFile
from finpath.synth.planting.record import Record, parse_object
from finpath.tables.contract import TABLES

SAME_FORMATS = ("csv", "jsonl", "parquet")
"""Formats that are written as their provider writes them; all others are written as CSV."""

ABOUT_VALUES = ("decimal", "negative_amount", "sign")
"""Options that hold for what a file says, however it is written."""

Place = tuple[int, int]
"""A file's number in the ledger, and a row of it."""


@dataclass(frozen=True)
class OriginalFiles:
    """The files of one entry.

    Args:
        engine: Holds their records as text.
        manifest: Whose they are.
        entry: What the manifest says of them.
        files: Number in the ledger to file.
        records: Number in the ledger to how its records are read.
    """

    engine: Engine
    manifest: Manifest
    entry: FileEntry
    files: Mapping[int, ContributedFile]
    records: Mapping[int, Records]

    @property
    def source(self) -> ContributedFile:
        """The file that new ones are like: the last."""
        return self.files[max(self.files)]

    @property
    def names(self) -> tuple[str, ...]:
        """The provider's own column names, in the order of that file."""
        return self.records[max(self.files)].names

    @property
    def keeps_format(self) -> bool:
        """Whether new files are of the format of that file; else they are CSV."""
        return self.source.format.name in SAME_FORMATS

    @property
    def options(self) -> dict[str, str]:
        """What the manifest says of how to read the values of new files; there is nothing above their header."""
        kept = [name for name in self.entry.options if name != "skip_lines"] if self.keeps_format else ABOUT_VALUES
        return {name: self.entry.options[name] for name in kept if name in self.entry.options}

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The contract's columns that are called otherwise: as the manifest says, or else as the format does."""
        return {**self.records[max(self.files)].mapped, **self.entry.columns}

    @property
    def used(self) -> tuple[str, ...]:
        """Those of them that the contract has a use for: what a format read from others is not said again in them."""
        wanted = {name for column in TABLES[self.entry.table] for name in self.theirs(column.name)}
        wanted.add(self.options.get(SIGN, ""))
        return tuple(name for name in self.names if name in wanted)

    def theirs(self, ours: str) -> tuple[str, ...]:
        """The provider's columns that one of the contract's is made of; none where the file does not say it."""
        return tuple(name for name in self.columns.get(ours, (ours,)) if name in self.names)

    def texts(self, name: str) -> pa.Array:
        """Every distinct text of one column, in order."""
        parts = [
            f"SELECT {records.values[records.names.index(name)]} AS said FROM original_{index}"  # noqa: S608
            for index, records in self.records.items()
            if name in records.names
        ]
        every = " UNION ALL ".join(parts)
        return self._column(f"SELECT DISTINCT said FROM ({every}) AS every WHERE said IS NOT NULL ORDER BY said")  # noqa: S608

    def _column(self, sql: str) -> pa.Array:
        column = self.engine.arrow(sql)["said"].combine_chunks()
        return column if isinstance(column, pa.Array) else pa.concat_arrays(column.chunks)

    def rows(self, wanted: Mapping[int, Sequence[int]]) -> dict[Place, Record]:
        """Give the records at these rows of the files."""
        by_place: dict[Place, Record] = {}
        for index, numbers in sorted(wanted.items()):
            with self.engine.scratch() as scratch:
                scratch.register("wanted", pa.table({"row": pa.array(sorted(set(numbers)), pa.int64())}))
                source = f"original_{index} JOIN wanted ON wanted.row = position"
                by_place |= {(index, row): record for row, record in self._read(index, source)}
        return by_place

    def everything(self) -> list[Record]:
        """Give every record; for small tables."""
        return [record for index in sorted(self.files) for _, record in self._read(index, f"original_{index}")]

    def _read(self, index: int, source: str) -> list[tuple[int, Record]]:
        records = self.records[index]
        whole = self.files[index].format.name == "jsonl"
        values = ", ".join(
            f"{value} AS said_{place}" for place, value in enumerate(["c0"] if whole else records.values)
        )
        table = self.engine.arrow(f"SELECT position, {values} FROM {source} ORDER BY position")  # noqa: S608
        numbers = table["position"].to_pylist()
        columns = [pc.cast(column, pa.string()).to_pylist() for column in table.columns[1:]]
        if whole:
            return [
                (row, parse_object(line)) for row, line in zip(numbers, columns[0], strict=True) if _is_object(line)
            ]
        rows = zip(*columns, strict=True)
        return [(row, dict(zip(records.names, texts, strict=True))) for row, texts in zip(numbers, rows, strict=True)]


def _is_object(line: str | None) -> bool:
    try:
        return line is not None and isinstance(parse_object(line), dict)
    except (ValueError, AttributeError):
        return False


def open_original(
    engine: Engine, manifest: Manifest, entry: FileEntry, files: Mapping[int, ContributedFile]
) -> OriginalFiles:
    """Let the engine hold the records of an entry's files."""
    records = {index: _number_rows(engine, index, source) for index, source in files.items()}
    return OriginalFiles(engine, manifest, entry, files, records)


def _number_rows(engine: Engine, index: int, source: ContributedFile) -> Records:
    try:
        return _load(engine, index, source.records())
    except EngineError as error:
        salvaged = source.salvage() if error.file_fault else None
        if salvaged is None:
            raise
        return _load(engine, index, salvaged)


def _load(engine: Engine, index: int, records: Records) -> Records:
    scan = f"original_{index}_scan"
    engine.scan(scan, records.scan)
    if records.row:
        engine.materialize(f"original_{index}", f"SELECT {records.row} AS position, * FROM {scan}")  # noqa: S608
    else:
        engine.numbered(f"original_{index}", f"SELECT * FROM {scan}")  # noqa: S608
    return records
