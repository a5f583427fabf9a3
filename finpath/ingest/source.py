"""The files of a contribution: found inside its folder only, hashed, decompressed and recognised by content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from finpath import plugins
from finpath.errors import ContributionError
from finpath.ingest.cards import IDENTIFIERS
from finpath.ingest.columns import provider_columns
from finpath.ingest.decode_text import Stamp, convert_to_utf8, decoded_head, file_stamp, unpack
from finpath.ingest.exports import describe_export
from finpath.ingest.foreign import describe_file
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso20022.definition import describe_message, extend_head, message_definition
from finpath.ingest.keys import Keys
from finpath.ingest.made import MadeFrom, as_made, read_footer
from finpath.ingest.manifest import FileEntry, Manifest
from finpath.ingest.paths import list_files, partitions
from finpath.ingest.surrogates import Surrogates
from finpath.tables.contract import TABLES, Type

NAMED = IDENTIFIERS | {column.name for table in TABLES.values() for column in table if column.type is Type.TOKEN}
"""Columns that name somebody or something."""

MOST_COLUMNS = 4096
"""Columns of a file; exports of whole databases have hundreds."""


@dataclass(frozen=True)
class ContributedFile:
    """A file of a contribution, ready to be read.

    Args:
        entry: What the manifest says of it.
        path: Relative to the contributions folder.
        sha256: Of the bytes as handed in.
        content: Of the bytes without their compression.
        format: What it was recognised as.
        request: What the format is asked for.
        original: Where it lies; None for a table in memory.
        stamp: What it was like when it was hashed.
        partitions: What the folders above it say of all its records.
        made: What it was made from at the member, where it says so.
    """

    entry: FileEntry
    path: str
    sha256: str
    content: str
    format: type[Format]
    request: Request
    original: Path | None
    stamp: Stamp
    partitions: Mapping[str, str | None]
    made: MadeFrom | None = None

    def records(self) -> Records:
        """How its records are read.

        Raises:
            ContributionError: The file as a whole is not what it says.
        """
        return self._with_partitions(as_made(self.format.records(self.request), self.made))

    def salvage(self) -> Records | None:
        """How the rest is read when single records are broken."""
        records = None if self.made else self.format.salvage(self.request)
        return None if records is None else self._with_partitions(records)

    def check_unchanged(self) -> None:
        """Hold the file against what was hashed, once it has been read.

        Raises:
            ContributionError: Somebody wrote to it meanwhile: nobody can say what was read.
        """
        if self.original is None:
            return
        if not self.original.exists() or file_stamp(self.original.stat()) != self.stamp:
            raise ContributionError(
                f"{self.path} changed while it was read; hand it in again when it is written to its end."
            )

    def _with_partitions(self, records: Records) -> Records:
        """Add what the folders say of the file, where the file does not say it itself."""
        if len(records.names) > MOST_COLUMNS:
            raise ContributionError(
                f"{self.path} has more than {MOST_COLUMNS:,} columns; leave out those that the contract does not know."
            )
        added = {name: value for name, value in self.partitions.items() if name not in records.names}
        return replace(
            records, names=(*records.names, *added), values=(*records.values, *map(_literal, added.values()))
        )


@dataclass(frozen=True)
class FileContext:
    """What files are found with.

    Args:
        folder: Where rewritten copies may go.
        keys: What surrogates are made with.
        hide: Takes card numbers out of the name of a file.
        halves: Whether surrogates are left for the hub to finish.
    """

    folder: Path
    keys: Keys
    hide: Callable[[str], str] = str
    halves: bool = False


def find_files(manifest: Manifest, place: FileContext) -> tuple[ContributedFile, ...]:
    """Find, hash and recognise every file of a contribution.

    Raises:
        ContributionError: A file is missing, outside the folder, damaged, or not what it says.
    """
    return tuple(_source(manifest, entry, path, place) for entry, path in list_files(manifest))


def source_of_file(manifest: Manifest, entry: FileEntry, path: Path, place: FileContext) -> ContributedFile:
    """Hash and recognise a file that lies anywhere, and that somebody has named.

    Raises:
        ContributionError: It is not there, damaged, or not what it says.
    """
    if not path.is_file():
        raise ContributionError(f"{manifest.folder.name}: there is no file {path}; correct its path.")
    return _recognised(manifest, entry, path, place)


def _source(manifest: Manifest, entry: FileEntry, path: Path, place: FileContext) -> ContributedFile:
    inside = path.relative_to(manifest.folder)
    found = _recognised(manifest, entry, path, place, inside.as_posix())
    made = read_footer(found.request.path, found.path) if entry.has_tokens and found.format.name == "parquet" else None
    if made is None:
        return replace(found, partitions=partitions(inside))
    own = place.hide(f"{manifest.submitter}/{made.path}")
    return replace(found, path=own, sha256=made.sha256, content=made.content, made=made)


def _recognised(
    manifest: Manifest, entry: FileEntry, path: Path, place: FileContext, inside: str = ""
) -> ContributedFile:
    inside = inside or path.name
    # Rates are of no provider's folder.
    label = place.hide(f"{manifest.folder.name}/{inside}" if manifest.provider_id else inside)
    unpacked = unpack(path, label, place.folder)
    head = decoded_head(extend_head(unpacked.path, unpacked.head), entry.options.get("encoding"), label)
    form = recognise(head, entry.format, label)
    if form.is_general and entry.format is None and "payer_ref" not in {*entry.columns, *entry.constants}:
        _refuse_nameless(head, label)
    text_path = unpacked.path
    if form.is_text:
        text_path = convert_to_utf8(
            text_path, entry.options.get("encoding"), label, place.folder / unpacked.sha256[:16]
        )
    where = text_path.absolute()  # whoever reads it may have been started in another folder
    format_request = replace(
        make_request(manifest, entry, place, label=label), path=where, has_marks=text_path != unpacked.path
    )
    return ContributedFile(
        entry,
        label,
        unpacked.sha256,
        unpacked.content,
        form,
        format_request,
        path,
        unpacked.stamp,
        {},
    )


def make_request(
    manifest: Manifest, entry: FileEntry, place: FileContext, *, label: str, content: pa.Table | None = None
) -> Request:
    """What a format is asked for, of a file or of a table in memory."""
    return Request(
        path=place.folder,
        label=label,
        options=entry.options,
        wanted=provider_columns(entry),
        texts=provider_columns(entry, Type.STRING, Type.TOKEN),
        ids=frozenset(name for ours in NAMED for name in entry.columns.get(ours, (ours,))),
        amounts=_only(entry, Type.MONEY),
        days=_only(entry, Type.INSTANT, Type.DATE),
        kind=manifest.kind,
        folder=place.folder,
        table=entry.table,
        surrogates=Surrogates(place.keys, manifest.provider_id, place.halves),
        content=content,
    )


def _only(entry: FileEntry, *kinds: Type) -> frozenset[str]:
    """The provider's columns that an entry has a use for as these types and as no other."""
    others = [kind for kind in Type if kind not in kinds]
    return provider_columns(entry, *kinds) - provider_columns(entry, *others)


