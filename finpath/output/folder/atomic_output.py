"""An output folder that is whole or not there: written beside, put in its place at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finpath.engine import Workspace
from finpath.errors import ConfigError
from finpath.output.folder.output_lock import lock_output
from finpath.output.folder.seal import NAME
from finpath.output.folder.swap import swap

NAMED = 40
"""Letters of the output's name that stand in the name of its draft: no file system takes names without end."""


@contextmanager
def write_atomically(out: Path, *, force: bool) -> Iterator[Path]:
    """Give a folder to write to, which becomes `out` only when all went well.

    Until then it lies in a private folder beside `out`, and is removed whatever becomes of this process.

    Raises:
        ConfigError: There is something at `out` and force is not given, or it is not a run; or another process is
            writing to it.
    """
    if out.name in {"", ".."}:
        raise ConfigError(f"The output {out} has no name of its own: name a folder with --out, as in --out run.")
    place = out.resolve()
    with lock_output(out, place):
        _recover(place)
        if place.exists() and not (place.is_dir() and not any(place.iterdir())):
            _check_replaceable(out, force=force)
        apart = Workspace(place.parent, f".{place.name[:NAMED]}.unfinished-")
        try:
            draft = apart.path / "draft"
            draft.mkdir()
            yield draft
            _replace_output(draft, place)
        finally:
            apart.close()


def _replaced(out: Path) -> Path:
    """Where an earlier run stands for a moment, on file systems that cannot swap two folders."""
    return out.with_name(f".{out.name}.replaced")


def _recover(out: Path) -> None:
    """Put back the earlier run of a process that died while it replaced it, and take away what others left."""
    replaced = _replaced(out)
    if replaced.is_dir() and not out.exists():
        replaced.rename(out)
    shutil.rmtree(replaced, ignore_errors=True)
    shutil.rmtree(out.with_name(f".{out.name}.unfinished"), ignore_errors=True)  # of earlier versions


def _replace_output(draft: Path, out: Path) -> None:
    """Put the draft in its place; what was there goes only when the draft is on the disk, not only in memory."""
    if not out.exists():
        draft.rename(out)
        return
    _write_through(draft)
    if not swap(draft, out):
        _replace_in_steps(draft, out)


def _replace_in_steps(draft: Path, out: Path) -> None:
    """Replace a folder where two cannot be swapped: whoever dies between the steps has the earlier run put back."""
    replaced = _replaced(out)
    out.rename(replaced)
    try:
        draft.rename(out)
    except BaseException:
        replaced.rename(out)
        raise
    shutil.rmtree(replaced, ignore_errors=True)


def _write_through(folder: Path) -> None:
    """Have everything in a folder written to the disk."""
    for path in (*folder.rglob("*"), folder):
        file = os.open(path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def _check_replaceable(out: Path, *, force: bool) -> None:
    if not any((out / name).is_file() for name in ("manifest.json", NAME)):
        raise ConfigError(f"{out} exists and is not a run of finpath, so it is not replaced: name another with --out.")
    if not force:
        raise ConfigError(f"{out} holds another run: name another folder with --out, or replace it with --force.")
