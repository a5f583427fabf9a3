"""`finpath suppress`: a person has reviewed a merchant, and it shall not come back for the same evidence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import JSON, answer
from finpath.cli.day import day
from finpath.config import read_suppressions
from finpath.config.suppressions import write_suppression
from finpath.errors import ConfigError
from finpath.output.folder import Run
from finpath.output.folder.review import record_review


def suppress_command(
    merchant: Annotated[str, typer.Argument(help="provider/merchant, as the run names it.")],
    run: Annotated[Path, typer.Option(help="The run folder that was reviewed.")],
    by: Annotated[str, typer.Option(help="Who decided it.")],
    why: Annotated[str, typer.Option(help="The reason, for whoever asks later.")],
    on: Annotated[str, typer.Option(help="The day of the decision, as in 2026-06-30.")],
    until: Annotated[str, typer.Option(help="The last day that it holds, as in 2027-06-30.")],
    to: Annotated[Path, typer.Option(help="The file that the case file names.")] = Path("suppressions.toml"),
    as_json: JSON = False,
) -> None:
    """Set a reviewed merchant aside until there is new evidence, or until the review ends.

    Add the file to the case file: suppressions = "suppressions.toml". To undo it, delete its entry. Its findings stay
    in reasons.parquet, and the page of each run says that it was reviewed.

    For example: finpath suppress acquirer-north/4711 --run run --by a.reviewer
    --why "A gift-card shop; owner and premises are known." --on 2026-06-30 --until 2027-06-30
    """
    decided = record_review(Run(run), merchant, by=by, why=why, days=(day("--on", on), day("--until", until)))
    if to.exists() and any(each.name == decided.name for each in read_suppressions(to)):
        raise ConfigError(f"{to} has {decided.name} already: delete its entry first, so that one review holds.")
    with to.open("a", encoding="utf-8") as file:
        file.write(("\n" if to.stat().st_size else "") + write_suppression(decided))
    reviewed = [rule.split("@")[0] for rule in sorted(decided.reviewed)]
    if as_json:
        answer({"merchant": decided.name, "until": str(decided.until), "reviewed": reviewed, "file": str(to)})
        return
    rules = ", ".join(reviewed) or "no rule"
    sys.stdout.write(f"{decided.name} is set aside until {decided.until}, for what was reviewed: {rules}.\n")
    sys.stdout.write(f'Name the file in the case file: suppressions = "{to.name}"\n')