def _literal(value: str | None) -> str:
    return "CAST(NULL AS STRING)" if value is None else "'" + value.replace("'", "''") + "'"


def _refuse_nameless(head: bytes, label: str) -> None:
    """Say what a report is that names no payer, where nobody has said who pays.

    Raises:
        ContributionError: It is one.
    """
    what = describe_export(head)
    if what is not None:
        raise ContributionError(f'{label} is {what}. To read it as any other CSV, say format = "csv".')


def recognise(head: bytes, declared: str | None, label: str) -> type[Format]:
    """Tell the format of a file by how it starts.

    Args:
        head: Its first bytes.
        declared: What its manifest calls the format, if anything.
        label: Its name in messages.

    Raises:
        ContributionError: It is of none that is known, or not of the one that is declared.
    """
    if not head.strip():
        raise ContributionError(
            f"{label} is empty; hand in the file with its rows, or take it out of contribution.toml."
        )
    formats = {form.name: form for form in plugins.classes("finpath.ingest.formats", Format)}  # type: ignore[type-abstract]
    if declared is not None and declared not in formats:
        raise ContributionError(f'{label}: the format "{declared}" is unknown; known are {", ".join(sorted(formats))}.')
    what = describe_message(message_definition(head) or "")
    if what is not None:
        raise ContributionError(f"{label} is {what}.")
    what = describe_file(head)
    if what is not None:
        raise ContributionError(f"{label} is of no known format: it is {what}.")
    fits = [form for form in formats.values() if form.recognises(head)]
    if declared is not None and formats[declared] not in fits:
        raise ContributionError(
            f"{label} is declared as {declared}, but its content is not; correct format or the file."
        )
    if not fits:
        raise ContributionError(f"{label} is of no known format; known are {', '.join(sorted(formats))}.")
    return formats[declared] if declared is not None else min(fits, key=lambda form: form.is_general)
