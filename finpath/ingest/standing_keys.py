"""What the coverage says of tokens of more than one key in a run: who was not carried over, who is not joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from finpath.engine import Engine
from finpath.ingest.keys import Keys
from finpath.ingest.stage import StagedFile
from finpath.ingest.tokens import MADE, key_id
from finpath.tables.contract import TABLES, Type

LETTERS = 8
SHOWN = 5
"""Rows that a note names."""

OF_KEY = "fp_first(replace({column}, :mark, ''), :letters)"

BEHIND = """
    SELECT row, replace({column}, :mark, '') AS token
    FROM {staged}
    WHERE faults = 0 AND {key} <> :now
"""

COUNTS = """
    SELECT fp_first(token, :letters) AS key, count(DISTINCT token) AS tokens, count(DISTINCT row) AS rows
    FROM behind
    GROUP BY fp_first(token, :letters)
    ORDER BY fp_first(token, :letters)
"""

ROWS = "SELECT DISTINCT row FROM behind WHERE fp_first(token, :letters) = :key ORDER BY row LIMIT :shown"


def key_notes(engine: Engine, files: Sequence[StagedFile], keys: Keys) -> Iterator[str]:
    """Say which tokens were not carried over to the key of today, and which members cannot be joined meanwhile.

    Args:
        engine: Holds the staged rows.
        files: All files of the run.
        keys: Its own: what was handed in in clear has tokens of the members' key.
    """
    members: dict[str, set[str]] = {}
    for file in files:
        if not file.manifest.agreement or not any(column.type is Type.TOKEN for column in TABLES[file.table]):
            continue
        behind = tuple(_behind(engine, file))
        for key, tokens, rows, first in behind:
            yield _left_behind(file, (key, tokens, rows), first)
        found = {key for key, *_ in behind} | _told_keys(file, keys)
        members.setdefault(file.manifest.provider_id, set()).update(found)
    yield from _apart(members)


def _told_keys(file: StagedFile, keys: Keys) -> set[str]:
    """The key that the tokens of a file are of, by what it says of itself."""
    if file.source.made is not None:
        return {file.source.made.token_key}
    return set() if file.source.entry.has_tokens or keys.member is None else {key_id(keys.member)}


def _behind(engine: Engine, file: StagedFile) -> Iterator[tuple[str, int, int, list[int]]]:
    """Tokens of keys that count no more for their member: the key, how many tokens, in how many rows, the first rows.

    One key is no question: only where the roster lets a member use several can some have stayed behind.
    """
    known = file.manifest.token_keys or ()
    columns = [each.name for each in TABLES[file.table] if each.type is Type.TOKEN]
    if not file.source.entry.has_tokens or len(known) < 2:  # noqa: PLR2004 - an old one and a new one
        return
    parts = (BEHIND.format(column=name, staged=file.name, key=OF_KEY.format(column=name)) for name in columns)
    with engine.scratch() as scratch:
        scratch.make("behind", " UNION ALL ".join(parts), {"mark": MADE, "letters": LETTERS, "now": known[0]})
        counts = engine.rows(COUNTS, {"letters": LETTERS})
        for key, tokens, rows in counts:
            first = engine.rows(ROWS, {"letters": LETTERS, "key": str(key), "shown": SHOWN})
            yield str(key), int(str(tokens)), int(str(rows)), [int(str(row)) for (row,) in first]


def _left_behind(file: StagedFile, found: tuple[str, int, int], first: Sequence[int]) -> str:
    key, tokens, rows = found
    more = ", …" if rows > len(first) else ""
    now = (file.manifest.token_keys or ("",))[0]
    return (
        f"{file.source.path}: {tokens:,} tokens in {rows:,} rows are of the key {key}, and were not carried over to"
        f" {now}: they find nobody among tokens of {now} (rows {', '.join(map(str, first))}{more})."
    )


def _apart(members: Mapping[str, set[str]]) -> Iterator[str]:
    keys = sorted({key for each in members.values() for key in each})
    if len(keys) > 1:
        told = (f"{key} ({', '.join(sorted(name for name in members if key in members[name]))})" for key in keys)
        yield (
            f"Tokens of {len(keys)} keys are in this run: {'; '.join(told)}. Who is known by the same identifier under"
            " two of them is two people here, until all have rotated to one key."
        )
