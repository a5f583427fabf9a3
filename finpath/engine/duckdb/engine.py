"""DuckDB as an engine, in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import duckdb
import pyarrow as pa

from finpath.engine import functions
from finpath.engine.binding import bind
from finpath.engine.duckdb import files, space
from finpath.engine.duckdb.faults import translate_errors
from finpath.engine.duckdb.kinds import kind_of_sql_type
from finpath.engine.duckdb.spill_store import PACKED, SpillStore
from finpath.engine.duckdb.stream import BatchStream
from finpath.engine.engine import Engine, Mapped, Params
from finpath.engine.limits import Limits
from finpath.engine.scans import Batches, Scan
from finpath.engine.table import Table
from finpath.engine.workspace import Workspace
from finpath.errors import EngineError
from finpath.tables.relation import Kind

BUFFERS = 0.75
"""DuckDB's share of the memory limit; the rest is for Arrow batches and sparse arrays."""

LARGE = 1 / 4
"""Share of that memory from which a table is kept on disk: beside it, others and the work of a statement need room."""

AMPLE = 1 << 28
"""Bytes with which a small file can be read, whatever honest things are in it."""

ARRIVING = "SELECT * FROM arriving"

ROWS = 1 << 17
"""Rows in one record batch."""

ENCRYPTED = ("SET force_mbedtls_unsafe = true", "SET temp_file_encryption = true")
"""What is spilled is encrypted with a key that only this process has, in its memory.

DuckDB calls its own source of randomness unsafe, since a key of a lasting file needs a better one; here it keeps what a
killed process leaves on a disk from being read. Of a gigabyte, writing costs 6 CPU seconds and reading 25.
"""


