"""What every step may ask of an engine, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self, TypeVar

import pyarrow as pa

from finpath.engine.binding import Value
from finpath.engine.kinds import kind_of
from finpath.engine.scans import Batches, Scan
from finpath.engine.scratch import ScratchTables, scratch
from finpath.engine.table import Table
from finpath.errors import EngineError
from finpath.tables.relation import Kind, Relation, differences

Params = Mapping[str, Value]
Mapped = Callable[[pa.RecordBatch], pa.RecordBatch]
T = TypeVar("T")


class Engine(ABC):
    """Where tables are, and what answers SQL about them: `DuckDB` on one machine, `Spark` on many.

    A statement is written once, in the subset of SQL that both run alike; what they do differently is a function named
    `fp_…` that each defines for itself. Everything temporary is gone at the end.
    """

    name: ClassVar[str]
    local: ClassVar[bool]
    """Whether this machine holds all links: kernels then work on sparse arrays, else by SQL."""
    threads: int
    """How many of them may work at once on this machine."""

    def __enter__(self) -> Self:
        """Use the engine in a with statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, and remove its folder."""
        self.close()

    @abstractmethod
    def restart(self) -> None:
        """Begin anew, with no table: after a fatal error an engine may take no statement any more."""

    @abstractmethod
    def close(self) -> None:
        """End, and remove everything temporary."""

    @property
    @abstractmethod
    def folder(self) -> Path:
        """Where temporary files of this run go; removed at the end."""

    @abstractmethod
    def expect(self, data: int) -> None:
        """Check that so many bytes of data find room, before a step that makes them.

        Raises:
            EngineError: Neither memory nor the folder for temporary data has it.
        """

    @property
    def is_ample(self) -> bool:
        """Whether any small file finds room in its memory, so that one which does not must lie of itself."""
        return True

    @abstractmethod
    def materialize(self, name: str, sql: str, params: Params | None = None, *, size: int = 0) -> Table:
        """Run a SELECT and keep its rows under a name.

        Args:
            name: Of the table.
            sql: The SELECT.
            params: What it is filled with.
            size: Bytes that the rows may come to in memory, of a table as long as what members send; about.
        """

    @abstractmethod
    def view(self, name: str, sql: str, params: Params | None = None) -> Table:
        """Give a SELECT a name without running it."""

    def definitions(self) -> Mapping[str, str]:
        """The SELECTs, filled in, that stand under a name without having been run, in the order in which they came."""
        return {}

    def make(self, relation: Relation, sql: str, params: Params | None = None, *, size: int = 0) -> Table:
        """Make a relation from a SELECT.

        Args:
            relation: As it is declared.
            sql: Answers its columns, in their order.
            params: What the SELECT is filled with.
            size: As for `materialize`.

        Raises:
            EngineError: What the SELECT answers is not what is declared.
        """
        return self._as_declared(relation, self.materialize(relation.name, sql, params, size=size))

    def define(self, relation: Relation, sql: str, params: Params | None = None) -> Table:
        """Make a relation that is worked out each time it is read; otherwise as `make`."""
        return self._as_declared(relation, self.view(relation.name, sql, params))

    def load(self, relation: Relation, rows: pa.Table) -> Table:
        """Make a relation from an Arrow table; otherwise as `make`."""
        return self._as_declared(relation, self.register(relation.name, rows))

    def compute(self, relation: Relation, sql: str, function: Mapped, schema: pa.Schema) -> Table:
        """Make a relation of what a Python function gives for the record batches of a SELECT; otherwise as `make`."""
        return self._as_declared(relation, self.map_batches(relation.name, sql, function, schema))

    def scratch(self) -> AbstractContextManager[ScratchTables]:
        """Private tables of one function, gone at the end of the block."""
        return scratch(self)

    @cached_property
    def in_use(self) -> set[str]:
        """The names of private tables that are there now."""
        return set()

    def _as_declared(self, relation: Relation, table: Table) -> Table:
        """Check names and kinds, once for a table: no row is read."""
        wrong = differences(relation, self._kinds(relation.name))
        if wrong:
            raise EngineError(f"The relation {relation.name} is not as it is declared: {'; '.join(wrong)}.")
        return table

    def _kinds(self, name: str) -> list[tuple[str, Kind | None]]:
        """The columns of a table, and what each holds."""
        schema = self.arrow(f"SELECT * FROM {name} LIMIT 0").schema  # noqa: S608 - a name of ours
        return [(field.name, kind_of(field.type)) for field in schema]

    @abstractmethod
    def announce(self, sources: Iterable[tuple[str, Batches]]) -> None:
        """Hear which files programs will read next: where there are many machines, they read all of them at once.

        Args:
            sources: Names and files as `scan` will get them; worked out only by an engine that has a use for them.
        """

    @abstractmethod
    def scan(self, name: str, source: Scan | Batches) -> Table:
        """Give a file a name: its columns as text, c0, c1, … in its order.

        Raises:
            ContributionError: A program reads it, and says so; also whenever the name is read later.
        """

    @abstractmethod
    def remarks(self, name: str) -> tuple[str, ...]:
        """What the program remarked that last read the file of that name to its end."""

    @abstractmethod
    def numbered(self, name: str, sql: str, *, size: int = 0) -> Table:
        """Keep the rows of a SELECT in the order of the file below it, counted from 1 in a column `position`.

        Args:
            name: Of the table.
            sql: The SELECT.
            size: As for `materialize`.
        """

    @abstractmethod
    def register(self, name: str, rows: pa.Table) -> Table:
        """Copy an Arrow table into the engine under a name."""

    def fill(self, name: str, rows: pa.RecordBatchReader, *, size: int = 0) -> Table:
        """Keep the rows of a reader under a name; `size` is about how many bytes they take in memory."""
        del size
        return self.register(name, rows.read_all())

    @abstractmethod
    def table(self, name: str) -> Table:
        """The table of that name, with its columns."""

    @abstractmethod
    def drop(self, *names: str) -> None:
        """Forget tables that no later step needs."""

    @abstractmethod
    def arrow(self, sql: str, params: Params | None = None) -> pa.Table:
        """The rows of a SELECT as one Arrow table; for what fits in memory."""

    @abstractmethod
    def rows(self, sql: str, params: Params | None = None) -> list[tuple[object, ...]]:
        """The rows of a small SELECT as Python values."""

    def scalar(self, sql: str, params: Params | None = None) -> object:
        """The one value of a SELECT."""
        rows = self.rows(sql, params)  # all of them: a result that is not read to its end locks DuckDB's connection
        if not rows:
            raise EngineError(f"A value was expected and no row came: {sql.strip()[:120]}")
        return rows[0][0]

    def count(self, sql: str, params: Params | None = None) -> int:
        """The one whole number of a SELECT."""
        value = self.scalar(sql, params)
        if not isinstance(value, int):
            raise EngineError(f"A whole number was expected, and {value!r} came: {sql.strip()[:120]}")
        return value

    def fetch(self, sql: str, row: Callable[..., T], params: Params | None = None) -> list[T]:
        """The rows of a small SELECT, each as an object.

        Args:
            sql: Answers columns named like the arguments of `row`.
            row: A dataclass, or a function.
            params: What the SELECT is filled with.
        """
        return [row(**each) for each in self.arrow(sql, params).to_pylist()]

    @abstractmethod
    def batches(self, sql: str, params: Params | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a SELECT as record batches, in order, without holding them all."""

    @abstractmethod
    def map_batches(self, name: str, sql: str, function: Mapped, schema: pa.Schema) -> Table:
        """Run a Python function over the record batches of a SELECT and keep what it returns under a name."""
