"""A contribution becomes a bundle: what passes the member's own door, signed, then encrypted for one recipient."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from finpath.bundle.archive import pack_files
from finpath.bundle.manifest import NAME, BundleManifest, read_bundle_manifest, terms_digest
from finpath.custody.chain import Act, append, read_chain
from finpath.engine import Engine, Workspace
from finpath.errors import ConfigError, ContributionError
from finpath.ingest import LoadOptions
from finpath.ingest.hand_over import hand_over
from finpath.keyring import SigningKey, seal_file, sign
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import seal_folder

SIGNATURE = f"{SUMS}.minisig"
LOG = "custody.jsonl"
VERBS = {"contribution": "made", "recall": "recalled", "rotation": "rotated"}
NAMED = re.compile(r"b-[0-9a-f]{12}\.toml")
"""What stands beside a bundle in the outbox: its bundle.toml, which holds nothing of anybody."""


@dataclass(frozen=True)
class Sender:
    """Who makes bundles, for whom, where they go, and on which day."""

    key: SigningKey
    to: str
    outbox: Path
    today: dt.date


@dataclass(frozen=True)
class MadeBundle:
    """A bundle that lies in the outbox."""

    path: Path
    seal: str
    manifest: BundleManifest


def make_bundle(contribution: Path, sender: Sender, *, engine: Engine, options: LoadOptions) -> MadeBundle:
    """Make a bundle of a contribution; it is in the outbox whole, or not at all.

    Raises:
        ConfigError: The contribution would be refused, or the outbox cannot be written to.
    """

    def fill(folder: Path) -> BundleManifest:
        made = hand_over(contribution, folder, engine=engine, options=options)
        agreement = made.manifest.agreement
        assert agreement is not None, "the gate lets nobody in without an agreement"  # noqa: S101
        return BundleManifest(
            kind="contribution",
            provider=made.manifest.provider_id,
            folder=contribution.resolve().name,
            to=sender.to,
            sequence=1,
            previous="",
            made_on=sender.today,
            finpath=metadata.version("finpath"),
            token_key=made.token_key,
            agreement=agreement.id,
            agreement_sha256=terms_digest(agreement),
            rows=made.rows,
            rejected=made.rejected,
        )

    return write_bundle(sender, fill)


def recall_bundle(seal: str, reason: str, sender: Sender) -> MadeBundle:
    """Call a bundle back that was made here.

    Raises:
        ConfigError: No bundle of that seal lies in the outbox.
    """
    known = [
        each for each in sent(sender.outbox) if each.seal.startswith(seal) and each.manifest.kind == "contribution"
    ]
    if len(known) != 1 or not seal:
        raise ConfigError(f"{sender.outbox} holds {len(known)} bundles whose seal begins with {seal!r}: name one.")

    def fill(_: Path) -> BundleManifest:
        return replace(
            known[0].manifest,
            kind="recall",
            to=sender.to,
            made_on=sender.today,
            rows={},
            rejected=0,
            recalls=known[0].seal,
            reason=reason,
        )

    return write_bundle(sender, fill)


def sent(outbox: Path) -> tuple[MadeBundle, ...]:
    """The bundles of an outbox, in their order; one that did not come to its end is none.

    What was made once counts, where its file is gone since as well: the log of the outbox knows it.

    Raises:
        ConfigError: One of them cannot be read.
    """
    entered = {line[0].subject for line in read_chain(outbox / LOG).lines if line}
    found = []
    for path in outbox.glob("b-*.toml"):
        sealed = path.with_suffix(".age")
        if not NAMED.fullmatch(path.name):
            continue
        first, _, content = path.read_bytes().partition(b"\n")
        seal = first.decode("ascii", errors="replace")[2:]
        if sealed.exists() or f"bundle:{seal}" in entered:
            try:
                found.append(MadeBundle(sealed, seal, read_bundle_manifest(content)))
            except ContributionError as error:
                raise ConfigError(f"{path}: {error}") from None
    return tuple(sorted(found, key=lambda each: (each.manifest.provider, each.manifest.sequence)))


def write_bundle(sender: Sender, fill: Callable[[Path], BundleManifest]) -> MadeBundle:
    """Write a bundle: signed, encrypted, numbered and entered; it is in the outbox whole, or not at all.

    Args:
        sender: Who makes it, and for whom.
        fill: Puts its files into a folder, and says what it is.
    """
    outbox = sender.outbox
    outbox.mkdir(parents=True, exist_ok=True)
    apart = Workspace(outbox, ".making-")
    try:
        folder = apart.path / "bundle"
        folder.mkdir()
        manifest = _following(fill(folder), sent(outbox), str(read_chain(outbox / LOG).head))
        (folder / NAME).write_text(manifest.text(), encoding="utf-8")
        seal = seal_folder(folder)
        (folder / SIGNATURE).write_bytes(sign((folder / SUMS).read_bytes(), sender.key, manifest.comment(seal)))
        pack_files(folder, apart.path / "bundle.tar")
        seal_file(apart.path / "bundle.tar", apart.path / "bundle.age", (sender.to,))
        target = outbox / f"b-{seal[:12]}.age"
        target.with_suffix(".toml").write_text(f"# {seal}\n{manifest.text()}", encoding="utf-8")
        _write_through(apart.path / "bundle.age")
        (apart.path / "bundle.age").rename(target)  # from here on it is there
    finally:
        apart.close()
    done = {"seal": seal, "rejected": manifest.rejected, **manifest.rows}
    append(outbox / LOG, Act(manifest.provider, VERBS[manifest.kind], f"bundle:{seal}", manifest.agreement, done))
    return MadeBundle(target, seal, manifest)


def _following(manifest: BundleManifest, before: tuple[MadeBundle, ...], head: str) -> BundleManifest:
    """The manifest with its place among those that the member made for this recipient."""
    mine = [each for each in before if each.manifest.provider == manifest.provider]
    last = mine[-1] if mine else None
    return replace(
        manifest,
        sequence=last.manifest.sequence + 1 if last else 1,
        previous=last.seal if last else "",
        head=head,
    )


def _write_through(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
