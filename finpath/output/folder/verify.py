"""Checks a run folder or a referral's: exactly what was altered, missing or added."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from finpath.errors import ConfigError
from finpath.output.folder.manifest import NAME as MANIFEST
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import digest, format_sums, read_seal, read_sums

RUN = "findings.parquet"
"""A file that every run has, and no other folder."""

LINK, SPECIAL = "a link", "no file"
"""What stands where a file was expected, or nothing was. An empty folder is nothing: copying makes and loses them."""


@dataclass(frozen=True)
class FileFault:
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
class Verification:
    """What was found.

    Args:
        seal: That the folder bears; empty where it bears none that fits.
        files: How many were looked at.
        faults: What is not as it was written, by path.
    """

    seal: str
    files: int
    faults: tuple[FileFault, ...]


def verify(folder: Path, expected_seal: str = "") -> Verification:
    """Compare a folder with what it says of itself.

    Args:
        folder: A run, or one referral of a run.
        expected_seal: The seal that was noted when it was written. Without it, what was altered and then sealed
            anew is not found.

    Raises:
        ConfigError: There is no such folder, or nothing in it says what belongs there.
    """
    digests = dict(_scan_folder(folder))
    sums = _read_file(folder / SUMS, digests.pop(SUMS, None))
    seal = read_seal(sums) or ""
    faults = list(_check_sums(sums, seal, expected_seal))
    if seal:
        expected = read_sums(sums)
    else:
        expected = _manifest_outputs(folder, digests.get(MANIFEST)) | _manifest_digest(folder, sums, digests)
        if not expected:
            expected = read_sums(sums)
    if not expected:
        raise ConfigError(f"{folder} has no {MANIFEST} and no {SUMS}: name a run folder, or a referral's in it.")
    faults += _compare_digests(expected, digests)
    if seal:
        faults += _compare_manifest(folder, expected, digests, {fault.path for fault in faults})
    return Verification(seal, len(digests), tuple(sorted(faults, key=lambda fault: (fault.path, fault.kind))))


def _scan_folder(folder: Path, below: str = "") -> Iterator[tuple[str, str]]:
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
            yield from _scan_folder(folder, f"{path}/")
        else:
            yield path, digest(Path(entry.path)) if entry.is_file() else SPECIAL


def _read_file(path: Path, digest: str | None) -> bytes:
    return path.read_bytes() if digest and digest not in {LINK, SPECIAL} else b""


def _check_sums(sums: bytes, seal: str, expected_seal: str) -> Iterator[FileFault]:
    if not sums:
        yield FileFault("missing", SUMS)
    elif not seal:
        yield FileFault("altered", SUMS, "its seal does not fit its lines")
    elif expected_seal and expected_seal.strip().lower() != seal:
        yield FileFault("altered", SUMS, f"it bears the seal {seal}, not the one that was noted: it was sealed anew")


def _compare_manifest(
    folder: Path, expected: Mapping[str, str], digests: Mapping[str, str], known: Collection[str]
) -> Iterator[FileFault]:
    """What the manifest says otherwise than the sums: whoever seals a folder anew may forget it.

    Args:
        folder: That is looked at.
        expected: What the sums say.
        digests: What is there.
        known: Paths of faults that were found already; a manifest that is one of them tells nothing.
    """
    if MANIFEST in known:
        return
    if MANIFEST not in digests:
        if RUN in digests:  # of the folders that are sealed, those of runs and referrals have a manifest
            yield FileFault("missing", MANIFEST, f"and {SUMS} does not name it")
        return
    outputs = _manifest_outputs(folder, digests[MANIFEST])
    for path in sorted({*outputs, *expected} - {MANIFEST, *known}):
        if path not in digests:
            yield FileFault("missing", path, f"{MANIFEST} names it, and {SUMS} does not")
        elif path not in outputs:
            yield FileFault("added", path, f"{SUMS} names it, and {MANIFEST} does not")
        elif outputs[path] != digests[path]:
            yield FileFault("altered", path, f"{MANIFEST} gives another sum than {SUMS}")


def _manifest_outputs(folder: Path, digest: str | None) -> dict[str, str]:
    """What the manifest says was written; nothing where it cannot be read."""
    try:
        manifest = json.loads(_read_file(folder / MANIFEST, digest))
        return {str(path): str(sha256) for path, sha256 in manifest["outputs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _manifest_digest(folder: Path, sums: bytes, digests: Mapping[str, str]) -> dict[str, str]:
    """The manifest's own digest, where a `SHA256SUMS` that was altered still tells it."""
    whole = format_sums(_manifest_outputs(folder, digests.get(MANIFEST)) | {MANIFEST: digests.get(MANIFEST, "")})
    lines = whole[: whole.rindex(b"# seal ")]
    if lines in sums or hashlib.sha256(lines).hexdigest().encode() in sums:
        return {MANIFEST: digests[MANIFEST]}
    recorded = read_sums(sums).get(MANIFEST)
    return {MANIFEST: recorded} if recorded else {MANIFEST: digests[MANIFEST]} if MANIFEST in digests else {}


def _compare_digests(expected: Mapping[str, str], digests: Mapping[str, str]) -> Iterator[FileFault]:
    elsewhere = {path.casefold(): path for path in digests if path not in expected}
    for path in sorted({*expected, *digests}):
        if path not in digests:
            other = elsewhere.get(path.casefold())
            yield FileFault("missing", path, f"there is {other}, spelled otherwise" if other else "")
        elif path not in expected:
            yield FileFault("added", path, digests[path] if digests[path] in {LINK, SPECIAL} else "")
        elif digests[path] != expected[path]:
            yield FileFault("altered", path, f"it is {digests[path]} now" if digests[path] in {LINK, SPECIAL} else "")
