"""An output folder that is whole or not there: written beside, put in its place at the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finpath.errors import ConfigError
from finpath.output.folder.seal import NAME


@contextmanager
def write_atomically(out: Path, *, force: bool) -> Iterator[Path]:
    """Give a folder to write to, which becomes `out` only when all went well.

    Raises:
        ConfigError: There is something at `out` and force is not given, or it is not a run.
    """
    if out.name in {"", ".."}:
        raise ConfigError(f"The output {out} has no name of its own: name a folder with --out, as in --out run.")
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        _check_replaceable(out, force=force)
    draft = out.with_name(f".{out.name}.unfinished")
    try:
        _make_draft(draft, out)
        yield draft
        _replace_output(draft, out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _make_draft(draft: Path, out: Path) -> None:
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
    except OSError as error:
        raise ConfigError(f"The output {out} cannot be written: {error.strerror}. Name another with --out.") from None


def _replace_output(draft: Path, out: Path) -> None:
    """Put the draft in its place; what was there goes only when the draft stands."""
    old = out.with_name(f".{out.name}.replaced")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    draft.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _check_replaceable(out: Path, *, force: bool) -> None:
    if not any((out / name).is_file() for name in ("manifest.json", NAME)):
        raise ConfigError(f"{out} exists and is not a run of finpath, so it is not replaced: name another with --out.")
    if not force:
        raise ConfigError(f"{out} holds another run: name another folder with --out, or replace it with --force.")
