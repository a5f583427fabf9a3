"""The folder of all contributions in, those that came in (staged) and those refused out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from finpath.engine import Engine
from finpath.errors import ConfigError, ContributionError, EngineError, legible
from finpath.ingest.agreement import admit
from finpath.ingest.cards import hidden
from finpath.ingest.in_memory import Contribution, Contributions, apart, in_memory, manifest_of
from finpath.ingest.ledger import Refusal
from finpath.ingest.manifest import FileEntry, Manifest, read
from finpath.ingest.options import LoadOptions
from finpath.ingest.source import Place, Source, find
from finpath.ingest.stage import Reading, Staged, announce, forget, stage
from finpath.ingest.valid_rows import latest
from finpath.ingest.withdrawal import Withdrawal, withdrawal

SMALL = 1 << 20
"""Bytes of a file that no memory limit is too small for."""


@dataclass(frozen=True)
class Came:
    """A contribution that came in, with its staged files."""

    manifest: Manifest
    files: tuple[Staged, ...]


@dataclass(frozen=True)
class Admitted:
    """What came in, what did not, and the date that both were held against."""

    contributions: tuple[Came, ...]
    refusals: tuple[Refusal, ...]
    as_of: dt.datetime | None
    withdrawals: tuple[Withdrawal, ...] = ()

    @property
    def files(self) -> tuple[Staged, ...]:
        """Every staged file, in the order of its index."""
        return tuple(file for contribution in self.contributions for file in contribution.files)

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """One manifest of each provider, in the order of their ids."""
        found = {one.manifest.provider_id: one.manifest for one in reversed(self.contributions)}
        return tuple(found[name] for name in sorted(found) if found[name].agreement is not None)


def unpacked(engine: Engine) -> Path:
    """Where files go that had to be unpacked or rewritten."""
    folder = engine.folder / "unpacked"
    folder.mkdir(exist_ok=True)
    return folder


def folders(contributions: Path) -> list[Path]:
    """The folder of each member.

    Raises:
        ConfigError: There is no such folder, or nothing in it.
    """
    if not contributions.is_dir():
        raise ConfigError(f"There is no folder {contributions}: name the one that holds a folder for each member.")
    found = sorted(path for path in contributions.iterdir() if path.is_dir() and not path.name.startswith("."))
    if not found:
        raise ConfigError(f"The folder {contributions} holds no contribution: put a folder for each member into it.")
    return found


def admitted(engine: Engine, contributions: Contributions, options: LoadOptions) -> Admitted:
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
            return _admitted(engine, contributions, options, refusals)
        except _Fatal as fatal:
            refusals.append(fatal.refusal)
            engine.restart()


class _Fatal(Exception):  # noqa: N818 - it goes no further than the function that begins anew
    """A contribution that the engine gave up at."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def _admitted(engine: Engine, contributions: Contributions, options: LoadOptions, fatal: Sequence[Refusal]) -> Admitted:
    refusals = [Refusal(hidden(engine, one.contribution), one.reason) for one in fatal]
    staged: list[Came] = []
    gone: list[Withdrawal] = []
    manifests: dict[str, Manifest] = {}
    index = 0
    left_out = {refusal.contribution for refusal in fatal}
    members = folders(contributions) if isinstance(contributions, Path) else apart(contributions)
    for member in (member for member in members if member.name not in left_out):
        options.progress(f"Reading {hidden(engine, member.name)}")
        try:
            if isinstance(member, Path) and (taken_back := withdrawal(member)):
                gone.append(_shown(engine, taken_back))
                continue
            manifest, sources = _opened(engine, member, manifests, options)
            files = tuple(_stage(engine, index, manifest, sources))
        except ContributionError as error:
            refusals.append(_refusal(engine, member.name, error))
            continue
        index += len(files)
        manifests.setdefault(manifest.provider_id, manifest)
        staged.append(Came(manifest, files))
    staged += _rates(engine, index, options)
    return replace(_still_valid(engine, staged, refusals, options.as_of), withdrawals=tuple(gone))


def _shown(engine: Engine, gone: Withdrawal) -> Withdrawal:
    return replace(gone, contribution=hidden(engine, gone.contribution), reason=legible(hidden(engine, gone.reason)))


def _refusal(engine: Engine, name: str, error: ContributionError) -> Refusal:
    """Why a contribution was refused; a card number may stand in the name of a folder, a file or a column."""
    return Refusal(hidden(engine, name), hidden(engine, str(error)))


