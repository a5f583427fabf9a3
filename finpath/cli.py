"""The command line: the pipeline for batch, in the order of the work."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from finpath import calibration, evaluation, pipeline, synth
from finpath.case import Case, read_case
from finpath.engine import Limits
from finpath.errors import ConfigError, FinpathError
from finpath.folder import Run
from finpath.ingest import new_key

app = typer.Typer(
    help="Follow the money of commercial child-abuse sites: payment records in, explained referrals out.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
keys = typer.Typer(help="Keys that turn identifiers into tokens.", no_args_is_help=True)
app.add_typer(keys, name="keys")

say = Console(stderr=True, highlight=False)

INTERRUPTED = 130
"""How typer ends on a KeyboardInterrupt: 128 and the number of SIGINT."""

FIRST = 10
"""Merchants that the run names at its end."""

PROTECT = "A minor or a victim receives or pays here: for those who protect them, before anybody else looks."
"""Said of a merchant of the lane `protect`, in place of a score and a suspicion."""


@keys.command("new")
def keys_new(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; printed when left out.")] = None,
) -> None:
    """Make a key; members who share it can find the same account in each other's tokens."""
    key = new_key()
    if file is None:
        sys.stdout.write(key + "\n")
        return
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigError(f"{file} exists: a key is never overwritten. Name another file.") from None
    except OSError as error:
        raise ConfigError(f"The key cannot be written to {file}: {error.strerror}. Name another file.") from None
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(key + "\n")
    say.print(f"Wrote a key to {file}. Keep it secret, and name it in FINPATH_KEY_FILE.")


