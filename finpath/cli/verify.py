"""`finpath verify`: exactly what was altered, missing or added in a run or a referral."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from finpath.output.folder import verify
from finpath.presentation.text import count_of


def verify_command(
    folder: Annotated[Path, typer.Argument(help="A run folder, or the folder of one referral in it.")],
    seal: Annotated[str, typer.Option(help="The seal that was noted when the run was written.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Check that every file is as it was written, and say exactly what was altered, missing or added.

    For example: finpath verify run

    Exit codes: 0 everything is as it was written; 1 something is not; 2 wrong use.
    """
    found = verify(folder, seal)
    if as_json:
        sys.stdout.write(json.dumps(asdict(found), indent=1, sort_keys=True) + "\n")
    elif found.faults:
        sys.stdout.write("".join(f"{fault.sentence}\n" for fault in found.faults))
    else:
        told = "the seal that was noted" if seal else f"seal {found.seal}"
        sys.stdout.write(f"All {count_of(found.files, 'file')} are as they were written: {told}.\n")
    if found.faults:
        raise typer.Exit(1)
