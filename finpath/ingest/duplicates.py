"""Finds valid rows that must not count: duplicates, rows that a correction supersedes, and conflicts.

What two rows of an id say is compared as it is meant: two spellings of one phone number say the same, whether the
number or its token was handed in.
"""

from __future__ import annotations

from finpath.engine import Engine
from finpath.ingest.identities import CONTROLLERS, TRANSFER_ACCOUNTS
from finpath.ingest.tokens import SCOPED, Tokens
from finpath.tables.contract import TABLES, Type
from finpath.tables.loading import CONFLICTS, JUDGED, REPEATED_NAMES, TAKEN

REPEATED = """
    SELECT valid.provider_id, fp_hash64({key}) AS hashed
    FROM {valid} AS valid
    GROUP BY valid.provider_id, fp_hash64({key})
    HAVING count(*) > 1
"""

REPEATS = """
    SELECT valid.*
    FROM {valid} AS valid
    SEMI JOIN repeated ON valid.provider_id = repeated.provider_id AND fp_hash64({key}) = repeated.hashed
"""
"""All rows that may share their id with another; few, as a rule."""

CONTENTS = """
    SELECT valid.provider_id,
           {key} AS id,
           valid.file,
           valid.row,
           {rank} AS standing,
           fp_sha256(concat({content})) AS content
    FROM rows_repeated AS valid
    {joins}
"""

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
    WITH ordered AS (
        SELECT provider_id, id, file, row, content,
               CAST(row_number() OVER (PARTITION BY provider_id, id ORDER BY file, row) AS BIGINT) AS place
        FROM judged
        WHERE verdict = 'conflict'
    ),
    told AS (
        SELECT provider_id, id, file, row, content,
               min(place) OVER (PARTITION BY provider_id, id, content) AS first
        FROM ordered
    ),
    places AS (
        SELECT provider_id, id, file, row,
               CAST(dense_rank() OVER (PARTITION BY provider_id, id ORDER BY first) AS BIGINT)              AS version,
               CAST(row_number() OVER (PARTITION BY provider_id, id, content ORDER BY file, row) AS BIGINT) AS copy
        FROM told
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


PAYER_KIND = "coalesce(valid.payer_ref_kind, 'account')"

SAID = """
    SELECT DISTINCT valid.provider_id,
           providers.country,
           {kind}       AS kind,
           {scope}      AS scope,
           valid.{name} AS said
    FROM rows_repeated AS valid
    JOIN providers ON providers.provider_id = valid.provider_id
    WHERE valid.{name} IS NOT NULL
"""

NAMED = """
    LEFT JOIN repeated_names AS of_{name} ON of_{name}.provider_id = valid.provider_id
                                             AND of_{name}.kind = {kind} AND of_{name}.said = valid.{name}
"""


def find_duplicates(engine: Engine, table: str, tokens: Tokens) -> int:
    """Judge all rows of `valid_<table>` that repeat an id; the verdicts are in `judged_<table>`.

    Args:
        engine: Holds the valid rows, `providers`, and `files` with file and path.
        table: The contract's table.
        tokens: Says which spellings mean the same.

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
        "content": ", ".join(f"concat(fp_part(CAST({_value_sql(table, name)} AS STRING)), '|')" for name in others),
        "joins": " ".join(NAMED.format(name=name, kind=kind) for name, kind in _kinds(table).items()),
    }
    with engine.scratch() as scratch:
        scratch.make("repeated", REPEATED.format(**parts))
        if engine.count("SELECT count(*) FROM repeated"):
            scratch.make("rows_repeated", REPEATS.format(**parts))
            if said := _said(table):
                scratch.view("said_again", said, {"scoped": SCOPED} if table == "transactions" else None)
                tokens.name(engine, REPEATED_NAMES, "SELECT * FROM said_again")
            scratch.make("repeats", CONTENTS.format(**parts))
            engine.drop(REPEATED_NAMES.name)
            scratch.make("judged", VERDICTS)
            engine.make(CONFLICTS[table], CONTRADICTIONS)
            engine.make(JUDGED[table], "SELECT file, row, verdict, by_file FROM judged WHERE verdict <> 'kept'")
        else:
            engine.make(CONFLICTS[table], NO_CONFLICTS)
            engine.make(JUDGED[table], NO_VERDICTS)
    dropped = engine.count(f"SELECT count(*) FROM {JUDGED[table].name}")  # noqa: S608
    engine.define(TAKEN[table], _counting_rows_sql(table, dropped))
    return dropped


def _kinds(table: str) -> dict[str, str]:
    """The columns of a table that hold what gets a token, and SQL of the kind of each."""
    if table == "transactions":
        return {"payer_ref": PAYER_KIND}
    columns = {"merchants": CONTROLLERS, "transfers": TRANSFER_ACCOUNTS}.get(table, {})
    tokens = {column.name for column in TABLES[table] if column.type is Type.TOKEN}
    return {name: f"'{kind}'" for name, kind in columns.items() if name in tokens}


def _value_sql(table: str, name: str) -> str:
    """SQL of what a column means: the token of what gets one."""
    return f"of_{name}.token" if name in _kinds(table) else f"valid.{name}"


def _said(table: str) -> str:
    """SQL of the references in repeated rows, as tokens are made of them; nothing where the table has none."""
    scope = f"CASE WHEN {PAYER_KIND} IN :scoped THEN valid.provider_id ELSE '' END"
    return " UNION ".join(
        SAID.format(name=name, kind=kind, scope=scope if table == "transactions" else "''")
        for name, kind in _kinds(table).items()
    )


def _counting_rows_sql(table: str, dropped: int) -> str:
    if not dropped:
        return f"SELECT * FROM valid_{table}"  # noqa: S608
    return (
        f"SELECT * FROM valid_{table} AS valid ANTI JOIN judged_{table} AS judged "  # noqa: S608
        "ON valid.file = judged.file AND valid.row = judged.row"
    )
