"""A manifest in, the files that it names out: regular files inside the contribution's folder, each once for a table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import unquote

from finpath.errors import ContributionError
from finpath.ingest.manifest import FileEntry, Manifest

MOST_FILES = 10_000
"""Files of one entry; each of them costs several statements of the engine."""

NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""What partitioned folders call a value that is missing."""


def named_files(manifest: Manifest) -> list[tuple[FileEntry, Path]]:
    """Every entry with the files that its path or glob names, in the order of the manifest, then by name.

    Raises:
        ContributionError: A file is missing, named twice, no regular file, or outside the folder; or they are too many.
    """
    found = [(entry, path) for entry in manifest.files for path in _files(manifest, entry)]
    times = Counter((entry.table, path) for entry, path in found)
    twice = sorted(path.name for (_, path), count in times.items() if count > 1)
    if twice:
        raise ContributionError(
            f"{manifest.folder.name}: {twice[0]} is named twice for one table in contribution.toml; name it once."
        )
    return found


def partitions(inside: Path) -> dict[str, str | None]:
    """What the folders of a partitioned table say of a file: columns that are not in the file itself.

    >>> partitions(Path("country=NL/day=2026-01-01/part-0.parquet"))
    {'country': 'NL', 'day': '2026-01-01'}
    """
    pairs = (folder.split("=", 1) for folder in inside.parent.parts if "=" in folder)
    return {unquote(name): None if value == NO_VALUE else unquote(value) for name, value in pairs if name}


def _files(manifest: Manifest, entry: FileEntry) -> list[Path]:
    root = manifest.folder.resolve()
    found = []
    for path in _matching(manifest, entry):
        if not _is_inside(path, root):
            raise _outside(manifest, str(path.relative_to(manifest.folder)))
        if not path.is_dir() and not path.is_file():
            raise ContributionError(
                f"{manifest.folder.name}: {path.name} is a pipe, a device or a link to nothing; hand in a file."
            )
        found += [] if path.is_dir() else [path]
    if not found:
        raise ContributionError(
            f"{manifest.folder.name}: there is no file {entry.path}; add it, or correct path in contribution.toml."
        )
    return sorted(found)


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # links in a circle
        return False


def _matching(manifest: Manifest, entry: FileEntry) -> list[Path]:
    if Path(entry.path).is_absolute() or ".." in Path(entry.path).parts:
        raise _outside(manifest, entry.path)
    found: list[Path] = []
    try:
        for path in manifest.folder.glob(entry.path):
            found.append(path)
            if len(found) > MOST_FILES:
                raise ContributionError(
                    f"{manifest.folder.name}: {entry.path} names more than {MOST_FILES:,} files; join them to fewer."
                )
    except (ValueError, IndexError, NotImplementedError, RecursionError, OSError):
        raise ContributionError(
            f"{manifest.folder.name}: {entry.path} is no path and no glob; correct path in contribution.toml."
        ) from None
    return found


def _outside(manifest: Manifest, path: str) -> ContributionError:
    return ContributionError(
        f"{manifest.folder.name}: {path} lies outside the contribution's folder; put the file itself inside."
    )
