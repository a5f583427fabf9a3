"""A bundle becomes a contribution's folder at the hub, or is refused for the first reason there is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from finpath.bundle.answer import Registry, answer
from finpath.bundle.archive import LARGEST, unpack_files
from finpath.bundle.carry_over import CarriedOver, carry_over, put_back
from finpath.bundle.make import LOG, SIGNATURE, sent
from finpath.bundle.manifest import NAME as MANIFEST
from finpath.bundle.manifest import BundleManifest, terms_digest
from finpath.bundle.opened import OpenedBundle, check_folder, is_early, opened_bundles
from finpath.bundle.receipt import Receipt, read_receipt
from finpath.bundle.remove import withdraw
from finpath.bundle.rotation_table import NAME as TABLE
from finpath.bundle.rotation_table import read_rotation
from finpath.custody.chain import Act, append
from finpath.engine import Workspace
from finpath.errors import ConfigError, ContributionError
from finpath.ingest.manifest import read_manifest
from finpath.keyring import Identity, SigningKey, Trust, open_sealed
from finpath.output.folder.seal import NAME as SUMS


@dataclass(frozen=True)
class Hub:
    """Who opens bundles.

    Args:
        identity: What opens them.
        key: What receipts are signed with.
        trust: Whose keys count.
        contributions: Where they are opened to.
        receipts: Where receipts go, and the hub's log.
        today: The day.
        accept_gap: Why bundles that are missing are not waited for; empty where they are.
    """

    identity: Identity
    key: SigningKey
    trust: Trust
    contributions: Path
    receipts: Path
    today: dt.date
    accept_gap: str = ""

    @property
    def registry(self) -> Registry:
        """Where it keeps what it answers."""
        return Registry(self.key, self.trust, self.receipts, self.today)


@dataclass(frozen=True)
class Opening:
    """What became of a bundle: taken, taken before, recalled or rotated; and where its receipt lies.

    A rotation says what it did besides.
    """

    kind: str
    bundle: OpenedBundle
    receipt: Path
    carried: CarriedOver | None = None


def open_bundle(sealed: Path, hub: Hub) -> Opening:
    """Open a bundle: its folder is there whole, or nothing is.

    Raises:
        ContributionError: It is refused; the message says for which reason.
        ConfigError: The folders cannot be written to.
    """
    if not sealed.is_file() or sealed.stat().st_size > LARGEST:
        raise ContributionError(f"{sealed.name} is no file that a bundle can be.")
    hub.contributions.mkdir(parents=True, exist_ok=True)
    hub.receipts.mkdir(parents=True, exist_ok=True)
    put_back(hub.contributions)
    apart = Workspace(hub.contributions, ".opening-")
    try:
        folder = apart.path / "bundle"
        folder.mkdir()
        if not open_sealed(sealed, apart.path / "bundle.tar", hub.identity):
            raise ContributionError(f"{sealed.name} is not encrypted for this hub, or was altered on its way.")
        unpack_files(apart.path / "bundle.tar", folder)
        (apart.path / "bundle.tar").unlink()
        bundle = check_folder(folder, hub.trust)
        _check_meant(bundle.manifest, hub)
        known = _read_known(hub)
        if bundle.seal in known:
            if bundle.manifest.kind == "rotation":
                _destroy(sealed)
            return Opening("known", bundle, answer(bundle, hub.registry, "taken", again=True))
        _check_place(bundle.manifest, known, hub)
        if bundle.manifest.kind == "recall":
            return _recall(bundle, hub)
        if bundle.manifest.kind == "rotation":
            return _rotate(bundle, hub, sealed)
        _check_contribution(bundle, hub)
        place = _place(bundle.manifest, hub)
        bundle.folder.rename(place)  # from here on it is there
        taken = replace(bundle, folder=place)
        return Opening("taken", taken, answer(taken, hub.registry, "taken"))
    finally:
        apart.close()


def _check_meant(manifest: BundleManifest, hub: Hub) -> None:
    """Refuse what is for another, of another time, or under another agreement."""
    if manifest.to not in hub.identity.recipients:
        raise ContributionError("The bundle was made for another recipient: somebody has passed it on.")
    if is_early(manifest.made_on, hub.today):
        raise ContributionError(
            f"The bundle is of {manifest.made_on}, and today is {hub.today}: set the member's clock."
        )
    registered = hub.trust.agreement(manifest.agreement)
    if hub.trust.agreements and registered is None:
        raise ContributionError(f"The agreement {manifest.agreement} is not in the roster.")
    if registered and registered.sha256 and registered.sha256 != manifest.agreement_sha256:
        raise ContributionError(
            f"The terms of agreement {manifest.agreement} are not those of the roster: their SHA-256 is "
            f"{manifest.agreement_sha256}, and {registered.sha256} is registered."
        )


def _read_known(hub: Hub) -> dict[str, tuple[str, int]]:
    """The bundles that came before, by seal: whose, and which."""
    known = {each.seal: (each.manifest.provider, each.manifest.sequence) for each in opened_bundles(hub.contributions)}
    for path in sorted(hub.receipts.glob("r-*.toml")):
        receipt = read_receipt(path, (hub.key.public, *hub.trust.hub))
        known[receipt.bundle] = (receipt.provider, receipt.sequence)
    return known


def _check_place(manifest: BundleManifest, known: dict[str, tuple[str, int]], hub: Hub) -> None:
    """Refuse what does not come next."""
    mine = {number: seal for seal, (provider, number) in known.items() if provider == manifest.provider}
    if manifest.sequence in mine:
        raise ContributionError(
            f"{manifest.provider} has sent another bundle {manifest.sequence} already: two lines go on from one place."
        )
    before = manifest.sequence - 1
    if before in mine and mine[before] != manifest.previous:
        raise ContributionError(f"Bundle {manifest.sequence} follows another bundle {before} than the one that came.")
    gap = [number for number in range(1, manifest.sequence) if number not in mine]
    if gap and not hub.accept_gap:
        raise ContributionError(
            f"Of {manifest.provider}, bundle {gap[0]} is missing before bundle {manifest.sequence}: open it first, or"
            " say with --accept-gap why it will not come."
        )
    if gap:
        done = {"reason": hub.accept_gap, "missing": len(gap)}
        append(hub.receipts / LOG, Act("hub", "accepted_gap", f"member:{manifest.provider}", manifest.agreement, done))


def _check_contribution(bundle: OpenedBundle, hub: Hub) -> None:
    """Refuse what says of itself otherwise than its bundle does, or what has expired."""
    said, made = read_manifest(bundle.folder), bundle.manifest
    agreement = said.agreement
    if said.provider_id != made.provider or agreement is None or terms_digest(agreement) != made.agreement_sha256:
        raise ContributionError("The contribution in the bundle is not the one that its bundle.toml speaks of.")
    if agreement.expires_on is not None and agreement.expires_on < hub.today:
        raise ContributionError(f"The agreement {agreement.id} expired on {agreement.expires_on}.")
    if agreement.keep_until is not None and agreement.keep_until < hub.today:
        raise ContributionError(f"The agreement {agreement.id} let nobody keep it beyond {agreement.keep_until}.")
    if (bundle.folder / TABLE).exists():
        raise ContributionError("The contribution holds the table of a rotation, which is a bundle of its own.")
    keys = hub.trust.token_keys.get(made.provider)
    if keys and made.token_key not in keys:
        raise ContributionError(
            f"The tokens in the bundle are of the key {made.token_key[:40]}, and the roster gives {made.provider}"
            f" {' or '.join(keys)}."
        )
    if not all(entry.has_tokens for entry in said.files):
        raise ContributionError("The contribution in the bundle has files whose tokens were not made at the member.")


def _place(manifest: BundleManifest, hub: Hub) -> Path:
    """Where it goes: by the folder's own name, and with its number where that is taken."""
    place = hub.contributions / manifest.folder
    return hub.contributions / f"{manifest.folder}@{manifest.sequence}" if place.exists() else place


