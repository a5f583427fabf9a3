"""The table of rejects: which rows were not taken, where they stand, and why."""

from __future__ import annotations

from collections.abc import Sequence

from finpath.engine import Engine
from finpath.ingest.stage import StagedFile
from finpath.tables.contract import TABLES
from finpath.tables.ledger import REJECTS
from finpath.tables.loading import CONFLICTS

WITH_PLACE = """
    SELECT files.provider_id,
           files.path   AS file,
           files.sha256 AS file_sha256,
           found.row,
           found.column,
           found.reason
    FROM found
    JOIN files ON files.file = found.file
    ORDER BY files.path, found.row, found.column, found.reason
"""


def write_rejects(engine: Engine, files: Sequence[StagedFile]) -> None:
    """Make `rejects`.

    Args:
        engine: Holds the rejects of each file, the conflicts of each table, and `files`.
        files: What was staged.
    """
    parts = [f'SELECT {file.index} AS file, row, "column", reason FROM {file.rejects}' for file in files]  # noqa: S608
    parts += [
        f"SELECT file, row, '{columns[0].name}' AS \"column\", reason FROM {CONFLICTS[table].name}"  # noqa: S608
        for table, columns in TABLES.items()
    ]
    with engine.scratch() as scratch:
        scratch.view("found", " UNION ALL ".join(parts))
        engine.make(REJECTS, WITH_PLACE)