@app.command("run")
def run_command(
    contributions: Annotated[Path, typer.Argument(help="A folder with one folder per member.")],
    out: Annotated[Path, typer.Option(help="The run folder to write.")],
    as_of: Annotated[
        str | None, typer.Option(help="Nothing later counts, as in 2026-06-30 or 2026-06-30T12:00Z.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="A case file: thresholds, tiers, review capacity.")] = None,
    engine: Annotated[str, typer.Option(help="duckdb")] = "duckdb",
    memory_limit: Annotated[str | None, typer.Option(help="For data, as in 4GB; Python itself takes 250 MB.")] = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads; all when left out.")] = None,
    temp_dir: Annotated[Path | None, typer.Option(help="Where temporary data goes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier run left.")] = False,
) -> None:
    """Load contributions, build the graph, apply rules and detectors, write findings and referrals.

    Exit codes: 0 done; 1 done, but a contribution was refused or too many rows rejected; 2 wrong use; 3 failed.
    """
    if engine != "duckdb":
        raise ConfigError(f'There is no engine "{engine}": this version runs on duckdb.')
    case = _case(config, as_of)
    limits = Limits(memory=memory_limit, threads=threads, temp_dir=temp_dir)
    with say.status("starting") as status:
        done = pipeline.run(
            contributions, out, case=case, limits=limits, force=force, progress=lambda step: _step(status.update, step)
        )
    _close(done)


@app.command("explain")
def explain_command(
    merchant: Annotated[
        str, typer.Argument(help="provider/merchant, or the merchant's id alone where it is the only one.")
    ],
    run: Annotated[Path, typer.Option(help="The run folder.")] = Path("run"),
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """Say why a merchant is where it is, flagged or not: reasons, peers, what speaks against it, nearest thresholds.

    For example: finpath explain acquirer-north/4711 --run run
    """
    said = Run(run).explain(merchant)
    sys.stdout.write((said.to_json() if as_json else str(said)) + "\n")


@app.command("calibrate")
def calibrate_command(
    run: Annotated[Path, typer.Argument(help="The run folder that the decisions are about.")],
    decisions: Annotated[
        Path, typer.Argument(help="CSV: provider_id, merchant_id, decision (confirmed or cleared), decided_on.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for calibration.toml and the page to read first.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier calibration left.")] = False,
) -> None:
    """Learn from past decisions how often merchants of a score were confirmed, and show how far that holds."""
    calibration.vacant(out, force=force)
    told = calibration.calibrate(run, decisions)
    page = calibration.write(told, out, force=force)
    for note in told.notes:
        say.print(f"! {note}", markup=False, soft_wrap=True)
    sys.stdout.write(
        f"{told.calibration.confirmed} confirmed and {told.calibration.cleared} cleared, on {told.cases} cases:"
        f" calibration error {told.before.error:.3f} before, {told.after.error:.3f} after.\n\nOpen {page}\n"
    )


@app.command("synth")
def synth_command(
    out: Annotated[Path, typer.Argument(help="Folder for the contributions; the truth goes beside it.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    payers: Annotated[int, typer.Option(min=500)] = 20_000,
    merchants: Annotated[int, typer.Option(min=200)] = 2_500,
    days: Annotated[int, typer.Option(min=60)] = 180,
) -> None:
    """Make a synthetic coalition with a known answer, to learn and to test on."""
    synth.write(out, seed=seed, payers=payers, merchants=merchants, days=days)
    say.print(f"Wrote five contributions to {out}, and the truth beside it.")


@app.command("plant")
def plant_command(
    contributions: Annotated[Path, typer.Argument(help="A folder with one folder per member; it is not touched.")],
    out: Annotated[Path, typer.Option(help="Folder for the copy with structures planted in it.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")],
    groups_per_kind: Annotated[int, typer.Option(min=1, help="Groups of each of the six kinds.")] = 2,
    camouflage: Annotated[float, typer.Option(help="How well they imitate what is around: 0 not, 1 perfectly.")] = 0.5,
    reports: Annotated[str, typer.Option(help="Of each group, report none, one or half of the accounts.")] = "one",
) -> None:
    """Plant structures with a known answer into anybody's contributions, to measure what is found in real traffic."""
    with say.status("planting"):
        truth = synth.plant(
            contributions,
            out,
            seed=seed,
            groups_per_kind=groups_per_kind,
            camouflage=camouflage,
            reports=reports,
        )
    say.print(f"Wrote contributions with plants to {out}, and what is planted to {truth}.", markup=False)


@app.command("evaluate")
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
    memory_limit: Annotated[str | None, typer.Option(help="For data, as in 4GB; Python itself takes 250 MB.")] = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads; all when left out.")] = None,
    temp_dir: Annotated[Path | None, typer.Option(help="Where temporary data goes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier evaluation left.")] = False,
) -> None:
    """Measure against a known answer: how much is found, how early, and who is named for nothing."""
    if out:
        evaluation.vacant(out, force=force)
    limits = Limits(memory=memory_limit, threads=threads, temp_dir=temp_dir)
    plan = replace(evaluation.QUICK if quick else evaluation.Plan(), seeds=seeds)
    with say.status("starting") as status:
        told = evaluation.evaluate(
            contributions,
            truth,
            plan=plan,
            case=_case(config, as_of),
            limits=limits,
            progress=lambda step: _step(status.update, step),
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


def _step(show: object, step: str) -> None:
    if say.is_terminal and callable(show):
        show(step)
    else:
        say.print(f"  {step}")


def _case(config: Path | None, as_of: str | None) -> Case:
    case = read_case(config) if config else Case()
    if as_of is None:
        return case
    try:
        return replace(case, as_of=_instant(as_of))
    except (ValueError, OverflowError):
        raise ConfigError(f'--as-of "{as_of}" is not a date: write it as 2026-06-30 or 2026-06-30T12:00Z.') from None


def _instant(told: str) -> dt.datetime:
    """Naive UTC; a day alone means its end."""
    if len(told) == len("2026-06-30"):
        return dt.datetime.combine(dt.date.fromisoformat(told), dt.time.max)
    instant = dt.datetime.fromisoformat(told)
    if not told[len("2026-06-30") :]:
        raise ValueError(told)
    return instant.astimezone(dt.UTC).replace(tzinfo=None) if instant.tzinfo else instant


def _close(run: Run) -> None:
    """Name the page to open and the merchants to look at first; exit as the contract says."""
    console = Console(highlight=False)
    first = [row for row in run.top(FIRST).to_pylist() if row["tier"] != "none"]
    if not first:
        console.print("Nothing stands out.")
    for row in first:
        merchant = f"{row['provider_id']}/{row['merchant_id']}"
        protects = row["tier"] == "protect"
        place = f"{'':>5}  protect  {'':5}" if protects else f"{row['rank']:>5}  {row['tier']:<8} {row['score']:.3f}"
        console.print(f"{place}  {merchant}", markup=False, soft_wrap=True)
        why = [PROTECT] if protects else row["reasons"][:1]
        if why:
            console.print(Padding(Text(why[0], style="dim"), (0, 0, 0, 7)))
    for problem in run.problems:
        say.print(f"! {problem}", markup=False, soft_wrap=True)
    sys.stdout.write(f"\nOpen {run.index}\n")
    if run.problems:
        raise typer.Exit(1)


def _interrupted(_signal: int, _frame: object) -> NoReturn:
    """A polite kill unwinds like an exception, so that temporary data is removed."""
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; one sentence and the contract's exit code for anything that goes wrong."""
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        app(prog_name="finpath")
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            say.print("finpath: interrupted; temporary data was removed.")
        raise
    except FinpathError as error:
        say.print(f"finpath: {error}", markup=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except OSError as error:
        say.print(f"finpath: {error.filename or 'A file'}: {error.strerror}.", markup=False, soft_wrap=True)
        sys.exit(FinpathError.exit_code)
    except Exception:  # noqa: BLE001 - a fault of ours is shown whole, and must not look like exit 1
        traceback.print_exc()
        sys.exit(FinpathError.exit_code)


if __name__ == "__main__":
    main()
