"""`finpath ingest` and `finpath score`: read contributions once, and score what was read again and again."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from finpath import kept_ledger
from finpath.cli.case import decide
from finpath.cli.console import JSON, MEMORY, say, tell
from finpath.cli.run import COALITION, KEPT, RATES, SINCE, SKIP, report
from finpath.engine import Limits
from finpath.output.folder import Run

AS_OF = Annotated[str | None, typer.Option(help="Nothing later counts, as in 2026-06-30 or 2026-06-30T12:00Z.")]
THREADS = Annotated[int | None, typer.Option(help="CPU threads; all when left out.")]
PLACE = Annotated[Path | None, typer.Option(help="Where temporary data goes.")]


def ingest_command(
    contributions: Annotated[Path, typer.Argument(help="A folder with one folder per member.")],
    into: Annotated[Path, typer.Option(help="The folder to keep the ledger in.")],
    as_of: AS_OF = None,
    config: Annotated[Path | None, typer.Option(help="A case file: its rates and decisions on identities.")] = None,
    coalition: COALITION = None,
    rates: RATES = None,
    memory_limit: MEMORY = None,
    threads: THREADS = None,
    temp_dir: PLACE = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier call left.")] = False,
    kept: KEPT = None,
) -> None:
    """Read contributions once, and keep what was read: tokens alone, encrypted, with its graph.

    For example: finpath ingest contributions --into ledger
    """
    limits = Limits(memory=memory_limit, threads=threads, temp_dir=temp_dir)
    case = decide(config, as_of, coalition, rates)
    with say.status("starting") as status:
        told = partial(tell, status.update)
        kept_ledger.keep_ledger(contributions, into, config=case, limits=limits, force=force, progress=told, kept=kept)
    sys.stdout.write(f"Kept {into}: finpath score {into} --out run asks the rules of it.\n")


def score_command(
    ledger: Annotated[Path, typer.Argument(help="The folder that finpath ingest wrote.")],
    out: Annotated[Path, typer.Option(help="The run folder to write.")],
    as_of: AS_OF = None,
    config: Annotated[Path | None, typer.Option(help="A case file: thresholds, tiers, review capacity.")] = None,
    coalition: COALITION = None,
    rates: RATES = None,
    memory_limit: MEMORY = None,
    threads: THREADS = None,
    temp_dir: PLACE = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier run left.")] = False,
    skip_bad_rules: SKIP = False,
    since: SINCE = None,
    as_json: JSON = False,
) -> None:
    """Ask the rules of a kept ledger: other thresholds, weights, suppressions, and no file is read again.

    For example: finpath score ledger --config case.toml --out run --since yesterday

    Exit codes: as of finpath run.
    """
    earlier = Run(since) if since else None
    limits = Limits(memory=memory_limit, threads=threads, temp_dir=temp_dir)
    case = decide(config, as_of, coalition, rates)
    case = replace(case, skip_bad_rules=case.skip_bad_rules or skip_bad_rules)
    with say.status("starting") as status:
        told = partial(tell, status.update)
        done = kept_ledger.score(ledger, out, config=case, limits=limits, force=force, progress=told)
    report(done, done.compare(earlier) if earlier else None, as_json=as_json)
