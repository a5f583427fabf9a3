"""The command line: the pipeline for batch, one command to a file, which is loaded when it is called."""

from __future__ import annotations

import platform
import signal
import sys
import traceback
from importlib import metadata
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from finpath.cli.console import say
from finpath.cli.workflow import Workflow
from finpath.errors import FinpathError, is_out_of_memory

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

OUT_OF_MEMORY = (
    "Memory ran out: a run takes what --memory-limit says for tables, and about half a gigabyte besides. Give it more,"
    " or set a lower --memory-limit and fewer --threads, so that it spills sooner."
)

INTERRUPTED = 130
"""How typer ends on a KeyboardInterrupt: 128 and the number of SIGINT."""


POLITE = (signal.SIGTERM, signal.SIGHUP)
"""What ends a process and lets it tidy up: a scheduler's request, a terminal that is closed."""


def _interrupted(_signal: int, _frame: object) -> NoReturn:
    """A polite kill unwinds like an exception, so that temporary data is removed; a second one disturbs nothing."""
    for each in POLITE:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def _unwind_when_asked() -> None:
    """Take polite kills as interruptions, but for those that whoever started this ignores, as nohup does."""
    for each in POLITE:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, _interrupted)


def _say_version(asked: bool) -> None:
    """Versions of what decides the bytes of a run."""
    if asked:
        sys.stdout.write(f"finpath {metadata.version('finpath')}, Python {platform.python_version()}\n")
        raise typer.Exit


@app.callback()
def finpath(
    debug: Annotated[bool, typer.Option(DEBUG, help="Show where an error comes from; may stand anywhere.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which finpath this is.")
    ] = False,
) -> None:
    """Follow the money of commercial child-abuse sites: payment records in, explained referrals out.

    For example: finpath synth contributions, then finpath keys new key, FINPATH_KEY_FILE=key finpath run contributions
    --out run, and finpath explain MERCHANT --run run
    """
    del debug  # `main` has taken it out already, wherever it stood


def main() -> None:
    """Run the command line; one sentence and the contract's exit code for anything that goes wrong."""
    _unwind_when_asked()
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
    if is_out_of_memory(error):
        return OUT_OF_MEMORY
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'}: {error.strerror}."
    *_, last = traceback.extract_tb(error.__traceback__)
    place = f"{Path(last.filename).name}, line {last.lineno}"
    return (
        f"A fault in finpath itself ({type(error).__name__} in {place}): run it again with {DEBUG}, and report what it"
        " prints, without anybody's data."
    )
