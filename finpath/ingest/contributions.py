"""Stages every contribution of a folder, or of a list in memory; keeps the refusals and withdrawals beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from finpath.engine import Engine
from finpath.errors import ConfigError, ContributionError, EngineError, legible
from finpath.ingest.agreement import check_agreement
from finpath.ingest.cards import mask_cards
from finpath.ingest.horizon import find_horizon
from finpath.ingest.in_memory import (
    Contribution,
    Contributions,
    manifest_in_memory,
    sort_contributions,
    sources_in_memory,
)
from finpath.ingest.kept_files import KeptFiles
from finpath.ingest.ledger import Refusal
from finpath.ingest.manifest import FileEntry, Manifest, read_manifest
from finpath.ingest.member_texts import make_harmless, reaches_somebody
from finpath.ingest.options import LoadOptions
from finpath.ingest.paths import member_folders
from finpath.ingest.source import ContributedFile, FileContext, find_files
from finpath.ingest.stage import FileReading, StagedFile, announce, drop_staged, stage
from finpath.ingest.standing import check_standing
from finpath.ingest.valid_rows import latest_instant
from finpath.ingest.withdrawal import Withdrawal, read_withdrawal

SMALL = 1 << 20
"""Bytes of a file that no memory limit is too small for."""


@dataclass(frozen=True)
class StagedContribution:
    """A contribution that came in, with its staged files."""

    manifest: Manifest
    files: tuple[StagedFile, ...]


@dataclass(frozen=True)
class StagedContributions:
    """What came in, what did not, and the date that both were held against.

    Args:
        contributions: Those that came in.
        refusals: Those that did not, and files that were left out.
        as_of: Nothing later counts; None where no row has a time.
        withdrawals: Those that their members have taken back.
        notes: Lines for the coverage statement.
        reached: How far two organisations reached, where nobody named an as-of date.
    """

    contributions: tuple[StagedContribution, ...]
    refusals: tuple[Refusal, ...]
    as_of: dt.datetime | None
    withdrawals: tuple[Withdrawal, ...] = ()
    notes: tuple[str, ...] = ()
    reached: dt.datetime | None = None

    @property
    def files(self) -> tuple[StagedFile, ...]:
        """Every staged file, in the order of its index."""
        return tuple(file for contribution in self.contributions for file in contribution.files)

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """One manifest of each provider, in the order of their ids."""
        by_provider = {one.manifest.provider_id: one.manifest for one in reversed(self.contributions)}
        return tuple(by_provider[name] for name in sorted(by_provider) if by_provider[name].agreement is not None)


def unpack_folder(engine: Engine) -> Path:
    """Where files go that had to be unpacked or rewritten."""
    folder = engine.folder / "unpacked"
    folder.mkdir(exist_ok=True)
    return folder


def stage_contributions(engine: Engine, contributions: Contributions, options: LoadOptions) -> StagedContributions:
    """Stage every contribution that may come in; a refusal of one does not stop the others.

    A file can be damaged so that the engine gives up altogether, the rows of others with it: then all begins anew
    without its contribution.

    Raises:
        ConfigError: There is no such folder, nothing in it, or no such file of rates: said before anything is read.
    """
    if options.rates and not options.rates.is_file():
        raise ConfigError(f"There is no rates file {options.rates}: name one with currency, date and eur.")
    refusals = [Refusal(name, why) for name, why in options.left_out]
    while True:
        try:
            return _stage_all(engine, contributions, options, refusals)
        except _FatalContribution as fatal:
            refusals.append(fatal.refusal)
            engine.restart()


class _FatalContribution(Exception):  # noqa: N818 - it goes no further than the function that begins anew
    """A contribution that the engine gave up at."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def _stage_all(
    engine: Engine, contributions: Contributions, options: LoadOptions, fatal: Sequence[Refusal]
) -> StagedContributions:
    refusals = [_refusal(engine, one.contribution, one.reason) for one in fatal]
    staged: list[StagedContribution] = []
    index = 0
    opened, withdrawals = _open_all(engine, contributions, options, refusals)
    standing = check_standing([manifest for _, manifest in opened], options.roster)
    refusals += [_refusal(engine, one.contribution, one.reason) for one in standing.refusals]
    given = {manifest.folder: member for member, manifest in opened}
    for manifest in standing.admitted:
        member = given[manifest.folder]
        options.progress(f"Reading {mask_cards(engine, member.name)}")
        try:
            files = tuple(
                _stage_files(
                    _readings(engine, index, manifest, _sources(engine, member, manifest, options)), options.kept
                )
            )
        except ContributionError as error:
            refusals.append(_refusal(engine, member.name, error))
            continue
        index += len(files)
        staged.append(StagedContribution(manifest, files))
    staged += _stage_rates(engine, index, options)
    checked = _check_agreements(engine, staged, refusals, options.as_of)
    notes = tuple(mask_cards(engine, note) for note in standing.notes)
    return replace(checked, withdrawals=tuple(withdrawals), notes=notes)


