"""`finpath run`: from contributions to a run folder."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from finpath import pipeline
from finpath.cli import compare
from finpath.cli.case import decide
from finpath.cli.console import MEMORY, answer, say, tell
from finpath.engine import Engine, Limits, open_engine
from finpath.errors import ConfigError
from finpath.kept_ledger import is_kept_ledger
from finpath.output.folder import Run
from finpath.output.folder.findings_view import FindingsRow
from finpath.output.folder.run_comparison import RunComparison
from finpath.tables import contract as schema

INDENT = 7
"""Of what is said below a line."""

FIRST = 10
"""Merchants that the run names at its end."""

RATES = Annotated[
    Path | None,
    typer.Option(help="What currencies are worth (currency, date, eur); the ECB's rates when left out."),
]
COALITION = Annotated[
    Path | None,
    typer.Option(help="The hub's roster, coalition.toml: who belongs to the coalition, and what each may say."),
]
MASTER = Annotated[
    str | None, typer.Option(help="Of --engine spark, as in spark://host:7077; this machine when left out.")
]
SINCE = Annotated[Path | None, typer.Option(help="An earlier run folder: at the end it is said what changed since.")]
SKIP = Annotated[
    bool,
    typer.Option("--skip-bad-rules", help="Go on without rules of your own that are wrong; the coverage says so."),
]
KEEP_KEYS = Annotated[
    bool,
    typer.Option("--keep-keys", help="Keep tokens of controllers' identifiers, so that a desk tells which cases meet."),
]
KEPT = Annotated[
    Path | None,
    typer.Option(help="A folder where files that were read are kept, encrypted: the next run reads new ones alone."),
]
SIGNED = Annotated[
    bool,
    typer.Option("--require-signed", help="Read nothing but opened bundles, as the keys in the roster signed them."),
]


def run_command(
    contributions: Annotated[Path, typer.Argument(help="A folder with one folder per member.")],
    out: Annotated[Path, typer.Option(help="The run folder to write.")],
    as_of: Annotated[
        str | None, typer.Option(help="Nothing later counts, as in 2026-06-30 or 2026-06-30T12:00Z.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="A case file: thresholds, tiers, review capacity.")] = None,
    coalition: COALITION = None,
    rates: RATES = None,
    engine: Annotated[str, typer.Option(help="duckdb, or spark for more than one machine.")] = "duckdb",
    spark_master: MASTER = None,
    memory_limit: MEMORY = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads; all when left out.")] = None,
    temp_dir: Annotated[Path | None, typer.Option(help="Where temporary data goes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier run left.")] = False,
    skip_bad_rules: SKIP = False,
    since: SINCE = None,
    require_signed: SIGNED = False,
    keep_keys: KEEP_KEYS = False,
    kept: KEPT = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Load contributions, build the graph, apply rules and detectors, write findings and referrals.

    For example: finpath run contributions --out run --as-of 2026-06-30

    Exit codes: 0 done; 1 done, but a contribution was refused or too many rows rejected; 2 wrong use; 3 failed.
    """
    _check_contributions(contributions, out)
    earlier = Run(since) if since else None
    case = decide(config, as_of, coalition, rates)
    case = replace(case, skip_bad_rules=case.skip_bad_rules or skip_bad_rules, keep_keys=case.keep_keys or keep_keys)
    limits = Limits(memory=memory_limit, threads=threads, temp_dir=temp_dir)
    with say.status("starting") as status, open_engine(engine, spark_master, limits) as place:
        if require_signed:
            case = replace(case, left_out=_find_unsigned(contributions, coalition, place))
        told = partial(tell, status.update)
        done = pipeline.run(
            contributions, out, config=case, engine=place, limits=limits, force=force, progress=told, kept=kept
        )
    report(done, done.compare(earlier) if earlier else None, as_json=as_json)


