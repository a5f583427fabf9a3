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
from finpath.ingest.in_memory import (
    Contribution,
    Contributions,
    manifest_in_memory,
    sort_contributions,
    sources_in_memory,
)
from finpath.ingest.ledger import Refusal
from finpath.ingest.manifest import FileEntry, Manifest, read_manifest
from finpath.ingest.member_texts import make_harmless, reaches_somebody
from finpath.ingest.options import LoadOptions
from finpath.ingest.source import ContributedFile, FileContext, find_files
from finpath.ingest.stage import FileReading, StagedFile, announce, drop_staged, stage
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
    """What came in, what did not, and the date that both were held against."""

    contributions: tuple[StagedContribution, ...]
    refusals: tuple[Refusal, ...]
    as_of: dt.datetime | None
    withdrawals: tuple[Withdrawal, ...] = ()

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


def member_folders(contributions: Path) -> list[Path]:
    """The folder of each member.

    Raises:
        ConfigError: There is no such folder, or nothing in it.
    """
    if not contributions.is_dir():
        raise ConfigError(f"There is no folder {contributions}: name the one that holds a folder for each member.")
    members = sorted(path for path in contributions.iterdir() if path.is_dir() and not path.name.startswith("."))
    if not members:
        raise ConfigError(f"The folder {contributions} holds no contribution: put a folder for each member into it.")
    return members


def stage_contributions(engine: Engine, contributions: Contributions, options: LoadOptions) -> StagedContributions:
    """Stage every contribution that may come in; a refusal of one does not stop the others.

    A file can be damaged so that the engine gives up altogether, the rows of others with it: then all begins anew
    without its contribution.

    Raises:
        ConfigError: There is no such folder, nothing in it, or no such file of rates: said before anything is read.
    """
    if options.rates and not options.rates.is_file():
        raise ConfigError(f"There is no rates file {options.rates}: name one with currency, date and eur.")
    refusals: list[Refusal] = []
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
    refusals = [Refusal(mask_cards(engine, one.contribution), one.reason) for one in fatal]
    staged: list[StagedContribution] = []
    withdrawals: list[Withdrawal] = []
    manifests: dict[str, Manifest] = {}
    index = 0
    left_out = {refusal.contribution for refusal in fatal}
    members = member_folders(contributions) if isinstance(contributions, Path) else sort_contributions(contributions)
    for member in (member for member in members if member.name not in left_out):
        options.progress(f"Reading {mask_cards(engine, member.name)}")
        try:
            if isinstance(member, Path) and (taken_back := read_withdrawal(member)):
                withdrawals.append(_mask_withdrawal(engine, taken_back))
                continue
            manifest, sources = _open(engine, member, manifests, options)
            files = tuple(_stage_files(engine, index, manifest, sources))
        except ContributionError as error:
            refusals.append(_refusal(engine, member.name, error))
            continue
        index += len(files)
        manifests.setdefault(manifest.provider_id, manifest)
        staged.append(StagedContribution(manifest, files))
    staged += _stage_rates(engine, index, options)
    return replace(_check_agreements(engine, staged, refusals, options.as_of), withdrawals=tuple(withdrawals))


def _mask_withdrawal(engine: Engine, withdrawal: Withdrawal) -> Withdrawal:
    return replace(
        withdrawal,
        contribution=mask_cards(engine, withdrawal.contribution),
        reason=legible(make_harmless(engine, withdrawal.reason)),
    )


def _refusal(engine: Engine, name: str, error: ContributionError) -> Refusal:
    """Why a contribution was refused; a card number may stand in the name of a folder, a file or a column."""
    return Refusal(mask_cards(engine, name), mask_cards(engine, str(error)))


def _open(
    engine: Engine, member: Path | Contribution, manifests: dict[str, Manifest], options: LoadOptions
) -> tuple[Manifest, tuple[ContributedFile, ...]]:
    manifest = read_manifest(member) if isinstance(member, Path) else manifest_in_memory(member)
    other = manifests.get(manifest.provider_id)
    if other is not None and (other.kind, other.country, other.timezone) != (
        manifest.kind,
        manifest.country,
        manifest.timezone,
    ):
        raise ContributionError(
            f"{member.name}: provider {manifest.provider_id} is described otherwise in {other.folder.name}; "
            "give both the same kind, country and timezone, or another id."
        )
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
    place = FileContext(unpack_folder(engine), options.keys, partial(mask_cards, engine))
    if isinstance(member, Path):
        return manifest, find_files(manifest, place)
    return manifest, sources_in_memory(member, manifest, place)


def _stage_files(
    engine: Engine, first: int, manifest: Manifest, sources: tuple[ContributedFile, ...]
) -> Iterator[StagedFile]:
    readings = [FileReading(engine, index, manifest, source) for index, source in enumerate(sources, start=first)]
    announce(engine, readings)
    for reading in readings:
        try:
            yield _stage_file(reading, readings)
        except EngineError as error:
            lies = error.exhausted and engine.is_ample and _is_small(reading.source)
            if manifest.agreement is None or not (error.fatal or lies):
                raise
            damaged = f"{reading.source.path} cannot be read: it is damaged. Write it anew and send it again."
            raise _FatalContribution(Refusal(manifest.folder.name, damaged)) from None


def _is_small(source: ContributedFile) -> bool:
    """Say whether a file is one that no ample memory is too little for, if it is honest."""
    return source.original is not None and source.original.stat().st_size <= SMALL


def _stage_file(reading: FileReading, readings: Sequence[FileReading]) -> StagedFile:
    """Stage a file; where it is refused, so are all of its contribution."""
    try:
        return stage(reading)
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
        return [StagedContribution(manifest, tuple(_stage_files(engine, index, manifest, sources)))]
    except ContributionError as error:
        raise ConfigError(mask_cards(engine, str(error))) from None


def _check_agreements(
    engine: Engine, staged: Sequence[StagedContribution], refusals: list[Refusal], as_of: dt.datetime | None
) -> StagedContributions:
    """Hold every agreement against the as-of date, which is the latest instant taken when nobody named one.

    A contribution whose own rows are later than its agreement goes first: its rows must not expire the others.
    """
    if as_of is not None:
        return StagedContributions(tuple(staged), tuple(refusals), as_of)
    last = {
        id(one): max(filter(None, (latest_instant(engine, file) for file in one.files)), default=None) for one in staged
    }
    valid = [one for one in staged if _keep_or_refuse(engine, one, last[id(one)], refusals)]
    as_of = max((day for one in valid if (day := last[id(one)]) is not None), default=None)
    valid = [one for one in valid if _keep_or_refuse(engine, one, as_of, refusals)]
    return StagedContributions(tuple(valid), tuple(sorted(refusals, key=lambda refusal: refusal.contribution)), as_of)


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