def _open_all(
    engine: Engine, contributions: Contributions, options: LoadOptions, refusals: list[Refusal]
) -> tuple[list[tuple[Path | Contribution, Manifest]], list[Withdrawal]]:
    """Read every manifest before any row: whose an id is can only be told of all of them."""
    opened: list[tuple[Path | Contribution, Manifest]] = []
    withdrawals: list[Withdrawal] = []
    left_out = {refusal.contribution for refusal in refusals}
    members = member_folders(contributions) if isinstance(contributions, Path) else sort_contributions(contributions)
    for member in (member for member in members if mask_cards(engine, member.name) not in left_out):
        try:
            if isinstance(member, Path) and (taken_back := read_withdrawal(member)):
                withdrawals.append(_mask_withdrawal(engine, taken_back))
            else:
                opened.append((member, _manifest(engine, member, options)))
        except ContributionError as error:
            refusals.append(_refusal(engine, member.name, error))
    return opened, withdrawals


def _mask_withdrawal(engine: Engine, withdrawal: Withdrawal) -> Withdrawal:
    return replace(
        withdrawal,
        contribution=mask_cards(engine, withdrawal.contribution),
        reason=legible(make_harmless(engine, withdrawal.reason)),
    )


def _refusal(engine: Engine, name: str, why: object) -> Refusal:
    """Why a contribution was refused; a card number may stand in the name of a folder, a file or a column."""
    return Refusal(mask_cards(engine, name), mask_cards(engine, str(why)))


def _manifest(engine: Engine, member: Path | Contribution, options: LoadOptions) -> Manifest:
    manifest = read_manifest(member) if isinstance(member, Path) else manifest_in_memory(member)
    check_agreement(manifest, options.as_of)
    for name, identifier in (
        ("provider", manifest.provider_id),
        ("agreement", manifest.agreement and manifest.agreement.id),
    ):
        if identifier and mask_cards(engine, identifier) != identifier:
            raise ContributionError(f"{member.name}: the id of the {name} holds a card number; write another.")
        if identifier and reaches_somebody(engine, identifier):
            raise ContributionError(
                f"{member.name}: the id of the {name} is or holds a web address, an e-mail address, a phone number or "
                "an IBAN; write another."
            )
    return manifest


def _sources(
    engine: Engine, member: Path | Contribution, manifest: Manifest, options: LoadOptions
) -> tuple[ContributedFile, ...]:
    place = FileContext(unpack_folder(engine), options.keys, partial(mask_cards, engine), halves=options.halves)
    if isinstance(member, Path):
        return find_files(manifest, place)
    return sources_in_memory(member, manifest, place)


def _readings(
    engine: Engine, first: int, manifest: Manifest, sources: tuple[ContributedFile, ...]
) -> tuple[FileReading, ...]:
    return tuple(FileReading(engine, index, manifest, source) for index, source in enumerate(sources, start=first))


