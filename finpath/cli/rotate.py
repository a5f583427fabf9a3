"""`finpath bundle rotate`: from the old key of tokens to the new, for what a member has handed in."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Annotated

import typer

from finpath.bundle.carry_over import CarriedOver
from finpath.bundle.make import Sender
from finpath.bundle.rotation import rotate_tokens
from finpath.cli.console import MEMORY, say
from finpath.engine import DuckDB, Limits
from finpath.errors import ConfigError
from finpath.ingest import LoadOptions, read_keys
from finpath.ingest.keys import MEMBER_FILE
from finpath.keyring import read_recipient, read_signer

ENOUGH = "1.2GB"
"""Memory for tables: of ten million rows, the whole process takes less than 2 GB."""


def rotate_command(
    contributions: Annotated[list[Path], typer.Argument(help="Your folders, as they were when they were handed in.")],
    old: Annotated[Path, typer.Option(help="The key file that their tokens were made with.")],
    sign: Annotated[Path, typer.Option(help="The signing key, NAME.sign of `finpath keys pair`.")],
    to: Annotated[str, typer.Option(help="For whom: the hub's NAME.age.pub.")],
    out: Annotated[Path, typer.Option(help="Where bundles wait to be sent.")],
    memory_limit: MEMORY = ENOUGH,
) -> None:
    """Make the bundle that carries what you handed in over to a new key of tokens: old token by old token, the new one.

    FINPATH_KEY_FILE names the new key. The hub applies the table to your contributions alone, and destroys it.

    For example: finpath bundle rotate acquirer-north --old members-2026.key --sign north.sign --to hub.age.pub
    --out outbox
    """
    for each in contributions:
        if not each.is_dir():
            raise ConfigError(f"There is no folder {each}: name those that you made bundles of.")
    today = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    before = read_keys({MEMBER_FILE: str(old)}).member_key
    sender = Sender(read_signer(sign), read_recipient(to), out, today.date())
    options = LoadOptions(read_keys(os.environ), as_of=today)
    with say.status("making a rotation"):
        made = rotate_tokens(
            contributions, before, sender, engine=lambda: DuckDB(Limits(memory_limit)), options=options
        )
    count, manifest = sum(made.manifest.rows.values()), made.manifest
    say.print(
        f"Wrote {made.path}: bundle {manifest.sequence} carries {count:,} identifiers from the key"
        f" {manifest.old_token_key} to {manifest.token_key}."
    )
    say.print(f"Seal {made.seal}", soft_wrap=True)


def describe_rotation(done: CarriedOver) -> str:
    """What a rotation did."""
    held = f" Under a legal hold, and as they were: {', '.join(done.held)}." if done.held else ""
    folders = ", ".join(done.folders) or "nothing"
    return f"  carried over: {folders}; {done.left:,} tokens of the old key still stand.{held}"
