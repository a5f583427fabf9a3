"""`finpath calibrate`: what past decisions made of scores."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import JSON, answer, say
from finpath.quality import calibration


def calibrate_command(
    run: Annotated[Path, typer.Argument(help="The run folder that the decisions are about.")],
    decisions: Annotated[
        Path, typer.Argument(help="CSV: provider_id, merchant_id, decision (confirmed or cleared), decided_on.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for calibration.toml and the page to read first.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier calibration left.")] = False,
    as_json: JSON = False,
) -> None:
    """Learn from past decisions how often merchants of a score were confirmed, and show how far that holds.

    For example: finpath calibrate run decisions.csv --out calibration
    """
    calibration.vacant(out, force=force)
    told = calibration.calibrate(run, decisions)
    page = calibration.write(told, out, force=force)
    for note in told.notes:
        say.print(f"! {note}", markup=False, soft_wrap=True)
    if as_json:
        before, after = told.before.error, told.after.error
        counts = {"confirmed": told.calibration.confirmed, "cleared": told.calibration.cleared, "cases": told.cases}
        answer({**counts, "error_before": before, "error_after": after, "notes": told.notes, "page": str(page)})
        return
    sys.stdout.write(
        f"{told.calibration.confirmed} confirmed and {told.calibration.cleared} cleared, on {told.cases} cases:"
        f" calibration error {told.before.error:.3f} before, {told.after.error:.3f} after.\n\nOpen {page}\n"
    )
