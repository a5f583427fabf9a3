"""`finpath keys`: keys that turn identifiers into tokens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import say
from finpath.ingest import new_key
from finpath.ingest.keys import write_new_key

keys = typer.Typer(help="Keys that turn identifiers into tokens.", no_args_is_help=True)


@keys.command("new")
def keys_new(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; printed when left out.")] = None,
) -> None:
    """Make a key; members who share it can find the same account in each other's tokens.

    For example: finpath keys new coalition.key
    """
    if file is None:
        sys.stdout.write(new_key() + "\n")
        return
    write_new_key(file)
    say.print(f"Wrote a key to {file}. Keep it secret, and name it in FINPATH_KEY_FILE.")
