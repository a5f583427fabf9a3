"""One line in a notebook that tells what is being done, where minutes would else look like a hang."""

from __future__ import annotations

import builtins
import sys
import time
from collections.abc import Callable
from importlib import import_module

Progress = Callable[[str], None]
"""Told what is being done."""


def watch() -> Progress:
    """Tell the steps of what takes long in a notebook (JupyterLab, VS Code, marimo), and nothing anywhere else.

    >>> watch()("Reading")
    """
    if hasattr(builtins, "get_ipython"):
        return _line()
    return _marimo if "marimo" in sys.modules else _nothing


def follow() -> Progress:
    """The same, and in a script a line on standard error for each step, with the seconds since the first."""
    told = watch()
    return _timed() if told is _nothing else told


def _timed() -> Progress:
    began = time.monotonic()

    def tell(step: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:7.1f} s  {step}\n")
        sys.stderr.flush()

    return tell


def _line() -> Progress:
    """One line of output, written anew at each step. IPython is there, since it runs us; it is no dependency."""
    display = import_module("IPython.display").display
    handles: list[object] = []

    def tell(step: str) -> None:
        said = {"text/plain": f"{step} …"}
        if handles:
            display(said, raw=True, display_id=handles[0].display_id, update=True)  # type: ignore[attr-defined]
        else:
            handles.append(display(said, raw=True, display_id=True))

    return tell


def _marimo(step: str) -> None:
    import_module("marimo").output.replace(f"{step} …")


def _nothing(_: str) -> None:
    pass
