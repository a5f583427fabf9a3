"""`finpath keys`: keys that turn identifiers into tokens."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import say
from finpath.cli.day import day
from finpath.errors import ConfigError
from finpath.ingest import new_key
from finpath.ingest.keys import write_new_key
from finpath.keyring import (
    Succession,
    read_recipient,
    read_signer,
    read_succession,
    read_trust,
    roster_lines,
    write_pair,
    write_succession,
)

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


@keys.command("succeed")
def keys_succeed(
    sign: Annotated[Path, typer.Option(help="The old signing key, NAME.sign, which the roster knows.")],
    party: Annotated[str, typer.Option(help="Whose it is: the id of the member, or hub.")],
    begins: Annotated[str, typer.Option("--from", help="The first day of the new key, as in 2027-01-01.")],
    out: Annotated[Path, typer.Option(help="Where to write the statement; its signatures go beside it.")],
    new: Annotated[Path | None, typer.Option(help="The new signing key, NAME.sign.")] = None,
    age: Annotated[str | None, typer.Option(help="Or the new NAME.age.pub, which others seal for.")] = None,
) -> None:
    """Say with an old key which new one succeeds it, and from which day.

    The old key signs the statement, and a new signing key signs it too: nobody can name a key that is another's.

    For example: finpath keys succeed --sign north.sign --new north-2027.sign --party acquirer-north
    --from 2027-01-01 --out north-2027.toml
    """
    if (new is None) == (age is None):
        raise ConfigError("A statement is about one key: name the new one with --new, or with --age.")
    old, own = read_signer(sign), read_signer(new) if new else None
    today = dt.datetime.now(dt.UTC).date()
    named = own.public if own else read_recipient(str(age))
    said = Succession("sign" if own else "age", party, old.public, named, day("--from", begins), today)
    if old.public == named:
        raise ConfigError("The old key and the new one are the same: make another with `finpath keys pair NAME`.")
    write_succession(said, out, old, own)
    say.print(f"Wrote {out}; hand it over with the signatures beside it.")


@keys.command("accept")
def keys_accept(
    statement: Annotated[Path, typer.Argument(help="What `finpath keys succeed` wrote, with its signatures.")],
    trust: Annotated[Path, typer.Option(help="The roster, coalition.toml: which key speaks for whom.")],
) -> None:
    """Hold a statement about a new key against the roster, and print the lines that a person adds to it.

    The roster is a file of people: nothing is written into it.

    For example: finpath keys accept north-2027.toml --trust coalition.toml
    """
    said = read_succession(statement, read_trust(trust), dt.datetime.now(dt.UTC).date())
    sys.stdout.write(roster_lines(said))
