"""Who may hand in what: the ids of manifests held against the hub's roster, or against each other where there is none.

An id belongs to one submitter. Without a roster nobody can say whose an id is: folders that describe it alike are read
together, and that is said; where they describe it differently, none is read, since nobody can tell which is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from finpath.config import Roster, RosterMember
from finpath.errors import ContributionError
from finpath.ingest.ledger import Refusal
from finpath.ingest.manifest import Manifest


@dataclass(frozen=True)
class Standing:
    """Which contributions may come in.

    Args:
        admitted: Their manifests, with what the roster adds; files that they may not hand in are gone.
        refusals: The others, and files that were left out, each with its reason.
        notes: Lines for the coverage statement.
    """

    admitted: tuple[Manifest, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]


def check_standing(manifests: Sequence[Manifest], roster: Roster | None) -> Standing:
    """Say which contributions may come in, and as whose.

    Args:
        manifests: Of all contributions, in the order of their folders.
        roster: The hub's; None where there is none.
    """
    if roster is None:
        return _taken_at_their_word(manifests)
    admitted: list[Manifest] = []
    refusals: list[Refusal] = []
    for manifest in manifests:
        try:
            known = _recognise(manifest, roster)
        except ContributionError as error:
            refusals.append(Refusal(manifest.folder.name, str(error)))
            continue
        refusals += _left_out(manifest, known)
        files = tuple(file for file in manifest.files if file.table in known.tables)
        if files:
            admitted.append(
                replace(
                    manifest,
                    files=files,
                    organisation=known.organisation,
                    source_kinds=known.source_kinds,
                    token_keys=known.token_keys or None,
                )
            )
    return Standing(tuple(admitted), tuple(refusals), ())


def _recognise(manifest: Manifest, roster: Roster) -> RosterMember:
    """The entry of the roster that a manifest speaks for.

    Raises:
        ContributionError: There is none, its folder may not speak for it, or it is described otherwise.
    """
    folder, name = manifest.submitter, manifest.provider_id
    known = roster.member(name)
    if known is None:
        raise ContributionError(f"{folder}: provider {name} is not in the roster; the hub adds it to coalition.toml.")
    if not known.speaks_through(folder):
        raise ContributionError(
            f"{folder}: this folder may not hand in for provider {name}; the roster names "
            f"{', '.join(known.submitter)} as its submitter."
        )
    if known.described != described(manifest):
        wrong = ", ".join(
            f"{what} {told} where the roster has {true}"
            for what, told, true in zip(
                ("kind", "country", "timezone"), described(manifest), known.described, strict=True
            )
            if told != true
        )
        raise ContributionError(f"{folder}: provider {name} says {wrong}; correct contribution.toml, or the roster.")
    return known


def described(manifest: Manifest) -> tuple[str, str, str]:
    """Kind, country and time zone, as the manifest says them."""
    return manifest.kind, manifest.country, manifest.timezone


def _left_out(manifest: Manifest, known: RosterMember) -> Iterator[Refusal]:
    for file in manifest.files:
        if file.table not in known.tables:
            name = f"{manifest.submitter}/{file.handed_in or file.path}"
            yield Refusal(
                name,
                f"{name} was left out: the roster lets {known.id} hand in {', '.join(known.tables)}, not {file.table}.",
            )


def _taken_at_their_word(manifests: Sequence[Manifest]) -> Standing:
    by_id: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        by_id.setdefault(manifest.provider_id, []).append(manifest)
    torn = {name: each for name, each in by_id.items() if len(set(map(described, each))) > 1}
    refusals = tuple(
        Refusal(manifest.folder.name, _contested(manifest, torn[manifest.provider_id]))
        for manifest in manifests
        if manifest.provider_id in torn
    )
    admitted = tuple(manifest for manifest in manifests if manifest.provider_id not in torn)
    return Standing(admitted, refusals, tuple(_word_notes({n: e for n, e in by_id.items() if n not in torn})))


def _contested(manifest: Manifest, each: Sequence[Manifest]) -> str:
    others = ", ".join(other.folder.name for other in each if described(other) != described(manifest))
    return (
        f"{manifest.folder.name}: provider {manifest.provider_id} is described otherwise in {others}; nobody can tell "
        "which is true, and so none of them is read. Give all the same kind, country and timezone, or another id; or "
        "say in coalition.toml whose the id is."
    )


def _word_notes(by_id: Mapping[str, Sequence[Manifest]]) -> Iterator[str]:
    if len(by_id) > 1:
        yield (
            f"There is no roster (coalition.toml): the ids of {len(by_id)} members were taken at their word, "
            "each as an organisation of its own."
        )
    for name, each in by_id.items():
        if len(each) > 1:
            folders = ", ".join(one.folder.name for one in each)
            yield f"{name}: that the folders {folders} are one member's was taken at their word."
