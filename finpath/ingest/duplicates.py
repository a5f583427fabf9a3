"""Finds valid rows that must not count: duplicates, rows that a correction supersedes, and conflicts."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.tables.contract import TABLES
from finpath.tables.loading import CONFLICTS, JUDGED, TAKEN

REPEATED = """
    SELECT valid.provider_id, fp_hash64({key}) AS hashed
    FROM {valid} AS valid
    GROUP BY valid.provider_id, fp_hash64({key})
    HAVING count(*) > 1
"""

REPEATS = """
    SELECT valid.provider_id,
           {key} AS id,
           valid.file,
           valid.row,
           {rank} AS standing,
           fp_sha256(concat({content})) AS content
    FROM {valid} AS valid
    SEMI JOIN repeated ON valid.provider_id = repeated.provider_id AND fp_hash64({key}) = repeated.hashed
"""
"""All rows that may share their id with another; few, as a rule."""

VERDICTS = """
    WITH best AS (
        SELECT provider_id, id, max(standing) AS standing, count(*) AS times
        FROM repeats
        GROUP BY provider_id, id
        HAVING count(*) > 1
    ),
    standing AS (
        SELECT repeats.provider_id, repeats.id,
               count(DISTINCT content) AS contents,
               min(repeats.file)       AS file
        FROM repeats
        JOIN best ON repeats.provider_id = best.provider_id AND repeats.id = best.id
                     AND repeats.standing = best.standing
        GROUP BY repeats.provider_id, repeats.id
    )
    SELECT repeats.provider_id,
           repeats.id,
           repeats.file,
           repeats.row,
           repeats.content,
           CASE WHEN repeats.standing < best.standing THEN standing.file END AS by_file,
           CASE WHEN repeats.standing < best.standing THEN 'superseded'
                WHEN standing.contents > 1             THEN 'conflict'
                WHEN row_number() OVER (
                    PARTITION BY repeats.provider_id, repeats.id, repeats.standing
                    ORDER BY repeats.file, repeats.row
                ) > 1                                  THEN 'duplicate'
                ELSE 'kept' END AS verdict
    FROM repeats
    JOIN best ON repeats.provider_id = best.provider_id AND repeats.id = best.id
    JOIN standing ON repeats.provider_id = standing.provider_id AND repeats.id = standing.id
"""

CONTRADICTIONS = """
    WITH places AS (
        SELECT provider_id, id, file, row,
               CAST(dense_rank() OVER (PARTITION BY provider_id, id ORDER BY content) AS BIGINT)            AS version,
               CAST(row_number() OVER (PARTITION BY provider_id, id, content ORDER BY file, row) AS BIGINT) AS copy
        FROM judged
        WHERE verdict = 'conflict'
    )
    SELECT mine.file,
           mine.row,
           concat('repeats the id of row ', CAST(other.row AS STRING), ' of ', files.path,
                  ' with other content; correct one, or hand it in with mode = "correct"') AS reason
    FROM places AS mine
    JOIN places AS other ON mine.provider_id = other.provider_id AND mine.id = other.id
                            AND other.copy = 1
                            AND other.version = CASE WHEN mine.version = 1 THEN 2 ELSE 1 END
    JOIN files ON files.file = other.file
"""

NO_CONFLICTS = "SELECT CAST(0 AS INTEGER) AS file, CAST(0 AS BIGINT) AS row, '' AS reason WHERE false"
NO_VERDICTS = """
    SELECT CAST(0 AS INTEGER) AS file, CAST(0 AS BIGINT) AS row, '' AS verdict, CAST(0 AS INTEGER) AS by_file
    WHERE false
"""
"""What follows where no id is repeated, as in most tables of most runs."""

STANDING = "CAST(valid.standing AS BIGINT)"
"""A correction supersedes what it corrects, a statement the report of the day."""

LATEST = "CASE WHEN valid.corrects THEN 9223372036854775807 ELSE fp_micros(valid.reported_at) END"
"""A report's later word, as its withdrawal, supersedes its earlier one."""


OF_A_DAY = "concat(valid.currency, ' ', CAST(valid.date AS STRING))"
"""A currency has one rate a day, whoever published it."""


def find_duplicates(engine: Engine, table: str) -> int:
    """Judge all rows of `valid_<table>` that repeat an id; the verdicts are in `judged_<table>`.

    Args:
        engine: Holds the valid rows, and `files` with file and path.
        table: The contract's table.

    Returns:
        How many rows repeat an id.
    """
    name, *others = ("meant_provider_id" if column.name == "provider_id" else column.name for column in TABLES[table])
    if table == "rates":
        others = ["eur"]
    parts = {
        "key": OF_A_DAY if table == "rates" else f"valid.{name}",
        "valid": f"valid_{table}",
        "rank": LATEST if table == "reports" else STANDING,
        "content": ", ".join(f"concat(fp_part(CAST(valid.{name} AS STRING)), '|')" for name in others),
    }
    with engine.scratch() as scratch:
        scratch.make("repeated", REPEATED.format(**parts))
        if engine.count("SELECT count(*) FROM repeated"):
            scratch.make("repeats", REPEATS.format(**parts))
            scratch.make("judged", VERDICTS)
            engine.make(CONFLICTS[table], CONTRADICTIONS)
            engine.make(JUDGED[table], "SELECT file, row, verdict, by_file FROM judged WHERE verdict <> 'kept'")
        else:
            engine.make(CONFLICTS[table], NO_CONFLICTS)
            engine.make(JUDGED[table], NO_VERDICTS)
    dropped = engine.count(f"SELECT count(*) FROM {JUDGED[table].name}")  # noqa: S608
    engine.define(TAKEN[table], _counting_rows_sql(table, dropped))
    return dropped


def _counting_rows_sql(table: str, dropped: int) -> str:
    if not dropped:
        return f"SELECT * FROM valid_{table}"  # noqa: S608
    return (
        f"SELECT * FROM valid_{table} AS valid ANTI JOIN judged_{table} AS judged "  # noqa: S608
        "ON valid.file = judged.file AND valid.row = judged.row"
    )
