"""`finpath resolve`: at the member that contributed them, whose tokens stand in its part of a case."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath import ingest
from finpath.cli.console import JSON, answer
from finpath.cli.day import day
from finpath.dissemination.package_parts import read_parts
from finpath.dissemination.reidentification import (
    ReidentificationRequest,
    log_line,
    reidentify_payers,
    rows_to_reidentify,
)
from finpath.engine import DuckDB
from finpath.errors import ConfigError


def resolve_command(
    package: Annotated[Path, typer.Argument(help="The package that was sent to you, or a run folder.")],
    member: Annotated[str, typer.Option(help="Your id in the coalition.")],
    contributions: Annotated[
        Path, typer.Option(help="A folder with your own contribution in it, as you handed it in.")
    ],
    by: Annotated[str, typer.Option(help="Who wants to know.")],
    why: Annotated[str, typer.Option(help="The reason, for whoever asks later.")],
    on: Annotated[str, typer.Option(help="The day, as in 2026-06-30.")],
    out: Annotated[Path, typer.Option(help="The table to write; nobody else may read it.")],
    log: Annotated[Path, typer.Option(help="A file to which a line is added: who, when, why, how many.")],
    case: Annotated[list[str] | None, typer.Option(help="The id of a case; all of yours when left out.")] = None,
    as_json: JSON = False,
) -> None:
    """Say whose tokens they are, from your own files alone. Nobody else's can be resolved, not even by the hub.

    The payments of your part are found in your files by SHA-256 and row, so it works with whatever keys the run had.

    For example: finpath resolve package --member acquirer-north --contributions own --by a.reviewer
    --why "A request of the FIU." --on 2026-06-30 --out people.csv --log resolved.csv
    """
    if not by.strip() or not why.strip():
        raise ConfigError(
            "Whose token it is is told to somebody with a name and a reason: say them with --by and --why."
        )
    if out.exists():
        raise ConfigError(f"{out} is there already: name another file with --out.")
    order, mine = ReidentificationRequest(by, day("--on", on), why), read_parts(package, member, case or ())
    options = ingest.LoadOptions(ingest.read_keys(os.environ), max(part.as_of for part in mine))
    with DuckDB() as engine:
        found = ingest.reidentify_payers(contributions, rows_to_reidentify(mine), engine=engine, options=options)
    done = reidentify_payers(mine, found, member)
    if not done.rows:
        raise ConfigError(f"The files in {contributions} hold no payment of these cases: name them as handed in.")
    table = done.table()
    with log.open("a", encoding="utf-8") as file:
        file.write(log_line(order, member, done, table))
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(table)
    if as_json:
        answer({"table": str(out), "tokens": len(done.rows), "missing": done.missing, "log": str(log)})
        return
    missing = f" {done.missing} payment(s) are not in these files." if done.missing else ""
    sys.stdout.write(f"{len(done.rows)} token(s) in {out}; a line was added to {log}.{missing}\n")
