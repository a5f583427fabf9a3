"""Spark as an engine, on many machines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pyarrow as pa

from finpath.engine.binding import bind
from finpath.engine.engine import Engine, Mapped, Params
from finpath.engine.limits import Limits
from finpath.engine.scans import Batches, Scan
from finpath.engine.spark import files, frames
from finpath.engine.spark.faults import translate_errors
from finpath.engine.spark.programs import ReadOutcome, read_here, read_on_workers
from finpath.engine.spark.session import begin_application, own_session
from finpath.engine.spark.store import SparkStore, address
from finpath.engine.spark.words import to_spark_sql
from finpath.engine.spark.workers import check_workers
from finpath.engine.table import Table
from finpath.errors import ContributionError, FinpathError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

WORDS = re.compile(r"\w+")
LIMIT = re.compile(r"LIMIT ([0-9]+)\s*$")


class Spark(Engine):
    """A session of Spark of its own, within the application that is handed over or begun.

    Its tables are Parquet files in a folder that every worker reads and writes, so that losing a worker loses no table,
    and no plan grows with the steps before it. What comes to this machine is what a step asks for as Arrow or as rows.

    >>> from pyspark.sql import SparkSession  # doctest: +SKIP
    >>> with Spark(SparkSession.builder.getOrCreate()) as engine:  # doctest: +SKIP
    ...     numbers = engine.materialize("numbers", "SELECT id AS i FROM range(:n)", {"n": 3})
    ...     engine.rows("SELECT sum(i) FROM numbers")
    [(3,)]
    """

    name: ClassVar[str] = "spark"
    local: ClassVar[bool] = False

    def __init__(self, session: SparkSession, limits: Limits | None = None) -> None:
        """Take a session, whose own settings, views and tables stay as they are.

        Args:
            session: Of an application that runs.
            limits: `temp_dir` is where tables go: a folder that this machine and every worker share.

        Raises:
            ConfigError: The limits cannot be used.
            EngineError: A worker lacks finpath, or does not see the folder.
        """
        limits = limits or Limits()
        self.threads = limits.count_threads()
        self._session = own_session(session)
        self._store = SparkStore(limits.temp_dir)
        check_workers(self._session, self._store.folder)
        self._views: dict[str, frozenset[str]] = {}
        self._ahead: dict[str, ReadOutcome] = {}
        self._outcomes: dict[str, ReadOutcome] = {}
        self._numbers = count(1)
        self._ours = False

    @classmethod
    def on(cls, master: str, limits: Limits | None = None, settings: Mapping[str, str] | None = None) -> Spark:
        """Begin an application on a cluster, for this engine alone.

        Args:
            master: As Spark writes it: `spark://host:7077`, `yarn`, `k8s://…`, `local[4]` for this machine.
            limits: As above; `threads` and `memory` are this machine's.
            settings: More of Spark's own, as `spark.executor.memory`.

        Raises:
            ConfigError: No pyspark, no Java, or nobody answers at the address.
            EngineError: As above.
        """
        session = begin_application(master, limits or Limits(), settings or {})
        try:
            engine = cls(session, limits)
        except FinpathError:
            session.stop()
            raise
        engine._ours = True
        return engine

    def restart(self) -> None:
        """Begin anew, with no table."""
        self.drop(*self._views, *self._store.names())

    def close(self) -> None:
        """Remove everything temporary, and end the application where it was begun here."""
        self.restart()
        self._store.close()
        if self._ours:
            self._session.stop()

    @property
    def folder(self) -> Path:
        """Where temporary files of this run go; removed at the end."""
        return self._store.folder

    def expect(self, data: int) -> None:
        """Nothing is checked: what room a cluster has, its administrator knows."""

    def materialize(self, name: str, sql: str, params: Params | None = None, *, size: int = 0) -> Table:
        """Run a SELECT and keep its rows under a name; on disk, of whatever size."""
        del size
        with translate_errors(sql):
            table = self._keep(name, self._select(sql, params))
        self._refuse(sql, lambda: int(str(self.scalar(f"SELECT count(*) FROM `{name}`"))))  # noqa: S608 - a name of ours
        return table

    def view(self, name: str, sql: str, params: Params | None = None) -> Table:
        """Give a SELECT a name without running it."""
        with translate_errors(sql):
            table = self._name_frame(name, self._select(sql, params))
        self._views[name] = frozenset(WORDS.findall(sql))
        return table

    def announce(self, sources: Iterable[tuple[str, Batches]]) -> None:
        """Let the workers read files, all at the same time.

        Raises:
            EngineError: A worker does not see a file, or lacks what a program needs.
        """
        self._ahead |= read_on_workers(self._session, self._store, sources)

    def scan(self, name: str, source: Scan | Batches) -> Table:
        """Give a file a name: its columns as text, c0, c1, …; what a program reads and nobody announced is read here.

        What a program refuses is refused where a statement comes to the end of what it gave.
        """
        if isinstance(source, Batches):
            outcome = self._ahead.pop(name, None) or read_here(self._store, name, source)
            table = self._name_frame(name, self._read(outcome.place))
            self._outcomes[name] = outcome
            return table
        with translate_errors(name, of_file=True):
            return self._name_frame(name, files.frame(self._session, self._store, source))

    def remarks(self, name: str) -> tuple[str, ...]:
        """What the program remarked that read the file of that name."""
        return self._outcomes[name].remarks if name in self._outcomes else ()

    def numbered(self, name: str, sql: str, *, size: int = 0) -> Table:
        """Keep the rows of a SELECT in the order of the file below it, counted from 1 in a column `position`.

        Each part of the file counts its own rows; then each knows how many come before it.
        """
        del size
        self._refuse(sql)
        rows_name = f"{name} kept"
        sql_with_ids = f"SELECT monotonically_increasing_id() AS seen, * FROM ({sql}) AS read"  # noqa: S608 - a SELECT of ours
        with translate_errors(sql, of_file=True):
            self._keep(rows_name, self._select(sql_with_ids, None))
        count_sql = f"SELECT seen >> 33, count(*) FROM `{rows_name}` GROUP BY seen >> 33 ORDER BY 1"  # noqa: S608
        parts = [(int(str(part)), int(str(count))) for part, count in self.rows(count_sql)]
        columns = ", ".join(f"`{column}`" for column in self.table(rows_name).columns if column != "seen")
        table = self.view(name, f"SELECT {_position_sql(parts)} AS position, {columns} FROM `{rows_name}`")  # noqa: S608
        self._views[name] = frozenset((rows_name,))
        return table

    def register(self, name: str, rows: pa.Table) -> Table:
        """Copy an Arrow table into the engine under a name."""
        return self._name_frame(name, self._read(self._store.write(name, rows.schema, rows.to_batches())))

    def table(self, name: str) -> Table:
        """The table of that name, with its columns."""
        with translate_errors(name):
            return Table(name, tuple(self._session.table(f"`{name}`").columns))

    def drop(self, *names: str) -> None:
        """Forget tables that no later step needs."""
        for name in names:
            self._ahead.pop(name, None)
            self._outcomes.pop(name, None)
            for each in (name, f"{name} kept"):
                self._session.catalog.dropTempView(each)
                self._views.pop(each, None)
                self._store.remove(each)

    def arrow(self, sql: str, params: Params | None = None) -> pa.Table:
        """The rows of a SELECT as one Arrow table; for what fits in memory."""
        self._refuse(sql)
        with translate_errors(sql):
            return frames.arrow(self._select(sql, params))

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[object, ...]]:
        """The rows of a small SELECT as Python values."""
        with translate_errors(sql):
            values = [tuple(row) for row in self._select(sql, params).collect()]
        self._refuse(sql, lambda: len(values))
        return values

    def batches(self, sql: str, params: Params | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a SELECT as record batches, in order, without holding them all: written first, then read here."""
        name = f"batches {next(self._numbers)}"  # two may be read at once
        self.materialize(name, sql, params)
        try:
            yield from self._store.read(name)
        finally:
            self.drop(name)

    def map_batches(self, name: str, sql: str, function: Mapped, schema: pa.Schema) -> Table:
        """Run a Python function over the record batches of a SELECT, on the workers, and keep what it returns."""
        self._refuse(sql)
        with translate_errors(sql):
            return self._keep(name, frames.map_frame(self._select(sql, None), function, schema))

    def _refuse(self, sql: str, rows: Callable[[], int] | None = None) -> None:
        """Raise why a file was refused that a statement reads, unless it finds all it asks for before that place.

        Raises:
            ContributionError: A program refused one.
        """
        refused = {name: outcome.refusal for name, outcome in self._outcomes.items() if outcome.refusal is not None}
        limit = LIMIT.search(sql)
        for name in (name for name in refused if name in self._words(sql)):
            if rows is None or limit is None or rows() < int(limit[1]):
                raise ContributionError(refused[name])

    def _words(self, sql: str) -> frozenset[str]:
        """The words of a statement, and of the views in it."""
        words: frozenset[str] = frozenset()
        new = frozenset(WORDS.findall(sql))
        while new:
            words |= new
            new = frozenset().union(*(self._views.get(word, frozenset()) for word in new)) - words
        return words

    def _select(self, sql: str, params: Params | None) -> DataFrame:
        return self._session.sql(to_spark_sql(bind(sql, params)))

    def _keep(self, name: str, frame: DataFrame) -> Table:
        """Write rows, and read them from there on: a plan ends here."""
        frame = frames.give_types(frame)
        path = self._store.place(name)
        frame.write.parquet(f"file://{path}")
        return self._name_frame(name, self._read(path, frame))

    def _read(self, path: Path, frame: DataFrame | None = None) -> DataFrame:
        reader = self._session.read
        return (reader.schema(frame.schema) if frame is not None else reader).parquet(address(path))

    def _name_frame(self, name: str, frame: DataFrame) -> Table:
        frame.createOrReplaceTempView(f"`{name}`")
        self._views.pop(name, None)
        self._outcomes.pop(name, None)
        self._store.remove_earlier(name, still=self._is_in_view(name))
        return Table(name, tuple(frame.columns))

    def _is_in_view(self, name: str) -> bool:
        """Say whether a view was made of the table that a name had before."""
        return any(name in words for words in self._views.values())


def _position_sql(parts: Sequence[tuple[int, int]]) -> str:
    """SQL of a row's number in its file: what its part counted, and all rows of the parts before."""
    before, whens = 0, []
    for part, rows in parts:
        if before or part:
            whens.append(f"WHEN {part} THEN {before - (part << 33) + 1}")
        before += rows
    return f"seen + CASE seen >> 33 {' '.join(whens)} ELSE 1 END" if whens else "seen + 1"
