"""Files that programs read in, what each wrote as Parquet and has to say out: by the workers, a task a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from finpath.engine.scans import Batches, Remarks
from finpath.engine.spark.faults import explaining, unseen
from finpath.engine.spark.frames import arrow, mapped
from finpath.engine.spark.store import Store, write_rows
from finpath.errors import ContributionError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TOLD = pa.schema(
    [("id", pa.int64()), ("remarks", pa.list_(pa.string())), ("refusal", pa.string()), ("unseen", pa.string())]
)


@dataclass(frozen=True)
class Task:
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
class Told:
    """What came of a file.

    Args:
        place: The folder with its rows, as far as the program went.
        remarks: What the program remarked.
        refusal: Why it went no further.
    """

    place: Path
    remarks: tuple[str, ...]
    refusal: str | None


def read_here(store: Store, name: str, source: Batches) -> Told:
    """Read a file in this process."""
    task = Task(name, source, store.begun(name))
    remarks, refusal = _read(task)
    return Told(task.place, tuple(remarks), refusal)


def read_there(session: SparkSession, store: Store, sources: Iterable[tuple[str, Batches]]) -> dict[str, Told]:
    """Let the workers read files, all at the same time, the largest first; what came of each, by its name.

    What lies in the memory of this process alone is left out.

    Raises:
        EngineError: A worker does not see a file, or lacks what a program needs.
    """
    tasks = [Task(name, source, store.begun(name)) for name, source in sources if source.path is not None]
    return _read_all(session, sorted(tasks, key=lambda task: (-task.size, task.name))) if tasks else {}


def _read_all(session: SparkSession, tasks: Sequence[Task]) -> dict[str, Told]:
    def each(batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = [(at, *_tried(tasks[at])) for at in batch["id"].to_pylist()]
        return pa.record_batch(list(zip(*rows, strict=True)), schema=TOLD)

    with explaining("the files that programs read"):
        found = arrow(mapped(session.range(0, len(tasks), 1, len(tasks)), each, TOLD)).to_pylist()
    for missing in (row["unseen"] for row in found if row["unseen"] is not None):
        raise unseen(missing)
    return {tasks[row["id"]].name: Told(tasks[row["id"]].place, tuple(row["remarks"]), row["refusal"]) for row in found}


def _tried(task: Task) -> tuple[Remarks, str | None, str | None]:
    """Read a file on a worker, if it sees it and the folder for its rows."""
    missing = next((str(path) for path in (task.source.path, task.place) if path and not path.exists()), None)
    return ([], None, missing) if missing else (*_read(task), None)


def _read(task: Task) -> tuple[Remarks, str | None]:
    """Write the rows of a file as far as its program goes; say what it remarks, and why it goes no further."""
    remarks: Remarks = []
    refusals: list[str] = []
    write_rows(task.place, task.source.schema, _accepted(task.source, remarks, refusals))
    return remarks, next(iter(refusals), None)


def _accepted(source: Batches, remarks: Remarks, refusals: list[str]) -> Iterator[pa.RecordBatch]:
    try:
        yield from source.open(remarks)
    except ContributionError as error:
        refusals.append(str(error))