class DuckDB(Engine):
    """One DuckDB database in memory that spills to a temporary folder; both are gone at the end.

    A table that is said to be large, held against the memory, is kept as a file on the shelf instead. A database in a
    file would compress every table that it keeps: four times the cost of writing one for a single run.

    >>> with DuckDB() as engine:
    ...     numbers = engine.materialize("numbers", "SELECT i FROM range(:n) AS r(i)", {"n": 3})
    ...     engine.rows("SELECT sum(i) FROM numbers")
    [(3,)]
    """

    name: ClassVar[str] = "duckdb"
    local: ClassVar[bool] = True

    def __init__(self, limits: Limits | None = None) -> None:
        """Open the database.

        Raises:
            ConfigError: The limits cannot be used.
        """
        limits = limits or Limits()
        memory = limits.memory_bytes()
        self.threads = limits.count_threads()
        self._workspace = Workspace(limits.temp_dir)
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(self._workspace.path / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "python_enable_replacements": False,  # a table is what was registered, never a variable of some caller
            # An IN with more than a few values would become a hash join: of the many that a row is checked with, each
            # costs as much as all the rest of the statement, and a join gives its rows in any order.
            "disabled_optimizers": "in_clause",
        }
        self._memory = space.physical_memory() if memory is None else int(memory * BUFFERS)
        if memory is not None:
            config["memory_limit"] = f"{int(memory * BUFFERS)}B"
        if limits.threads is not None:
            config["threads"] = limits.threads
        self._config = config
        self._open()

    def _open(self) -> None:
        self._streams: dict[str, BatchStream] = {}
        self._made_as: dict[str, str] = {}
        self._definitions: dict[str, str] = {}
        self._spill_store = SpillStore(self.folder / "shelf")
        with translate_errors("open a database"):
            self._connection = duckdb.connect(":memory:", config=self._config)
        for statement in (*self._quiet_settings(), *ENCRYPTED, self._spill_store.key(), *functions.duckdb_statements()):
            with translate_errors(statement):
                self._connection.execute(statement)

    def _quiet_settings(self) -> tuple[str, ...]:
        """No bar of DuckDB's own: in a notebook without ipywidgets it is off, and turning it off is refused."""
        is_on = self._connection.execute("SELECT current_setting('enable_progress_bar')").fetchall()[0][0]
        return ("SET enable_progress_bar = false",) if is_on else ()

    def restart(self) -> None:
        """Begin anew, with no table: after a fatal error the database takes no statement any more."""
        self._connection.close()
        self._open()

    def close(self) -> None:
        """Close the database and remove everything temporary."""
        self._connection.close()
        self._workspace.close()

    @property
    def folder(self) -> Path:
        """Where temporary files of this run go; removed at the end."""
        return self._workspace.path

    def expect(self, data: int) -> None:
        """Check that so many bytes of data find room, before a step that makes them.

        Raises:
            EngineError: Neither memory nor the folder for temporary data has it.
        """
        space.check_space(self.folder, data, self._memory)

    @property
    def is_ample(self) -> bool:
        """Whether any small file finds room in its memory, so that one which does not must lie of itself."""
        return self._memory >= AMPLE

    def materialize(self, name: str, sql: str, params: Params | None = None, *, size: int = 0) -> Table:
        """Run a SELECT and keep its rows under a name, on the shelf where it is large."""
        if self._is_large(size):
            return self._spill(name, bind(sql, params), size)
        self._run(f"CREATE OR REPLACE TABLE {_quote(name)} AS {bind(sql, params)}")
        return self._note_kind(name, "TABLE")

    def view(self, name: str, sql: str, params: Params | None = None) -> Table:
        """Give a SELECT a name without running it."""
        self._run(f"CREATE OR REPLACE VIEW {_quote(name)} AS {bind(sql, params)}")
        table = self._note_kind(name, "VIEW")
        self._definitions[name] = bind(sql, params)
        return table

    def definitions(self) -> Mapping[str, str]:
        """The SELECTs, filled in, that stand under a name without having been run, in the order in which they came."""
        return dict(self._definitions)

    def announce(self, sources: Iterable[tuple[str, Batches]]) -> None:
        """Nothing is read ahead: a step that asks for a sample must not wait for the whole file."""

    def scan(self, name: str, source: Scan | Batches) -> Table:
        """Give a file a name: its columns as text, c0, c1, … in its order.

        Raises:
            ContributionError: A program reads it, and says so; also whenever the name is read later.
        """
        if isinstance(source, Batches):
            self._streams[name] = BatchStream(source)
            self._connection.register(name, self._streams[name])
        else:
            self._run(f"CREATE OR REPLACE VIEW {_quote(name)} AS {files.select(source)}")
            self._note_kind(name, "VIEW")
        return self.table(name)

    def remarks(self, name: str) -> tuple[str, ...]:
        """What the program remarked that last read the file of that name to its end."""
        return tuple(self._streams[name].remarks) if name in self._streams else ()

    def numbered(self, name: str, sql: str, *, size: int = 0) -> Table:
        """Keep the rows of a SELECT in the order of the file below it, counted from 1 in a column `position`."""
        rows_name = f"{name} kept"
        self._run("SET preserve_insertion_order = true")
        try:
            self.materialize(rows_name, sql, size=size)
        finally:
            self._run("SET preserve_insertion_order = false")
        number, rows = (
            ("file_row_number", self._spill_store.read(rows_name))
            if self._is_large(size)
            else ("rowid", _quote(rows_name))
        )
        return self.view(name, f"SELECT {number} + 1 AS position, * FROM {rows}")  # noqa: S608 - a name of ours

    def register(self, name: str, rows: pa.Table) -> Table:
        """Copy an Arrow table into the engine under a name."""
        with self._registered_as("arriving", rows):
            return self.materialize(name, ARRIVING)

    def fill(self, name: str, rows: pa.RecordBatchReader, *, size: int = 0) -> Table:
        """Keep the rows of a reader under a name, a batch at a time."""
        with self._registered_as("arriving", rows):
            return self.materialize(name, ARRIVING, size=size)

    def table(self, name: str) -> Table:
        """The table of that name, with its columns."""
        return Table(name, self._columns(name))

    def _columns(self, name: str) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self._describe(name))

    def _kinds(self, name: str) -> list[tuple[str, Kind | None]]:
        """What a SELECT without rows would tell, in half the time."""
        return [(str(row[0]), kind_of_sql_type(str(row[1]))) for row in self._describe(name)]

    def _describe(self, name: str) -> list[tuple[object, ...]]:
        return self._run(f"DESCRIBE {_quote(name)}").fetchall()

    def _note_kind(self, name: str, kind: str) -> Table:
        """Note what was made; to describe it takes as long as to make a small one, and few want to know."""
        self._made_as[name] = kind
        self._definitions.pop(name, None)
        return Table(name, lambda: self._columns(name))

    def drop(self, *names: str) -> None:
        """Forget tables that no later step needs."""
        for name in names:
            if self._streams.pop(name, None):
                self._connection.unregister(name)
                continue
            for each in (name, f"{name} kept"):
                self._definitions.pop(each, None)
                if kind := self._made_as.pop(each, None):
                    self._run(f"DROP {kind} IF EXISTS {_quote(each)}")
                self._spill_store.remove(each)

    def arrow(self, sql: str, params: Params | None = None) -> pa.Table:
        """The rows of a SELECT as one Arrow table; for what fits in memory."""
        with self._translate_errors(sql):
            return self._connection.sql(bind(sql, params)).to_arrow_table()

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[object, ...]]:
        """The rows of a small SELECT as Python values."""
        with self._translate_errors(sql):  # the rows beyond the first are worked out as they are fetched
            return self._connection.execute(bind(sql, params)).fetchall()

    def batches(self, sql: str, params: Params | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a SELECT as record batches, in order, without holding them all."""
        cursor = self._connection.cursor()
        try:
            with self._translate_errors(sql):
                yield from cursor.sql(bind(sql, params)).to_arrow_reader(ROWS)
        finally:
            cursor.close()

    def map_batches(self, name: str, sql: str, function: Mapped, schema: pa.Schema) -> Table:
        """Run a Python function over the record batches of a SELECT and keep what it returns under a name."""
        mapped = (function(batch) for batch in self.batches(sql))
        with self._registered_as("arriving", pa.RecordBatchReader.from_batches(schema, mapped)):
            return self.materialize(name, ARRIVING)

    def _is_large(self, size: int) -> bool:
        return self.is_ample and size > LARGE * self._memory  # with less, writing a file finds no room for its pieces

    def _spill(self, name: str, sql: str, size: int) -> Table:
        space.check_space(self.folder, size // PACKED, 0)
        place = self._spill_store.place()
        self._run(self._spill_store.write(place, sql))
        self._spill_store.keep(name, place)
        table = self.view(name, f"SELECT * FROM {self._spill_store.read(name)}")  # noqa: S608 - a place of ours
        del self._definitions[name]  # it has rows of its own
        return table

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        with self._translate_errors(sql):
            return self._connection.execute(sql)

    @contextmanager
    def _translate_errors(self, sql: str) -> Iterator[None]:
        """Raise what a program raised that a statement read from, else what the engine has to say."""
        try:
            with translate_errors(sql):
                yield
        except EngineError:
            for raised in (stream.raised for stream in self._streams.values() if stream.raised is not None):
                raise raised from None
            raise

    @contextmanager
    def _registered_as(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
        self._connection.register(name, rows)
        try:
            yield
        finally:
            self._connection.unregister(name)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
