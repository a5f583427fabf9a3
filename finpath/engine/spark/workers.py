"""Checks, before a run, that the workers of a cluster can do what it will ask of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from finpath.engine.spark.faults import translate_errors, unseen_file
from finpath.engine.spark.frames import arrow, map_frame

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEEN = pa.schema([("seen", pa.bool_())])


def check_workers(session: SparkSession, folder: Path) -> None:
    """Ask as many tasks as the cluster has processors: a worker that wrote elsewhere would lose its rows in silence.

    In a session on this machine alone there is nothing to ask.

    Raises:
        EngineError: A worker lacks finpath, has another Python, or may not write to the folder.
    """
    if not str(session.sparkContext.master).startswith("local"):
        check_places(session, folder, session.sparkContext.defaultParallelism)


def check_places(session: SparkSession, folder: Path, tasks: int) -> None:
    """Ask so many tasks whether they may write to a folder.

    Raises:
        EngineError: One may not.
    """

    def each(batch: pa.RecordBatch) -> pa.RecordBatch:
        return pa.record_batch([[can_write(folder)] * batch.num_rows], schema=SEEN)

    with translate_errors("the workers"):
        answers = arrow(map_frame(session.range(0, tasks, 1, tasks), each, SEEN))["seen"].to_pylist()
    if not all(answers):
        raise unseen_file(str(folder))


def can_write(folder: Path) -> bool:
    """Whether this machine has a folder, and this user may write to it."""
    return os.access(folder, os.W_OK | os.X_OK)