def _recall(bundle: OpenedBundle, hub: Hub) -> Opening:
    called = [each for each in opened_bundles(hub.contributions) if each.seal == bundle.manifest.recalls]
    if called and called[0].manifest.provider != bundle.manifest.provider:
        raise ContributionError("A member can call back its own bundles alone.")
    for each in called:
        # The answer first: whoever dies between the two finds the contribution there, and opens the recall again.
        answer(each, hub.registry, "recalled", again=True)
        withdraw(each.folder, hub.today, bundle.manifest.reason)
    return Opening("recalled", bundle, answer(bundle, hub.registry, "taken"))


def _rotate(bundle: OpenedBundle, hub: Hub, sealed: Path) -> Opening:
    """Carry the member's contributions over to its new key, and destroy the table that says how."""
    made = bundle.manifest
    keys = hub.trust.token_keys.get(made.provider, ())
    if made.token_key not in keys[:1] or made.old_token_key not in keys[1:]:
        raise ContributionError(
            f"The rotation is from the key {made.old_token_key} to {made.token_key}: write token_keys of"
            f" {made.provider} into the roster first, the new key before the old."
        )
    if hub.key.public not in hub.trust.hub:
        raise ConfigError(
            "The roster does not list the key that signs here below [hub], and runs would refuse what is carried over:"
            " write it into sign first."
        )
    there = {path.name for path in bundle.folder.iterdir()}
    if there != {MANIFEST, TABLE, SUMS, SIGNATURE}:
        raise ContributionError("The rotation holds other files than its table.")
    table = read_rotation(bundle.folder / TABLE, (made.old_token_key, made.token_key))
    if made.rows != {"rotation": len(table)}:
        raise ContributionError(
            f"The table of the rotation has {len(table):,} rows, and its bundle.toml says otherwise."
        )
    done = carry_over(bundle, table, hub.contributions, hub.registry)
    receipt = answer(bundle, hub.registry, "taken", left=done.left)
    _destroy(sealed)
    return Opening("rotated", bundle, receipt, done)


def _destroy(sealed: Path) -> None:
    """Take a rotation away once it is done: it joins what the old key made to what the new one does."""
    try:
        sealed.unlink()
    except OSError as error:
        raise ConfigError(
            f"The rotation in {sealed} is done, and its file cannot be removed: {error.strerror}. Delete it: it joins"
            " old tokens to new ones."
        ) from None


def check_receipt(bundle: Path, receipt: Path, hub: tuple[str, ...]) -> Receipt:
    """Hold a receipt against the bundle in the outbox that it answers.

    Raises:
        ConfigError: It answers another, counts otherwise, or the hub did not sign it.
    """
    mine = next((each for each in sent(bundle.parent) if each.path.name == bundle.name), None)
    if mine is None:
        raise ConfigError(f"{bundle} is no bundle that was made here.")
    found = read_receipt(receipt, hub)
    told = (found.bundle, found.provider, found.sequence, found.rows, found.rejected)
    made = mine.manifest
    if told != (mine.seal, made.provider, made.sequence, sum(made.rows.values()), made.rejected):
        raise ConfigError(f"{receipt} answers another bundle than {bundle.name}, or counts otherwise: ask the hub.")
    return found
