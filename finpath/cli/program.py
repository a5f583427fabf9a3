"""The command line: the pipeline for batch, one command to a file, in the order of the work."""

from __future__ import annotations

import signal
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from finpath.cli.calibrate import calibrate_command
from finpath.cli.console import say
from finpath.cli.course import app as course
from finpath.cli.evaluate import evaluate_command
from finpath.cli.explain import explain_command
from finpath.cli.goaml import app as goaml
from finpath.cli.keys import keys
from finpath.cli.pack import pack_command
from finpath.cli.refer import refer_command
from finpath.cli.rerun import rerun_command
from finpath.cli.resolve import resolve_command
from finpath.cli.role import role_command
from finpath.cli.rules import rules
from finpath.cli.rules_backtest import backtest_command
from finpath.cli.rules_coverage import coverage_command
from finpath.cli.run import run_command
from finpath.cli.suppress import suppress_command
from finpath.cli.synth import plant_command, synth_command
from finpath.cli.verify import verify_command
from finpath.cli.workflow import Workflow
from finpath.errors import FinpathError

EXITS = (
    "Exit codes: 0 done; 1 done, but a contribution was refused, too many rows rejected, or a check failed; 2 wrong"
    " use; 3 nothing to do, or failed; 130 interrupted. What went wrong is one sentence on standard error."
)

DEBUG = "--debug"

app = typer.Typer(
    cls=Workflow,
    epilog=EXITS,
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(keys, name="keys")
app.add_typer(goaml, name="goaml")
app.add_typer(course, name="course")
rules.command("coverage")(coverage_command)
rules.command("backtest")(backtest_command)
app.add_typer(rules, name="rules")
app.command("run")(run_command)
app.command("explain")(explain_command)
app.command("verify")(verify_command)
app.command("rerun")(rerun_command)
app.command("suppress")(suppress_command)
app.command("role")(role_command)
app.command("refer")(refer_command)
app.command("resolve")(resolve_command)
app.command("pack")(pack_command)
app.command("calibrate")(calibrate_command)
app.command("synth")(synth_command)
app.command("plant")(plant_command)
app.command("evaluate")(evaluate_command)

INTERRUPTED = 130
"""How typer ends on a KeyboardInterrupt: 128 and the number of SIGINT."""


def _interrupted(_signal: int, _frame: object) -> NoReturn:
    """A polite kill unwinds like an exception, so that temporary data is removed."""
    raise KeyboardInterrupt


@app.callback()
def finpath(
    debug: Annotated[bool, typer.Option(DEBUG, help="Show where an error comes from; may stand anywhere.")] = False,
) -> None:
    """Follow the money of commercial child-abuse sites: payment records in, explained referrals out.

    For example: finpath synth contributions, then finpath keys new key, FINPATH_KEY_FILE=key finpath run contributions
    --out run, and finpath explain MERCHANT --run run
    """
    del debug  # `main` has taken it out already, wherever it stood


def main() -> None:
    """Run the command line; one sentence and the contract's exit code for anything that goes wrong."""
    signal.signal(signal.SIGTERM, _interrupted)
    arguments = sys.argv[1:]
    debug = DEBUG in arguments
    try:
        app(prog_name="finpath", args=[word for word in arguments if word != DEBUG])
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            say.print("finpath: interrupted; temporary data was removed.")
        raise
    except Exception as error:  # noqa: BLE001 - nothing may look like exit 1, which says that a run was done
        if debug:
            traceback.print_exc()
        say.print(f"finpath: {_sentence(error)}", markup=False, soft_wrap=True)
        sys.exit(error.exit_code if isinstance(error, FinpathError) else FinpathError.exit_code)


def _sentence(error: Exception) -> str:
    """What went wrong and what to do; of a fault of ours the place, since its words may hold somebody's data."""
    if isinstance(error, FinpathError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'}: {error.strerror}."
    *_, last = traceback.extract_tb(error.__traceback__)
    place = f"{Path(last.filename).name}, line {last.lineno}"
    return (
        f"A fault in finpath itself ({type(error).__name__} in {place}): run it again with {DEBUG}, and report what it"
        " prints, without anybody's data."
    )
