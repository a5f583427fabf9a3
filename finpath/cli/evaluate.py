"""`finpath evaluate`: measured against a known answer."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from finpath.cli.case import config_of
from finpath.cli.console import MEMORY, say, tell
from finpath.engine import Limits
from finpath.quality import evaluation


def evaluate_command(
    contributions: Annotated[
        Path, typer.Argument(help="A folder with one folder per member, structures planted in it.")
    ],
    truth: Annotated[Path, typer.Option(help="What is planted: the CSV file that the planter wrote.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the page with the curves.")] = None,
    seeds: Annotated[int, typer.Option(min=0, help="Plant so many times more, for means and intervals.")] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="The methods side by side, and nothing else.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False,
    as_of: Annotated[str | None, typer.Option(help="Nothing later counts, as in 2026-06-30.")] = None,
    config: Annotated[Path | None, typer.Option(help="A case file, as for a run.")] = None,
    memory_limit: MEMORY = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads; all when left out.")] = None,
    temp_dir: Annotated[Path | None, typer.Option(help="Where temporary data goes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier evaluation left.")] = False,
) -> None:
    """Measure against a known answer: how much is found, how early, and who is named for nothing.

    For example: finpath evaluate planted --truth truth.csv --out evaluation
    """
    if out:
        evaluation.vacant(out, force=force)
    limits = Limits(memory=memory_limit, threads=threads, temp_dir=temp_dir)
    plan = replace(evaluation.QUICK if quick else evaluation.EvaluationPlan(), seeds=seeds)
    with say.status("starting") as status:
        told = evaluation.evaluate(
            contributions,
            truth,
            plan=plan,
            case=config_of(config, as_of),
            limits=limits,
            progress=lambda step: tell(status.update, step),
        )
    page = evaluation.write(told, out, force=force) if out else None
    if as_json:
        sys.stdout.write(evaluation.figures(told))
        return
    _compare(told.methods)
    for note in told.notes:
        say.print(f"! {note}", markup=False)
    if page:
        sys.stdout.write(f"\nOpen {page}\n")


def _compare(played: evaluation.Round) -> None:
    """The methods side by side, the best first."""
    table = Table("Method", "Average precision", "95 %", "P@10", "P@100", title=None, box=None, pad_edge=False)
    for one in sorted(played.methods, key=lambda one: -one.average_precision):
        low, high = one.interval
        at = [f"{one.precision[k]:.2f}" for k in (10, 100)]
        table.add_row(one.method, f"{one.average_precision:.3f}", f"{low:.2f} to {high:.2f}", *at)
    Console(highlight=False).print(table)
