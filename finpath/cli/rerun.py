"""`finpath rerun`: a run once more, and what differs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import MEMORY, say, tell
from finpath.config import read_config
from finpath.engine import Limits
from finpath.output.folder import Difference, verify
from finpath.presentation.text import count_of
from finpath.quality.rerun import RerunRequest, rerun

SHOWN = 20
"""Differences of one kind that are named; `--json` has all."""


def rerun_command(
    run: Annotated[Path, typer.Argument(help="The run folder to repeat.")],
    contributions: Annotated[Path, typer.Argument(help="The contributions that it was made from.")],
    out: Annotated[Path, typer.Option(help="The run folder to write.")],
    config: Annotated[
        Path | None, typer.Option(help="Its case file: needed where it had rates, rules of your own or an earlier run.")
    ] = None,
    memory_limit: MEMORY = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads; all when left out.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier run left.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs; all that differs.")] = False,
) -> None:
    """Repeat a run as its manifest says, and compare: the same inputs and version give the same bytes.

    For example: finpath rerun run contributions --out again

    Exit codes: 0 the same bytes; 1 something differs, and it is listed; 2 wrong use; 3 failed.
    """
    if verify(run).faults:
        say.print(f"! {run} is not as it was written: finpath verify {run} says what was altered.", markup=False)
    with say.status("starting") as status:
        found = rerun(
            RerunRequest(run, contributions, out, read_config(config) if config else None),
            limits=Limits(memory=memory_limit, threads=threads),
            force=force,
            progress=lambda step: tell(status.update, step),
        )
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in found], indent=1) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(found)))
    if found:
        raise typer.Exit(1)


def _lines(found: tuple[Difference, ...]) -> list[str]:
    if not found:
        return ["Every file is the same, byte for byte."]
    counts = Counter(each.kind for each in found)
    lines = []
    for kind, count in counts.items():
        same = [each for each in found if each.kind == kind]
        lines += [each.sentence for each in same[:SHOWN]]
        lines += [f"{kind}: {count_of(count - SHOWN, 'more difference')}"] if count > SHOWN else []
    return lines
