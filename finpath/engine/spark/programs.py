"""Lets the workers read the files that Python programs read, a task a file, and write them as Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from finpath.engine.scans import Batches, Remarks
from finpath.engine.spark.faults import translate_errors, unseen_file
from finpath.engine.spark.frames import arrow, map_frame
from finpath.engine.spark.store import SparkStore, write_rows
from finpath.errors import ContributionError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OUTCOME_SCHEMA = pa.schema(
    [("id", pa.int64()), ("remarks", pa.list_(pa.string())), ("refusal", pa.string()), ("unseen", pa.string())]
)


@dataclass(frozen=True)
class ReadTask:
    """A file to be read.

    Args:
        name: Of its table.
        source: The file.
        place: The folder that its rows go to; it is there.
    """

    name: str
    source: Batches
    place: Path

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.source.path.stat().st_size if self.source.path else 0


@dataclass(frozen=True)
class ReadOutcome:
    """What came of a file.

    Args:
        place: The folder with its rows, as far as the program went.
        remarks: What the program remarked.
        refusal: Why it went no further.
    """

    place: Path
    remarks: tuple[str, ...]
    refusal: str | None


def read_here(store: SparkStore, name: str, source: Batches) -> ReadOutcome:
    """Read a file in this process."""
    task = ReadTask(name, source, store.make_place(name))
    remarks, refusal = _read(task)
    return ReadOutcome(task.place, tuple(remarks), refusal)


def read_on_workers(
    session: SparkSession, store: SparkStore, sources: Iterable[tuple[str, Batches]]
) -> dict[str, ReadOutcome]:
    """Let the workers read files, all at the same time, the largest first; what came of each, by its name.

    What lies in the memory of this process alone is left out.

    Raises:
        EngineError: A worker does not see a file, or lacks what a program needs.
    """
    tasks = [ReadTask(name, source, store.make_place(name)) for name, source in sources if source.path is not None]
    return _read_all(session, sorted(tasks, key=lambda task: (-task.size, task.name))) if tasks else {}


def _read_all(session: SparkSession, tasks: Sequence[ReadTask]) -> dict[str, ReadOutcome]:
    def each(batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = [(at, *_try_read(tasks[at])) for at in batch["id"].to_pylist()]
        return pa.record_batch(list(zip(*rows, strict=True)), schema=OUTCOME_SCHEMA)

    with translate_errors("the files that programs read"):
        outcomes = arrow(map_frame(session.range(0, len(tasks), 1, len(tasks)), each, OUTCOME_SCHEMA)).to_pylist()
    for missing in (row["unseen"] for row in outcomes if row["unseen"] is not None):
        raise unseen_file(missing)
    return {
        tasks[row["id"]].name: ReadOutcome(tasks[row["id"]].place, tuple(row["remarks"]), row["refusal"])
        for row in outcomes
    }


def _try_read(task: ReadTask) -> tuple[Remarks, str | None, str | None]:
    """Read a file on a worker, if it sees it and the folder for its rows."""
    missing = next((str(path) for path in (task.source.path, task.place) if path and not path.exists()), None)
    return ([], None, missing) if missing else (*_read(task), None)


def _read(task: ReadTask) -> tuple[Remarks, str | None]:
    """Write the rows of a file as far as its program goes; say what it remarks, and why it goes no further."""
    remarks: Remarks = []
    refusals: list[str] = []
    write_rows(task.place, task.source.schema, _batches_until_refusal(task.source, remarks, refusals))
    return remarks, next(iter(refusals), None)


def _batches_until_refusal(source: Batches, remarks: Remarks, refusals: list[str]) -> Iterator[pa.RecordBatch]:
    try:
        yield from source.open(remarks)
    except ContributionError as error:
        refusals.append(str(error))
