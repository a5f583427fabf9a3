"""Tables that one function makes for itself: nobody else can use their names, and they are gone at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

import pyarrow as pa

from finpath.engine.binding import Value
from finpath.engine.table import Table
from finpath.errors import EngineError


class TableStore(Protocol):
    """What private tables ask of an engine; described there."""

    @property
    def in_use(self) -> set[str]:
        """Names of private tables that are there."""
        ...

    def materialize(self, name: str, sql: str, params: Mapping[str, Value] | None = None, *, size: int = 0) -> Table:
        """Keep the rows of a SELECT."""
        ...

    def view(self, name: str, sql: str, params: Mapping[str, Value] | None = None) -> Table:
        """Give a SELECT a name."""
        ...

    def register(self, name: str, rows: pa.Table) -> Table:
        """Copy an Arrow table."""
        ...

    def drop(self, *names: str) -> None:
        """Forget tables."""
        ...


class ScratchTables:
    """The private tables of one function.

    >>> from finpath.engine import DuckDB
    >>> with DuckDB() as engine:
    ...     with engine.scratch() as scratch:
    ...         halves = scratch.make("halves", "SELECT i / 2e0 AS half FROM range(3) AS r(i)")
    ...         print(engine.scalar("SELECT max(half) FROM halves"))
    1.0
    """

    def __init__(self, engine: TableStore) -> None:
        """Begin with none."""
        self._engine = engine
        self.names: list[str] = []

    def make(self, name: str, sql: str, params: Mapping[str, Value] | None = None, *, size: int = 0) -> Table:
        """Run a SELECT and keep its rows."""
        self._take(name)
        return self._engine.materialize(name, sql, params, size=size)

    def view(self, name: str, sql: str, params: Mapping[str, Value] | None = None) -> Table:
        """Give a SELECT a name without running it."""
        self._take(name)
        return self._engine.view(name, sql, params)

    def register(self, name: str, rows: pa.Table) -> Table:
        """Copy an Arrow table into the engine."""
        self._take(name)
        return self._engine.register(name, rows)

    def _take(self, name: str) -> None:
        if name in self._engine.in_use:
            raise EngineError(f"The table {name} is there already: a private table needs a name of its own.")
        self._engine.in_use.add(name)
        self.names.append(name)


@contextmanager
def scratch(engine: TableStore) -> Iterator[ScratchTables]:
    """Tables that are gone at the end of the block."""
    tables = ScratchTables(engine)
    try:
        yield tables
    finally:
        engine.drop(*reversed(tables.names))
        engine.in_use.difference_update(tables.names)
