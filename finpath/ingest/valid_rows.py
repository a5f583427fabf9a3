"""The rows without a fault of all files of a table, as one relation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from finpath.engine import Engine
from finpath.ingest.stage import StagedFile
from finpath.tables.contract import TABLES
from finpath.tables.loading import VALID

TIME = {"transactions": "occurred_at", "transfers": "occurred_at", "reports": "reported_at"}
"""The column that the as-of date is held against."""

NEVER = dt.datetime(9999, 12, 31)  # noqa: DTZ001 - every instant of a ledger is naive UTC


def latest_instant(engine: Engine, file: StagedFile, bound: dt.datetime = NEVER) -> dt.datetime | None:
    """The latest instant of the rows without a fault, as far as it is not later than a bound."""
    column = TIME.get(file.table)
    if column is None:
        return None
    sql = f"SELECT max({column}) FILTER (WHERE faults = 0 AND {column} <= :bound) FROM {file.name}"  # noqa: S608
    instant = engine.scalar(sql, {"bound": bound})
    return instant if isinstance(instant, dt.datetime) else None


def count_later(engine: Engine, file: StagedFile, as_of: dt.datetime) -> int:
    """How many rows without a fault are later than the as-of date."""
    column = TIME.get(file.table)
    if column is None:
        return 0
    sql = f"SELECT count(*) FROM {file.name} WHERE faults = 0 AND {column} > :as_of"  # noqa: S608
    return engine.count(sql, {"as_of": as_of})


def gather_valid_rows(engine: Engine, table: str, files: Sequence[StagedFile], as_of: dt.datetime) -> None:
    """Put the valid rows of all files of a table under one name, `valid_<table>`."""
    parts = [_part(file) for file in files if file.table == table]
    time = TIME.get(table)
    if not parts:
        engine.make(VALID[table], f"SELECT {_empty(table)} WHERE false")
    elif time is None:
        engine.define(VALID[table], " UNION ALL ".join(parts))
    else:
        in_time = " UNION ALL ".join(f"{part} AND {time} <= :as_of" for part in parts)
        engine.define(VALID[table], in_time, {"as_of": as_of})


def _part(file: StagedFile) -> str:
    provider = file.manifest.provider_id.replace("'", "''")
    values = [column.name for column in TABLES[file.table]]
    if file.row_ids:
        values[0] = f"concat('{file.source.content[:16]}:', CAST(row AS STRING)) AS {values[0]}"
    own = ["provider_id AS meant_provider_id" if value == "provider_id" else value for value in values]
    corrects = str(file.source.entry.corrects).lower()
    return (
        f"SELECT '{provider}' AS provider_id, {file.index} AS file, row, {corrects} AS corrects, "  # noqa: S608
        f"{file.standing} AS standing, side, timed, {', '.join(own)} FROM {file.name} WHERE faults = 0"
    )


def _empty(table: str) -> str:
    columns = [
        f"CAST(NULL AS {column.type.sql}) AS {'meant_provider_id' if column.name == 'provider_id' else column.name}"
        for column in TABLES[table]
    ]
    own = ["STRING provider_id", "INTEGER file", "BIGINT row", "BOOLEAN corrects", "INTEGER standing", "INTEGER side"]
    own.append("BOOLEAN timed")
    first = [f"CAST(NULL AS {kind}) AS {name}" for kind, name in (text.split() for text in own)]
    return ", ".join(first + columns)
