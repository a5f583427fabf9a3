"""`finpath custody`: who did what when, and whether the record of it is as it was written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.custody import find_heads, read_chain
from finpath.errors import ConfigError

custody = typer.Typer(help="The log of what was made, taken, called back and purged.", no_args_is_help=True)


@custody.callback()
def about() -> None:
    """The log of what was made, taken, called back and purged."""


@custody.command("verify")
def verify_command(
    log: Annotated[Path, typer.Argument(help="custody.jsonl of an outbox, or beside the hub's receipts.")],
    witness: Annotated[
        list[Path] | None, typer.Option(help="Receipts, opened bundles or folders of them, that bear heads of the log.")
    ] = None,
) -> None:
    """Say whether a log is as it was written: edited, missing, reordered, truncated or forked, and where.

    For example: finpath custody verify receipts/custody.jsonl --witness receipts-that-members-kept

    Exit codes: 0 it is as it was written; 1 it is not; 2 wrong use.
    """
    if not log.is_file():
        raise ConfigError(f"There is no log {log}: name a custody.jsonl.")
    heads = [each for place in witness or () for each in find_heads(place)]
    chain = read_chain(log)
    faults = chain.faults(heads)
    for fault in faults:
        sys.stdout.write(f"{fault.kind}: {fault.sentence}\n")
    if faults:
        raise typer.Exit(1)
    sys.stdout.write(
        f"All {len(chain.lines)} entries are as they were written, and as {len(heads)} witnesses saw them.\n"
    )