def _stage_files(readings: Sequence[FileReading], kept: KeptFiles | None) -> Iterator[StagedFile]:
    for reading in readings[:1]:
        announce(reading.engine, readings)
    for reading in readings:
        try:
            yield _stage_file(reading, readings, kept)
        except EngineError as error:
            lies = error.exhausted and reading.engine.is_ample and _is_small(reading.source)
            if reading.manifest.agreement is None or not (error.fatal or lies):
                raise
            damaged = f"{reading.source.path} cannot be read: it is damaged. Write it anew and send it again."
            raise _FatalContribution(Refusal(reading.manifest.folder.name, damaged)) from None


def _is_small(source: ContributedFile) -> bool:
    """Say whether a file is one that no ample memory is too little for, if it is honest."""
    return source.original is not None and source.original.stat().st_size <= SMALL


def _stage_file(reading: FileReading, readings: Sequence[FileReading], kept: KeptFiles | None) -> StagedFile:
    """Stage a file, or take it as it was kept; where it is refused, so are all of its contribution."""
    try:
        return stage(reading) if kept is None else kept.take(reading) or kept.keep(reading, stage(reading))
    except ContributionError:
        for each in readings:
            drop_staged(each.engine, each.index)
        raise


def _stage_rates(engine: Engine, index: int, options: LoadOptions) -> list[StagedContribution]:
    """The rates of the run, as if a member had handed them in.

    Raises:
        ConfigError: The file cannot be used.
    """
    if options.rates is None:
        return []
    entry = FileEntry("rates", options.rates.name, None, corrects=False, columns={}, constants={}, options={})
    manifest = Manifest(options.rates.parent, "", "", "", "UTC", None, None, (entry,))
    try:
        sources = find_files(manifest, FileContext(unpack_folder(engine), options.keys))
        return [StagedContribution(manifest, tuple(_stage_files(_readings(engine, index, manifest, sources), None)))]
    except ContributionError as error:
        raise ConfigError(mask_cards(engine, str(error))) from None


def _check_agreements(
    engine: Engine, staged: Sequence[StagedContribution], refusals: list[Refusal], as_of: dt.datetime | None
) -> StagedContributions:
    """Hold every agreement against the as-of date, or against what two organisations reached when nobody named one.

    A contribution whose own rows are later than its agreement goes first: its rows must not expire the others.
    """
    if as_of is not None:
        return StagedContributions(tuple(staged), tuple(refusals), as_of)
    valid = [one for one in staged if _keep_or_refuse(engine, one, _own_end(engine, one), refusals)]
    horizon = find_horizon(engine, _by_voice(valid))
    valid = [one for one in valid if _keep_or_refuse(engine, one, horizon.reached if horizon else None, refusals)]
    horizon = find_horizon(engine, _by_voice(valid))
    ordered = tuple(sorted(refusals, key=lambda refusal: refusal.contribution))
    if horizon is None:
        return StagedContributions(tuple(valid), ordered, None)
    return StagedContributions(tuple(valid), ordered, horizon.end, reached=horizon.reached)


def _by_voice(staged: Sequence[StagedContribution]) -> dict[str, list[StagedFile]]:
    """The files of each organisation; the rates of the run are nobody's."""
    voices: dict[str, list[StagedFile]] = {}
    for one in staged:
        if one.manifest.agreement is not None:
            voices.setdefault(one.manifest.voice, []).extend(one.files)
    return voices


def _own_end(engine: Engine, contribution: StagedContribution) -> dt.datetime | None:
    """The latest row of a contribution."""
    return max(filter(None, (latest_instant(engine, file) for file in contribution.files)), default=None)


def _keep_or_refuse(
    engine: Engine, contribution: StagedContribution, as_of: dt.datetime | None, refusals: list[Refusal]
) -> bool:
    if contribution.manifest.agreement is None:
        return True  # the rates of the run
    try:
        check_agreement(contribution.manifest, as_of)
    except ContributionError as error:
        refusals.append(_refusal(engine, contribution.manifest.folder.name, error))
        for file in contribution.files:
            drop_staged(engine, file.index)
        return False
    return True
