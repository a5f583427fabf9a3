"""What a command says while it works: on standard error, so that what it answers can go on to another program."""

from __future__ import annotations

from rich.console import Console

say = Console(stderr=True, highlight=False)


def tell(show: object, step: str) -> None:
    """Say what is being done: in place on a terminal, a line each elsewhere."""
    if say.is_terminal and callable(show):
        show(step)
    else:
        say.print(f"  {step}")
