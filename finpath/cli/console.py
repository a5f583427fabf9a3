"""What a command says while it works: on standard error, so that what it answers can go on to another program."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer
from rich.console import Console

say = Console(stderr=True, highlight=False, soft_wrap=True)


JSON = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
"""For whoever reads it with a program."""

MEMORY = Annotated[
    str | None,
    typer.Option(help="For tables, as in 4GB; the process takes up to a fifth more, and 500 MB besides."),
]
"""What a run may take; `tests/test_memory.py` holds it to that."""


def answer(told: object) -> None:
    """Write an answer as JSON."""
    sys.stdout.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def tell(show: object, step: str) -> None:
    """Say what is being done: in place on a terminal, a line each elsewhere."""
    if say.is_terminal and callable(show):
        show(step)
    else:
        say.print(f"  {step}")
