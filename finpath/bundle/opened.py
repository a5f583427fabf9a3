"""A bundle that was opened: a contribution's folder that still bears its manifest, its sums and its signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from finpath.bundle.make import SIGNATURE
from finpath.bundle.manifest import NAME, BundleManifest, read_bundle_manifest
from finpath.bundle.rotated import NAME as ROTATED
from finpath.bundle.rotated import SIGNATURE as ROTATED_SIGNATURE
from finpath.bundle.rotated import read_rotated
from finpath.errors import ContributionError
from finpath.ingest.paths import member_folders
from finpath.ingest.withdrawal import read_withdrawal
from finpath.keyring import Trust, verify
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import digests, read_seal, read_sums


@dataclass(frozen=True)
class OpenedBundle:
    """A bundle in a folder."""

    folder: Path
    seal: str
    manifest: BundleManifest


def check_folder(folder: Path, trust: Trust) -> OpenedBundle:
    """Hold a folder against its sums, its seal and its signature.

    Of files whose tokens the hub carried over to another key, the hub's own signature says how they are now.

    Raises:
        ContributionError: A file is not as it was signed, or nobody signed it whom the roster lets speak.
    """
    try:
        content, signature = (folder / SUMS).read_bytes(), (folder / SIGNATURE).read_bytes()
    except OSError:
        raise ContributionError(f"{folder.name} is not signed: hand it in as a bundle.") from None
    seal, named = read_seal(content), read_sums(content)
    there = digests(folder)
    there.pop(SIGNATURE, None)
    rotated = read_rotated(folder, seal, trust.hub) if seal is not None else None
    if rotated is not None and rotated.files.keys() <= named.keys():
        named |= rotated.files
        for own in (ROTATED, ROTATED_SIGNATURE):
            there.pop(own)
    if seal is None or named != there:
        raise ContributionError(f"{folder.name} is not as it was signed: its files are not those that {SUMS} names.")
    manifest = read_bundle_manifest((folder / NAME).read_bytes() if (folder / NAME).is_file() else b"")
    _check_signer(manifest, seal, (content, signature), trust)
    return OpenedBundle(folder, seal, manifest)


def _check_signer(manifest: BundleManifest, seal: str, signed: tuple[bytes, bytes], trust: Trust) -> None:
    keys = trust.of(manifest.provider)
    signer = verify(*signed, tuple(key.public for key in keys))
    if signer is None:
        raise ContributionError(f"The bundle is signed by no key that the roster gives {manifest.provider}.")
    if signer.comment != manifest.comment(seal):
        raise ContributionError("The trusted comment of the signature is not that of the bundle.")
    spans = [key.why_not(manifest.made_on) for key in keys if key.public == signer.public]
    if all(spans):
        raise ContributionError(f"The bundle is of {manifest.made_on}, and the key that signed it {spans[0]}.")


def opened_bundles(contributions: Path) -> Iterator[OpenedBundle]:
    """The bundles that lie opened in a folder; their signatures are not asked again."""
    for path in sorted(contributions.glob(f"[!.]*/{NAME}")):
        try:
            manifest = read_bundle_manifest(path.read_bytes())
            seal = read_seal((path.parent / SUMS).read_bytes())
        except (ContributionError, OSError):
            continue
        if seal is not None:
            yield OpenedBundle(path.parent, seal, manifest)


def find_unsigned(contributions: Path, trust: Trust) -> Iterator[tuple[str, str]]:
    """Hold every contribution of a folder against its signature; those that fail, each with its reason.

    A withdrawal needs none: nothing of it is read.
    """
    for folder in member_folders(contributions):
        try:
            if read_withdrawal(folder) is None:
                check_folder(folder, trust)
        except ContributionError as error:
            yield folder.name, str(error)


def is_early(day: dt.date, today: dt.date) -> bool:
    """Whether a day is more than one ahead: clocks differ, days do not."""
    return day > today + dt.timedelta(days=1)
