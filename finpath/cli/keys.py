"""`finpath keys`: keys that turn identifiers into tokens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import say
from finpath.ingest import new_key
from finpath.ingest.keys import write_new_key
from finpath.keyring import write_pair

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


@keys.command("pair")
def keys_pair(
    name: Annotated[Path, typer.Argument(help="What the four files are called: NAME.sign, NAME.age and their .pub.")],
) -> None:
    """Make the keys of a party: one that signs what it sends (minisign), one that opens what it gets (age).

    With FINPATH_SIGN_PASSWORD, the signing key is kept under that password.

    For example: finpath keys pair north
    """
    for path in write_pair(name):
        say.print(f"Wrote {path}{'' if path.suffix == '.pub' else ': keep it secret'}")
