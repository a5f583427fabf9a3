"""`finpath keys`: keys that turn identifiers into tokens."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import say
from finpath.errors import ConfigError
from finpath.ingest import new_key

keys = typer.Typer(help="Keys that turn identifiers into tokens.", no_args_is_help=True)


@keys.command("new")
def keys_new(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; printed when left out.")] = None,
) -> None:
    """Make a key; members who share it can find the same account in each other's tokens.

    For example: finpath keys new coalition.key
    """
    key = new_key()
    if file is None:
        sys.stdout.write(key + "\n")
        return
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigError(f"{file} exists: a key is never overwritten. Name another file.") from None
    except OSError as error:
        raise ConfigError(f"The key cannot be written to {file}: {error.strerror}. Name another file.") from None
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(key + "\n")
    say.print(f"Wrote a key to {file}. Keep it secret, and name it in FINPATH_KEY_FILE.")
