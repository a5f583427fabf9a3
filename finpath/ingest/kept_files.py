"""Files that were read once are kept after the door, so that the next run takes them as they are.

What is kept of a file is its staged rows: checked, masked, with the members' half of each token in place of an
identifier; rows with a fault keep their number and their faults alone. It lies encrypted under a name that follows from
everything that decides how the file is read: its bytes, what its manifest says of it and of its member, the keys, and
the versions of what reads. Another of these is another name, and the file is read anew. What is global (repeats,
corrections, both sides, numbers of payers) is worked out over all rows in every run. A kept file is never evidence: it
may be deleted at any time, and one that was altered is read anew.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from finpath.engine import Engine
from finpath.errors import ConfigError
from finpath.ingest.decode_text import Stamp, file_stamp
from finpath.ingest.first_halves import joins_of_names, name_first_halves
from finpath.ingest.keys import Keys
from finpath.ingest.made import REJECTS
from finpath.ingest.manifest import Manifest
from finpath.ingest.sealed_table import UnreadableTableError, derive_key, read_said, read_table, write_table
from finpath.ingest.source import ContributedFile
from finpath.ingest.stage import FileReading, StagedFile, drop_staged
from finpath.ingest.tokens import MADE, ODD, key_id
from finpath.tables.contract import TABLES, Column, Type
from finpath.tables.loading import MADE_NAMES

OF_ROWS, OF_REJECTS = b"finpath kept file 1, rows", b"finpath kept file 1, rejects"
"""What the keys are for."""

READERS = ("finpath", "duckdb", "pyarrow", "tzdata")
"""Whose versions decide what is read of a file."""

COUNTED = ("rows", "rejected", "rounded", "row_ids", "masked", "fine", "sided", "standing")
"""What is known of a staged file beside its rows."""

FLAGS = ("rounded", "masked", "fine", "timed", "faults")

ROWS_OF, REJECTS_OF, HALF = "rows", "rejects", "unfinished"
"""How names of files end."""

NAMED = re.compile(f"(?P<name>[0-9a-f]{{64}})[.]({ROWS_OF}|{REJECTS_OF})(?P<half>[.][0-9a-f]{{16}}[.]{HALF})?")
"""A file of ours; no other is touched."""

ABANDONED = 86_400
"""Seconds after which a half-written file is nobody's any more."""

ROWS = """
    SELECT staged.row,
           staged.side,
           {values}
           staged.rounded,
           staged.masked,
           staged.fine,
           staged.timed,
           staged.faults
    FROM {staged} AS staged
    {joins}
    ORDER BY staged.row
"""


@dataclass(frozen=True)
class KeptFiles:
    """A folder of files that were read once.

    Args:
        folder: Made where it is missing.
        keys: Of the run.
    """

    folder: Path
    keys: Keys

    def take(self, reading: FileReading) -> StagedFile | None:
        """Give the engine the rows of a file as they were kept; None where they are not there, or cannot be read."""
        name = self._name(reading.manifest, reading.source)
        if name is None or not self._rows(name).is_file():
            return None
        index, engine = reading.index, reading.engine
        try:
            known = json.loads(read_said(self._rows(name), self._key(name, OF_ROWS)))
            read_table(engine, f"staged_{index}_counted", self._rows(name), self._key(name, OF_ROWS))
            read_table(engine, f"rejects_{index}", self._rejects(name), self._key(name, OF_REJECTS))
        except (UnreadableTableError, ValueError):
            drop_staged(engine, index)
            return None
        engine.view(f"staged_{index}", _staged_sql(index, reading.source.entry.table, known["columns"]))
        return StagedFile(
            index=index,
            manifest=reading.manifest,
            source=reading.source,
            hosts=known["hosts"],
            filled=frozenset(known["filled"]),
            unused=tuple(known["unused"]),
            remarks=tuple(known["remarks"]),
            **{each: known[each] for each in COUNTED},
        )

    def keep(self, reading: FileReading, file: StagedFile) -> StagedFile:
        """Keep what was read of a file, and give it back.

        Raises:
            ConfigError: The folder cannot be written to.
        """
        name = self._name(reading.manifest, reading.source)
        if name is None:
            return file
        columns = _kept_columns(file)
        said = json.dumps(_describe(file, columns), sort_keys=True).encode()
        engine, named = reading.engine, _columns_to_name(file, columns)
        name_first_halves(engine, file, named, self.keys)
        values = "".join(f"{_value(column, named)} AS {column.name}, " for column in columns)
        sql = ROWS.format(values=values, staged=file.name, joins=joins_of_names(file, named))
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            rejects = f"SELECT * FROM {file.rejects}"  # noqa: S608 - a relation of ours
            self._write(engine, rejects, self._rejects(name), self._key(name, OF_REJECTS))
            self._write(engine, sql, self._rows(name), self._key(name, OF_ROWS), said)
        except OSError as error:
            raise ConfigError(
                f"Files cannot be kept in {self.folder}: {error.strerror or error}. Name a folder with room for them."
            ) from None
        finally:
            engine.drop(MADE_NAMES.name)
        return file

    def forget_others(self, files: Iterable[StagedFile]) -> None:
        """Remove what is of no file of this run: what was withdrawn, refused or replaced is kept nowhere.

        Args:
            files: Those that came in.
        """
        here = {self._name(file.manifest, file.source) for file in files}
        for path, named in _ours(self.folder):
            half = bool(named["half"])
            if (half and time.time() - path.stat().st_mtime > ABANDONED) or (not half and named["name"] not in here):
                path.unlink(missing_ok=True)

    def _write(self, engine: Engine, sql: str, place: Path, key: bytes, said: bytes = b"") -> None:
        half = place.with_name(f"{place.name}.{secrets.token_hex(8)}.{HALF}")
        try:
            write_table(engine, sql, half, key, said)
            half.replace(place)
        finally:
            half.unlink(missing_ok=True)

    def _name(self, manifest: Manifest, source: ContributedFile) -> str | None:
        """The name that a file is kept under; None where it lies nowhere, and may be another one next time."""
        if source.original is None:
            return None
        entry = source.entry
        decides = {
            "versions": [metadata.version(name) for name in READERS],
            "keys": [key_id(key) if key else "" for key in (self.keys.member, self.keys.hub)],
            "halves": source.request.surrogates.halves,
            "format": f"{source.format.__module__}.{source.format.__qualname__}",
            "member": [
                manifest.provider_id, manifest.kind, manifest.country, manifest.timezone, manifest.time_precision,
                manifest.organisation, manifest.source_kinds, manifest.token_keys,
            ],
            "entry": [
                entry.table, entry.format, entry.corrects, entry.surrogate, sorted(entry.columns.items()),
                sorted(entry.constants.items()), sorted(entry.options.items()),
            ],
            "file": [source.path, source.sha256, source.content, sorted(source.partitions.items())],
            "made": _digest_bundle(source),
        }  # fmt: skip
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()

    def _rows(self, name: str) -> Path:
        return self.folder / f"{name}.{ROWS_OF}"

    def _rejects(self, name: str) -> Path:
        return self.folder / f"{name}.{REJECTS_OF}"

    def _key(self, name: str, purpose: bytes) -> bytes:
        return derive_key(self.keys, bytes.fromhex(name), purpose)


