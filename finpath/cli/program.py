"""The command line: the pipeline for batch, one command to a file, in the order of the work."""

from __future__ import annotations

import signal
import sys
import traceback
from typing import NoReturn

import typer

from finpath.cli.calibrate import calibrate_command
from finpath.cli.console import say
from finpath.cli.evaluate import evaluate_command
from finpath.cli.explain import explain_command
from finpath.cli.goaml import app as goaml
from finpath.cli.keys import keys
from finpath.cli.rerun import rerun_command
from finpath.cli.role import role_command
from finpath.cli.rules import rules
from finpath.cli.rules_backtest import backtest_command
from finpath.cli.rules_coverage import coverage_command
from finpath.cli.run import run_command
from finpath.cli.suppress import suppress_command
from finpath.cli.synth import plant_command, synth_command
from finpath.cli.verify import verify_command
from finpath.errors import FinpathError

app = typer.Typer(
    help="Follow the money of commercial child-abuse sites: payment records in, explained referrals out.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(keys, name="keys")
app.add_typer(goaml, name="goaml")
rules.command("coverage")(coverage_command)
rules.command("backtest")(backtest_command)
app.add_typer(rules, name="rules")
app.command("run")(run_command)
app.command("explain")(explain_command)
app.command("verify")(verify_command)
app.command("rerun")(rerun_command)
app.command("suppress")(suppress_command)
app.command("role")(role_command)
app.command("calibrate")(calibrate_command)
app.command("synth")(synth_command)
app.command("plant")(plant_command)
app.command("evaluate")(evaluate_command)

INTERRUPTED = 130
"""How typer ends on a KeyboardInterrupt: 128 and the number of SIGINT."""


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
