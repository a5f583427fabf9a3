"""A manifest in, its files out: found inside the folder only, hashed, unpacked and recognised by content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from finpath import plugins
from finpath.errors import ContributionError
from finpath.ingest import formats
from finpath.ingest.columns import wanted
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.keys import Keys
from finpath.ingest.manifest import FileEntry, Manifest
from finpath.ingest.plain import as_utf8, unpack
from finpath.ingest.surrogates import Surrogates


@dataclass(frozen=True)
class Source:
    """A file of a contribution, ready to be read.

    Args:
        entry: What the manifest says of it.
        path: Relative to the contributions folder.
        sha256: Of the bytes as handed in.
        format: What it was recognised as.
        request: What the format is asked for.
    """

    entry: FileEntry
    path: str
    sha256: str
    format: type[Format]
    request: Request

    def records(self) -> Records:
        """How its records are read."""
        return self.format.records(self.request)

    def mended(self) -> Records | None:
        """How the rest is read when single records are broken."""
        return self.format.mended(self.request)


def find(manifest: Manifest, folder: Path, keys: Keys) -> tuple[Source, ...]:
    """Find, hash and recognise every file of a contribution.

    Args:
        manifest: What the member says.
        folder: Where rewritten copies may go.
        keys: What surrogates are made with.

    Raises:
        ContributionError: A file is missing, outside the folder, damaged, or not what it says.
    """
    found = [(entry, path) for entry in manifest.files for path in _paths(manifest, entry)]
    named = [(entry.table, path) for entry, path in found]
    twice = sorted({path.name for table, path in named if named.count((table, path)) > 1})
    if twice:
        raise ContributionError(
            f"{manifest.folder.name}: {twice[0]} is named twice for one table in contribution.toml; name it once."
        )
    return tuple(_source(manifest, entry, path, folder, keys) for entry, path in found)


def _paths(manifest: Manifest, entry: FileEntry) -> list[Path]:
    root = manifest.folder.resolve()
    if Path(entry.path).is_absolute() or ".." in Path(entry.path).parts:
        raise _outside(manifest, entry.path)
    found = sorted(path for path in manifest.folder.glob(entry.path) if path.is_file())
    for path in found:
        if not path.resolve().is_relative_to(root):
            raise _outside(manifest, str(path.relative_to(manifest.folder)))
    if not found:
        raise ContributionError(
            f"{manifest.folder.name}: there is no file {entry.path}; add it, or correct path in contribution.toml."
        )
    return found


def _outside(manifest: Manifest, path: str) -> ContributionError:
    return ContributionError(
        f"{manifest.folder.name}: {path} lies outside the contribution's folder; put the file itself inside."
    )


def _source(manifest: Manifest, entry: FileEntry, path: Path, folder: Path, keys: Keys) -> Source:
    inside = path.relative_to(manifest.folder).as_posix()
    shown = f"{manifest.folder.name}/{inside}" if manifest.provider_id else inside  # rates are of no provider's folder
    unpacked = unpack(path, shown, folder)
    form = _recognised(unpacked.head, entry.format, shown)
    plain = unpacked.path
    if form.is_text:
        plain = as_utf8(plain, entry.options.get("encoding"), shown, folder / unpacked.sha256[:16])
    request = Request(
        path=plain,
        shown=shown,
        options=entry.options,
        wanted=wanted(entry),
        folder=folder,
        table=entry.table,
        surrogates=Surrogates(keys, manifest.provider_id),
        marked=plain != unpacked.path,
    )
    return Source(entry, shown, unpacked.sha256, form, request)


def _recognised(head: bytes, declared: str | None, shown: str) -> type[Format]:
    if not head.strip():
        raise ContributionError(
            f"{shown} is empty; hand in the file with its rows, or take it out of contribution.toml."
        )
    known = {form.name: form for form in plugins.classes(formats, Format)}  # type: ignore[type-abstract]
    if declared is not None and declared not in known:
        raise ContributionError(f'{shown}: the format "{declared}" is unknown; known are {", ".join(sorted(known))}.')
    fits = [form for form in known.values() if form.recognises(head)]
    if declared is not None and known[declared] not in fits:
        raise ContributionError(
            f"{shown} is declared as {declared}, but its content is not; correct format or the file."
        )
    if not fits:
        raise ContributionError(f"{shown} is of no known format; known are {', '.join(sorted(known))}.")
    return known[declared] if declared is not None else fits[0]
