"""`finpath pack`: one zip of a run, a referral or a package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import JSON, answer
from finpath.output.folder import pack


def pack_command(
    folder: Annotated[Path, typer.Argument(help="A run, one referral of it, or a recipient's package.")],
    out: Annotated[Path, typer.Option(help="The zip to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    as_json: JSON = False,
) -> None:
    """Pack a folder for sending, if everything in it is as it was written; the same folder gives the same bytes.

    For example: finpath pack run/referrals/g-0123456789ab --out referral.zip
    """
    seal = pack(folder, out, force=force)
    if as_json:
        answer({"seal": seal, "zip": str(out)})
        return
    sys.stdout.write(f"Seal {seal}\nWrote {out}\n")
