"""The first half of each token of a staged file, which the members' key makes: all that leaves a member, or is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finpath.engine import Engine
from finpath.ingest.identities import CONTROLLERS, TRANSFER_ACCOUNTS
from finpath.ingest.keys import Keys
from finpath.ingest.stage import StagedFile
from finpath.ingest.tokens import SCOPED, Tokens
from finpath.tables.contract import Column
from finpath.tables.loading import MADE_NAMES

KIND_OF_PAYER = "coalesce(staged.payer_ref_kind, 'account')"

SAID = """
    SELECT DISTINCT :provider    AS provider_id,
           :country              AS country,
           {kind}                AS kind,
           {scope}               AS scope,
           staged.{name}         AS said
    FROM {staged} AS staged
    WHERE staged.faults = 0 AND staged.{name} IS NOT NULL
"""

JOINED = "LEFT JOIN made_names AS of_{name} ON of_{name}.kind = {kind} AND of_{name}.said = staged.{name}"


def name_first_halves(engine: Engine, file: StagedFile, columns: Sequence[Column], keys: Keys) -> None:
    """Make `made_names`: kind, what was said, its token by the members' key alone, and whether it could be normalised.

    Args:
        engine: Holds the staged rows.
        file: The file.
        columns: Those that hold what gets a token.
        keys: Of which the members' key counts.
    """
    said = " UNION ".join(_said(file, column) for column in columns)
    if said:
        with engine.scratch() as scratch:
            scratch.view("said_here", said, _about(file))
            Tokens(replace(keys, hub=None)).name(engine, MADE_NAMES, "SELECT * FROM said_here")


def joins_of_names(file: StagedFile, columns: Sequence[Column]) -> str:
    """SQL that joins staged rows to `made_names`: the token of a column is `of_<column>.token`."""
    return " ".join(JOINED.format(name=column.name, kind=_kind(file, column)) for column in columns)


def _said(file: StagedFile, column: Column) -> str:
    scope = f"CASE WHEN {KIND_OF_PAYER} IN :scoped THEN :provider ELSE '' END"
    return SAID.format(
        name=column.name,
        kind=_kind(file, column),
        scope=scope if file.table == "transactions" else "''",
        staged=file.name,
    )


def _kind(file: StagedFile, column: Column) -> str:
    if file.table == "transactions":
        return KIND_OF_PAYER
    return f"'{(CONTROLLERS | TRANSFER_ACCOUNTS)[column.name]}'"


def _about(file: StagedFile) -> dict[str, str | tuple[str, ...]]:
    about: dict[str, str | tuple[str, ...]] = {
        "provider": file.manifest.provider_id,
        "country": file.manifest.country,
    }
    return about | ({"scoped": SCOPED} if file.table == "transactions" else {})