def _opened(
    engine: Engine, member: Path | Contribution, known: dict[str, Manifest], options: LoadOptions
) -> tuple[Manifest, tuple[Source, ...]]:
    manifest = read(member) if isinstance(member, Path) else manifest_of(member)
    other = known.get(manifest.provider_id)
    if other is not None and (other.kind, other.country, other.timezone) != (
        manifest.kind,
        manifest.country,
        manifest.timezone,
    ):
        raise ContributionError(
            f"{member.name}: provider {manifest.provider_id} is described otherwise in {other.folder.name}; "
            "give both the same kind, country and timezone, or another id."
        )
    admit(manifest, options.as_of)
    for name, said in (("provider", manifest.provider_id), ("agreement", manifest.agreement and manifest.agreement.id)):
        if said and hidden(engine, said) != said:
            raise ContributionError(f"{member.name}: the id of the {name} holds a card number; write another.")
    place = Place(unpacked(engine), options.keys, partial(hidden, engine))
    if isinstance(member, Path):
        return manifest, find(manifest, place)
    return manifest, in_memory(member, manifest, place)


def _stage(engine: Engine, first: int, manifest: Manifest, sources: tuple[Source, ...]) -> Iterator[Staged]:
    readings = [Reading(engine, index, manifest, source) for index, source in enumerate(sources, start=first)]
    announce(engine, readings)
    for reading in readings:
        try:
            yield _staged(reading, readings)
        except EngineError as error:
            lies = error.exhausted and engine.is_ample and _is_small(reading.source)
            if manifest.agreement is None or not (error.fatal or lies):
                raise
            damaged = f"{reading.source.path} cannot be read: it is damaged. Write it anew and send it again."
            raise _Fatal(Refusal(manifest.folder.name, damaged)) from None


def _is_small(source: Source) -> bool:
    """Say whether a file is one that no ample memory is too little for, if it is honest."""
    return source.handed_in is not None and source.handed_in.stat().st_size <= SMALL


def _staged(reading: Reading, together: Sequence[Reading]) -> Staged:
    """Stage a file; where it is refused, so are all of its contribution."""
    try:
        return stage(reading)
    except ContributionError:
        for each in together:
            forget(each.engine, each.index)
        raise


def _rates(engine: Engine, index: int, options: LoadOptions) -> list[Came]:
    """The rates of the run, as if a member had handed them in.

    Raises:
        ConfigError: The file cannot be used.
    """
    if options.rates is None:
        return []
    entry = FileEntry("rates", options.rates.name, None, corrects=False, columns={}, constants={}, options={})
    manifest = Manifest(options.rates.parent, "", "", "", "UTC", None, None, (entry,))
    try:
        sources = find(manifest, Place(unpacked(engine), options.keys))
        return [Came(manifest, tuple(_stage(engine, index, manifest, sources)))]
    except ContributionError as error:
        raise ConfigError(hidden(engine, str(error))) from None


def _still_valid(
    engine: Engine, staged: Sequence[Came], refusals: list[Refusal], as_of: dt.datetime | None
) -> Admitted:
    """Hold every agreement against the as-of date, which is the latest instant taken when nobody named one.

    A contribution whose own rows are later than its agreement goes first: its rows must not expire the others.
    """
    if as_of is not None:
        return Admitted(tuple(staged), tuple(refusals), as_of)
    last = {id(one): max(filter(None, (latest(engine, file) for file in one.files)), default=None) for one in staged}
    kept = [one for one in staged if _may_stay(engine, one, last[id(one)], refusals)]
    as_of = max((day for one in kept if (day := last[id(one)]) is not None), default=None)
    kept = [one for one in kept if _may_stay(engine, one, as_of, refusals)]
    return Admitted(tuple(kept), tuple(sorted(refusals, key=lambda refusal: refusal.contribution)), as_of)


def _may_stay(engine: Engine, contribution: Came, as_of: dt.datetime | None, refusals: list[Refusal]) -> bool:
    if contribution.manifest.agreement is None:
        return True  # the rates of the run
    try:
        admit(contribution.manifest, as_of)
    except ContributionError as error:
        refusals.append(_refusal(engine, contribution.manifest.folder.name, error))
        for file in contribution.files:
            forget(engine, file.index)
        return False
    return True
