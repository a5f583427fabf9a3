"""A manifest in, its files out: found inside the folder only, hashed, unpacked and recognised by content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from finpath import plugins
from finpath.errors import ContributionError
from finpath.ingest.columns import wanted
from finpath.ingest.decode_text import Stamp, as_utf8, stamp, unpack
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.keys import Keys
from finpath.ingest.manifest import FileEntry, Manifest
from finpath.ingest.paths import named_files, partitions
from finpath.ingest.surrogates import Surrogates
from finpath.tables.contract import Type

MOST_COLUMNS = 4096
"""Columns of a file; exports of whole databases have hundreds."""


@dataclass(frozen=True)
class Source:
    """A file of a contribution, ready to be read.

    Args:
        entry: What the manifest says of it.
        path: Relative to the contributions folder.
        sha256: Of the bytes as handed in.
        content: Of the bytes without their compression.
        format: What it was recognised as.
        request: What the format is asked for.
        handed_in: Where it lies; None for a table in memory.
        stamp: What it was like when it was hashed.
        partitions: What the folders above it say of all its records.
    """

    entry: FileEntry
    path: str
    sha256: str
    content: str
    format: type[Format]
    request: Request
    handed_in: Path | None
    stamp: Stamp
    partitions: Mapping[str, str | None]

    def records(self) -> Records:
        """How its records are read.

        Raises:
            ContributionError: The file as a whole is not what it says.
        """
        return self._with_partitions(self.format.records(self.request))

    def mended(self) -> Records | None:
        """How the rest is read when single records are broken."""
        records = self.format.mended(self.request)
        return None if records is None else self._with_partitions(records)

    def check_unchanged(self) -> None:
        """Hold the file against what was hashed, once it has been read.

        Raises:
            ContributionError: Somebody wrote to it meanwhile: nobody can say what was read.
        """
        if self.handed_in is None:
            return
        if not self.handed_in.exists() or stamp(self.handed_in.stat()) != self.stamp:
            raise ContributionError(
                f"{self.path} changed while it was read; hand it in again when it is written to its end."
            )

    def _with_partitions(self, records: Records) -> Records:
        """Add what the folders say of the file, where the file does not say it itself."""
        if len(records.names) > MOST_COLUMNS:
            raise ContributionError(
                f"{self.path} has more than {MOST_COLUMNS:,} columns; leave out those that the contract does not know."
            )
        said = {name: value for name, value in self.partitions.items() if name not in records.names}
        return replace(records, names=(*records.names, *said), values=(*records.values, *map(_literal, said.values())))


@dataclass(frozen=True)
class Place:
    """What files are found with.

    Args:
        folder: Where rewritten copies may go.
        keys: What surrogates are made with.
        hide: Takes card numbers out of the name of a file.
    """

    folder: Path
    keys: Keys
    hide: Callable[[str], str] = str


def find(manifest: Manifest, place: Place) -> tuple[Source, ...]:
    """Find, hash and recognise every file of a contribution.

    Raises:
        ContributionError: A file is missing, outside the folder, damaged, or not what it says.
    """
    return tuple(_source(manifest, entry, path, place) for entry, path in named_files(manifest))


def _source(manifest: Manifest, entry: FileEntry, path: Path, place: Place) -> Source:
    inside = path.relative_to(manifest.folder).as_posix()
    # Rates are of no provider's folder.
    shown = place.hide(f"{manifest.folder.name}/{inside}" if manifest.provider_id else inside)
    unpacked = unpack(path, shown, place.folder)
    form = _recognised(unpacked.head, entry.format, shown)
    plain = unpacked.path
    if form.is_text:
        plain = as_utf8(plain, entry.options.get("encoding"), shown, place.folder / unpacked.sha256[:16])
    where = plain.absolute()  # whoever reads it may have been started in another folder
    asked = replace(request(manifest, entry, place, shown=shown), path=where, marked=plain != unpacked.path)
    return Source(
        entry, shown, unpacked.sha256, unpacked.content, form, asked, path, unpacked.stamp, partitions(Path(inside))
    )


def request(
    manifest: Manifest, entry: FileEntry, place: Place, *, shown: str, content: pa.Table | None = None
) -> Request:
    """What a format is asked for, of a file or of a table in memory."""
    return Request(
        path=place.folder,
        shown=shown,
        options=entry.options,
        wanted=wanted(entry),
        texts=wanted(entry, Type.STRING, Type.TOKEN),
        kind=manifest.kind,
        folder=place.folder,
        table=entry.table,
        surrogates=Surrogates(place.keys, manifest.provider_id),
        content=content,
    )


def _literal(value: str | None) -> str:
    return "CAST(NULL AS STRING)" if value is None else "'" + value.replace("'", "''") + "'"


def _recognised(head: bytes, declared: str | None, shown: str) -> type[Format]:
    if not head.strip():
        raise ContributionError(
            f"{shown} is empty; hand in the file with its rows, or take it out of contribution.toml."
        )
    known = {form.name: form for form in plugins.classes("finpath.ingest.formats", Format)}  # type: ignore[type-abstract]
    if declared is not None and declared not in known:
        raise ContributionError(f'{shown}: the format "{declared}" is unknown; known are {", ".join(sorted(known))}.')
    fits = [form for form in known.values() if form.recognises(head)]
    if declared is not None and known[declared] not in fits:
        raise ContributionError(
            f"{shown} is declared as {declared}, but its content is not; correct format or the file."
        )
    if not fits:
        raise ContributionError(f"{shown} is of no known format; known are {', '.join(sorted(known))}.")
    return known[declared] if declared is not None else min(fits, key=lambda form: form.is_general)
