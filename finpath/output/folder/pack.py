"""Packs a sealed folder into one zip for sending, the same bytes each time."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from finpath.engine import Workspace
from finpath.errors import ConfigError
from finpath.output.folder.atomic_output import NAMED
from finpath.output.folder.verify import verify

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first instant that a zip knows: what is packed says when it is from, and the zip does not."""

LARGE = 1 << 31
"""Bytes from which a zip needs its long form."""

READABLE = 0o100644 << 16
"""A plain file, as every system unpacks it."""


def pack(folder: Path, out: Path, *, force: bool = False) -> str:
    """Pack a run, a referral or a recipient's package.

    Args:
        folder: As it was written.
        out: The zip to write.
        force: Replace what is there.

    Returns:
        The seal of what was packed.

    Raises:
        ConfigError: Something in the folder was altered, or there is something at `out`, or `out` lies in the folder.
    """
    verification = verify(folder)
    if verification.faults:
        fault = verification.faults[0].sentence
        raise ConfigError(f"{folder} is not as it was written ({fault}), so it is not packed: write it anew.")
    if out.resolve().is_relative_to(folder.resolve()):
        raise ConfigError(f"The zip {out} would lie in the folder that it packs: name another with --out.")
    if out.exists() and not force:
        raise ConfigError(f"{out} is there already: name another with --out, or replace it with --force.")
    _write_apart(folder, out)
    return verification.seal


def _write_apart(folder: Path, out: Path) -> None:
    """Write the zip in a private folder beside, and put it in its place when it is whole."""
    if not os.access(out.resolve().parent, os.W_OK):
        raise ConfigError(f"The zip {out} cannot be written there: name another with --out.")
    apart = Workspace(out.resolve().parent, f".{out.name[:NAMED]}.unfinished-")
    try:
        draft = apart.path / "draft"
        _write_zip(folder, draft)
        draft.replace(out)
    finally:
        apart.close()


def _write_zip(folder: Path, draft: Path) -> None:
    """Every file below a folder of the same name, in the order of the paths."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    name = folder.resolve().name
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in files:
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", BEGINNING)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, READABLE, 3
            with archive.open(entry, "w", force_zip64=path.stat().st_size > LARGE) as inside, path.open("rb") as file:
                while piece := file.read(1 << 20):
                    inside.write(piece)
