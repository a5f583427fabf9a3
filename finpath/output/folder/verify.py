"""A run folder or a referral's in, exactly what was altered, missing or added out."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from finpath.errors import ConfigError
from finpath.output.folder.manifest import NAME as MANIFEST
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import digest, listed, sealed, sums

LINK, SPECIAL = "a link", "no file"
"""What stands where a file was expected, or nothing was. An empty folder is nothing: copying makes and loses them."""


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written.

    Args:
        kind: altered, missing or added.
        path: Below the folder.
        note: What else can be said of it.
    """

    kind: str
    path: str
    note: str = ""

    @property
    def sentence(self) -> str:
        """In one line."""
        return f"{self.kind}: {self.path}{f' ({self.note})' if self.note else ''}"


@dataclass(frozen=True)
class Verified:
    """What was found.

    Args:
        seal: That the folder bears; empty where it bears none that fits.
        files: How many were looked at.
        faults: What is not as it was written, by path.
    """

    seal: str
    files: int
    faults: tuple[Fault, ...]


def verify(folder: Path, noted: str = "") -> Verified:
    """Compare a folder with what it says of itself.

    Args:
        folder: A run, or one referral of a run.
        noted: The seal that was noted when it was written. Without it, what was altered and then sealed anew is not
            found.

    Raises:
        ConfigError: There is no such folder, or nothing in it says what belongs there.
    """
    found = dict(_found(folder))
    told = _read(folder / SUMS, found.pop(SUMS, None))
    seal = sealed(told) or ""
    faults = list(_of_sums(told, seal, noted))
    if seal:
        expected = listed(told)
    else:
        expected = _outputs(folder, found.get(MANIFEST)) | _vouched(folder, told, found)
        if not expected:
            expected = listed(told)
    if not expected:
        raise ConfigError(f"{folder} has no {MANIFEST} and no {SUMS}: name a run folder, or a referral's in it.")
    faults += _compared(expected, found)
    return Verified(seal, len(found), tuple(sorted(faults, key=lambda fault: (fault.path, fault.kind))))


def _found(folder: Path, below: str = "") -> Iterator[tuple[str, str]]:
    """Every path and its SHA-256, or what stands there instead of a file; no link is followed."""
    try:
        entries = sorted(os.scandir(folder / below), key=lambda entry: entry.name)
    except OSError as error:
        raise ConfigError(f"{folder / below} cannot be read: {error.strerror}. Name a run folder.") from None
    for entry in entries:
        path = f"{below}{entry.name}"
        if entry.is_symlink():
            yield path, LINK
        elif entry.is_dir():
            yield from _found(folder, f"{path}/")
        else:
            yield path, digest(Path(entry.path)) if entry.is_file() else SPECIAL


def _read(path: Path, found: str | None) -> bytes:
    return path.read_bytes() if found and found not in {LINK, SPECIAL} else b""


def _of_sums(told: bytes, seal: str, noted: str) -> Iterator[Fault]:
    if not told:
        yield Fault("missing", SUMS)
    elif not seal:
        yield Fault("altered", SUMS, "its seal does not fit its lines")
    elif noted and noted.strip().lower() != seal:
        yield Fault("altered", SUMS, f"it bears the seal {seal}, not the one that was noted: it was sealed anew")


def _outputs(folder: Path, found: str | None) -> dict[str, str]:
    """What the manifest says was written; nothing where it cannot be read."""
    try:
        said = json.loads(_read(folder / MANIFEST, found))
        return {str(path): str(told) for path, told in said["outputs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _vouched(folder: Path, told: bytes, found: Mapping[str, str]) -> dict[str, str]:
    """The manifest's own digest, where a `SHA256SUMS` that was altered still tells it."""
    whole = sums(_outputs(folder, found.get(MANIFEST)) | {MANIFEST: found.get(MANIFEST, "")})
    lines = whole[: whole.rindex(b"# seal ")]
    if lines in told or hashlib.sha256(lines).hexdigest().encode() in told:
        return {MANIFEST: found[MANIFEST]}
    said = listed(told).get(MANIFEST)
    return {MANIFEST: said} if said else {MANIFEST: found[MANIFEST]} if MANIFEST in found else {}


def _compared(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Fault]:
    elsewhere = {path.casefold(): path for path in found if path not in expected}
    for path in sorted({*expected, *found}):
        if path not in found:
            other = elsewhere.get(path.casefold())
            yield Fault("missing", path, f"there is {other}, spelled otherwise" if other else "")
        elif path not in expected:
            yield Fault("added", path, found[path] if found[path] in {LINK, SPECIAL} else "")
        elif found[path] != expected[path]:
            yield Fault("altered", path, f"it is {found[path]} now" if found[path] in {LINK, SPECIAL} else "")
