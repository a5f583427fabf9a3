"""An output folder that is whole or not there: written beside, put in its place at the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finpath.errors import ConfigError


@contextmanager
def fresh(out: Path, *, force: bool) -> Iterator[Path]:
    """Give a folder to write to, which becomes `out` only when all went well.

    Raises:
        ConfigError: There is something at `out` and force is not given, or it is not a run.
    """
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        _may_replace(out, force=force)
    draft = out.with_name(f".{out.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
    except OSError as error:
        raise ConfigError(f"The output {out} cannot be written: {error.strerror}. Name another with --out.") from None
    try:
        yield draft
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _may_replace(out: Path, *, force: bool) -> None:
    if not (out / "manifest.json").is_file():
        raise ConfigError(f"{out} exists and is not a run of finpath, so it is not replaced: name another with --out.")
    if not force:
        raise ConfigError(f"{out} holds another run: name another folder with --out, or replace it with --force.")
