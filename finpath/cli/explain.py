"""`finpath explain`: why a merchant is where it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.names import complete_merchants
from finpath.output.folder import Run


def explain_command(
    merchant: Annotated[
        str,
        typer.Argument(
            help="provider/merchant, or the merchant's id or name alone where it is the only one.",
            autocompletion=complete_merchants,
        ),
    ],
    run: Annotated[Path, typer.Option(help="The run folder.")] = Path("run"),
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """Say why a merchant is where it is, flagged or not: reasons, peers, what speaks against it, nearest thresholds.

    For example: finpath explain acquirer-north/4711 --run run
    """
    said = Run(run).explain(merchant)
    sys.stdout.write((said.to_json() if as_json else str(said)) + "\n")
