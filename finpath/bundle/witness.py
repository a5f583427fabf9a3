"""Whether a head that somebody has seen of a log is signed by whoever the roster says signs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from finpath.bundle.make import SIGNATURE
from finpath.bundle.manifest import NAME, read_bundle_manifest
from finpath.custody import Head, find_witnessed
from finpath.errors import ContributionError
from finpath.keyring import Trust, verify
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import digest, read_sums

NO_ROSTER = "no roster was named"
NO_SIGNATURE = "no signature lies beside it"
ALTERED = "it is not as it was signed, or signed by no key that the roster has"


@dataclass(frozen=True)
class Witness:
    """A receipt or a manifest that bears a head of a log.

    Args:
        path: The file.
        head: What it has seen.
        is_proven: Its signature is that of a key in the roster.
        is_false: Its signature is not: it counts for nothing.
        why: Why it is not proven; empty where it is.
    """

    path: Path
    head: Head
    is_proven: bool = False
    is_false: bool = False
    why: str = ""


def find_witnesses(place: Path, trust: Trust | None) -> Iterator[Witness]:
    """The receipts and manifests of a folder, or one of them, that bear heads, each held against its signature.

    Args:
        place: A file or a folder.
        trust: Whose keys count; None where nobody named a roster, and no signature can be checked.
    """
    for path, head in find_witnessed(place):
        if trust is None:
            yield Witness(path, head, why=NO_ROSTER)
        elif path.name == NAME:
            yield _check_manifest(path, head, trust)
        else:
            yield _check_receipt(path, head, trust)


def _check_receipt(path: Path, head: Head, trust: Trust) -> Witness:
    beside = path.with_name(f"{path.name}.minisig")
    if not beside.is_file():
        return Witness(path, head, why=NO_SIGNATURE)
    if not trust.hub:
        return Witness(path, head, why="the roster has no key of the hub")
    if verify(path.read_bytes(), beside.read_bytes(), trust.hub) is None:
        return Witness(path, head, is_false=True, why=ALTERED)
    return Witness(path, head, is_proven=True)


def _check_manifest(path: Path, head: Head, trust: Trust) -> Witness:
    """Hold a bundle.toml against the sums beside it, and these against their signature."""
    sums, beside = path.with_name(SUMS), path.with_name(SIGNATURE)
    if not sums.is_file() or not beside.is_file():
        return Witness(path, head, why=NO_SIGNATURE)
    try:
        made = read_bundle_manifest(path.read_bytes())
    except ContributionError:
        return Witness(path, head, is_false=True, why=ALTERED)
    keys = trust.of(made.provider)
    if not keys:
        return Witness(path, head, why=f"the roster has no key of {made.provider}")
    content = sums.read_bytes()
    signer = verify(content, beside.read_bytes(), tuple(key.public for key in keys))
    if signer is None or read_sums(content).get(NAME) != digest(path):
        return Witness(path, head, is_false=True, why=ALTERED)
    spans = [key.why_not(made.made_on) for key in keys if key.public == signer.public]
    if all(spans):
        return Witness(path, head, is_false=True, why=f"it is of {made.made_on}, and its key {spans[0]}")
    return Witness(path, head, is_proven=True)