def _check_contributions(contributions: Path, out: Path) -> None:
    """Say which command it is, where it is not this one.

    Raises:
        ConfigError: A kept ledger, or a file.
    """
    if is_kept_ledger(contributions):
        raise ConfigError(
            f"{contributions} is a kept ledger, which was read already: finpath score {contributions} --out {out}"
            " asks the rules of it."
        )
    if contributions.is_file():
        raise ConfigError(
            f"{contributions} is a file, and a run takes a folder with one folder per member: finpath init"
            f" {contributions} makes one, and says how the file would be read."
        )


def report(done: Run, changed: RunComparison | None, *, as_json: bool) -> None:
    """Say what was found, and what changed since an earlier run.

    Raises:
        Exit: With code 1, where a contribution was refused or too many rows were rejected.
    """
    if as_json:
        answer(_to_record(done) | ({"since": compare.to_record(changed)} if changed else {}))
    else:
        _close(done, [*compare.lines(changed)] if changed else [])
    if done.problems:
        raise typer.Exit(1)


def _find_unsigned(contributions: Path, coalition: Path | None, place: Engine) -> tuple[tuple[str, str], ...]:
    """What no member signed, with the reason why nothing of it is read.

    Raises:
        ConfigError: There is no roster with keys.
    """
    from finpath.bundle.opened import find_unsigned  # noqa: PLC0415 - for those who ask
    from finpath.ingest.cards import mask_cards  # noqa: PLC0415
    from finpath.keyring import read_trust  # noqa: PLC0415

    if coalition is None:
        raise ConfigError("--require-signed needs the roster whose keys count: name it with --coalition.")
    unsigned = find_unsigned(contributions, read_trust(coalition))
    return tuple((mask_cards(place, name), mask_cards(place, why)) for name, why in unsigned)


def _to_record(run: Run) -> dict[str, object]:
    """What was found, for another program."""
    tiers = run.findings["tier"].to_pylist()
    return {
        "run": str(run.path),
        "seal": run.seal,
        "index": str(run.index),
        "as_of": run.as_of.isoformat(),
        "tiers": {tier: tiers.count(tier) for tier in schema.TIERS},
        "referrals": sorted(path.parent.name for path in (run.path / "referrals").glob("*/referral.json")),
        "first": [f"{row['provider_id']}/{row['merchant_id']}" for row in _first(run)],
        "problems": run.problems,
        "refused_rules": run.coverage["refused_rules"],
    }


def _first(run: Run) -> list[FindingsRow]:
    return [row for row in run.top(FIRST).to_pylist() if row["tier"] != "none"]


def _print_reason(console: Console, reason: str) -> None:
    """Below the merchant: as wide as the terminal, and a line of its own for another program."""
    if console.is_terminal:
        console.print(Padding(Text(reason, style="dim"), (0, 0, 0, INDENT)))
    else:
        sys.stdout.write(f"{' ' * INDENT}{reason}\n")


def _close(run: Run, changed: list[str]) -> None:
    """Name the page to open, the merchants to look at first, and what changed since an earlier run."""
    console = Console(highlight=False, soft_wrap=True)
    if lane := run.protected.num_rows:
        console.print(f"For safeguarding, first: {lane} of a minor or a victim. They stand at the top of the page.\n")
    first = _first(run)
    if not first:
        console.print("Nothing stands out.")
    for row in first:
        place = f"{row['rank']:>5}  {row['tier']:<8} {row['score']:.3f}"
        console.print(f"{place}  {row['provider_id']}/{row['merchant_id']}", markup=False, soft_wrap=True)
        _print_reason(console, "".join(row["reasons"][:1]))
    for problem in run.problems:
        say.print(f"! {problem}", markup=False, soft_wrap=True)
    for gone in cast("list[str]", run.coverage["withdrawn"]):
        say.print(gone, markup=False, soft_wrap=True)
    for refused in cast("list[str]", run.coverage["refused_rules"]):
        say.print(f"! The run went on without a rule of your own: {refused}", markup=False, soft_wrap=True)
    if changed:
        sys.stdout.write("\n" + "".join(f"{line}\n" for line in changed))
    sys.stdout.write(f"\nSeal {run.seal}\nOpen {run.index}\n")