def forget(folder: Path) -> None:
    """Remove all that is kept in a folder, half-written files too."""
    for path, _ in _ours(folder):
        path.unlink(missing_ok=True)


def _ours(folder: Path) -> Iterator[tuple[Path, re.Match[str]]]:
    for path in sorted(folder.glob("*")):
        named = NAMED.fullmatch(path.name)
        if named is not None:
            yield path, named


def _digest_bundle(source: ContributedFile) -> list[str]:
    """Of a file of a bundle, its own bytes and those of the rejects beside it: what stands for it is the member's."""
    if source.made is None or source.original is None:
        return []
    files = (source.original, source.original.parent / REJECTS)
    return [_digest(path, file_stamp(path.stat())) for path in files if path.is_file()]


@lru_cache(maxsize=4096)
def _digest(path: Path, stamp: Stamp) -> str:
    """SHA-256 of a file, asked for up to three times in a run; as long as its stamp stays, it is the same."""
    del stamp
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _describe(file: StagedFile, columns: Sequence[Column]) -> dict[str, object]:
    """What the footer says: all that is known of a staged file beside its rows."""
    return {each: getattr(file, each) for each in COUNTED} | {
        "filled": sorted(file.filled),
        "unused": list(file.unused),
        "remarks": list(file.remarks),
        "hosts": dict(file.hosts),
        "columns": [column.name for column in columns],
    }


def _kept_columns(file: StagedFile) -> list[Column]:
    """The contract's columns that hold something; a sign can make a kind where the file has no column for it."""
    return [column for column in TABLES[file.table] if column.name in file.filled or column.name == "kind"]


def _columns_to_name(file: StagedFile, columns: Sequence[Column]) -> list[Column]:
    """Those whose identifiers stand in clear yet."""
    return [] if file.source.entry.has_tokens else [column for column in columns if column.type is Type.TOKEN]


def _value(column: Column, named: Sequence[Column]) -> str:
    """SQL of what is kept of a column; nothing of a row with a fault, which may hold what passes no door."""
    value = f"staged.{column.name}"
    if column in named:
        mark = f"CASE WHEN of_{column.name}.normal THEN '{MADE}' ELSE '{ODD}' END"
        return f"CASE WHEN staged.faults = 0 AND {value} IS NOT NULL THEN concat({mark}, of_{column.name}.token) END"
    return f"CASE WHEN staged.faults = 0 THEN {value} END"


def _staged_sql(index: int, table: str, kept: Sequence[str]) -> str:
    """SQL of the staged rows; a column of which nothing was kept holds nothing."""
    columns = ", ".join(
        column.name if column.name in kept else f"CAST(NULL AS {column.type.sql}) AS {column.name}"
        for column in TABLES[table]
    )
    return f"SELECT row, side, {columns}, {', '.join(FLAGS)} FROM staged_{index}_counted"  # noqa: S608 - names of ours
