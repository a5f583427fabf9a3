"""`finpath compare`: what changed from one run to the next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import JSON, answer
from finpath.output.folder import Run
from finpath.output.folder.run_comparison import RunComparison
from finpath.presentation.text import count_of

SHOWN = 20
"""Merchants that are named; `--json` has all."""


def compare_command(
    before: Annotated[Path, typer.Argument(help="The earlier run folder.")],
    after: Annotated[Path, typer.Argument(help="The run folder of today.")],
    as_json: JSON = False,
) -> None:
    """Say what changed from one run to the next: cases that are new, grown, met, split or gone, and why.

    For example: finpath compare yesterday today
    """
    found = Run(after).compare(before)
    if as_json:
        answer(to_record(found))
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines(found)))


def to_record(found: RunComparison) -> dict[str, object]:
    """All of it, for another program."""
    return {
        "before": found.before,
        "after": found.after,
        "cases": [asdict(each) for each in found.cases],
        "merchants": found.table.to_pylist(),
        "merchants_in_both": found.merchants,
        "safeguarding_moves": found.safeguarded,
    }


def lines(found: RunComparison) -> Iterator[str]:
    """What a person reads: cases first, then merchants."""
    if not found.cases:
        yield "No case is new, and none has changed."
    for each in found.cases:
        yield f"{each.kind:<8} {each.sentence}"
    if found.safeguarded:
        yield f"{count_of(found.safeguarded, 'merchant')} went into the safeguarding queue or out of it: see the page."
    moved = found.table.to_pylist()
    yield f"{count_of(len(moved), 'merchant')} of {found.merchants:,} moved to another tier."
    for row in moved[:SHOWN]:
        tiers = f"{row['tier_before'] or 'not there'} to {row['tier'] or 'not there'}"
        yield f"  {row['provider_id']}/{row['merchant_id']}: {tiers}"
    if len(moved) > SHOWN:
        yield f"  and {len(moved) - SHOWN:,} more, which --json names."
