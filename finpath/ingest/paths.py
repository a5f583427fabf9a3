"""The files that a manifest names: regular files inside the contribution's folder, each once for a table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import unquote

from finpath.errors import ConfigError, ContributionError
from finpath.ingest.manifest import FileEntry, Manifest

MOST_FILES = 10_000
"""Files of one entry; each of them costs several statements of the engine."""

NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""What partitioned folders call a value that is missing."""


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


def list_files(manifest: Manifest) -> list[tuple[FileEntry, Path]]:
    """Every entry with the files that its path or glob names, in the order of the manifest, then by name.

    Raises:
        ContributionError: A file is missing, named twice, no regular file, or outside the folder; or they are too many.
    """
    pairs = [(entry, path) for entry in manifest.files for path in _files_of_entry(manifest, entry)]
    times = Counter((entry.table, path) for entry, path in pairs)
    twice = sorted(path.name for (_, path), count in times.items() if count > 1)
    if twice:
        raise ContributionError(
            f"{manifest.folder.name}: {twice[0]} is named twice for one table in contribution.toml; name it once."
        )
    return pairs


def partitions(inside: Path) -> dict[str, str | None]:
    """What the folders of a partitioned table say of a file: columns that are not in the file itself.

    >>> partitions(Path("country=NL/day=2026-01-01/part-0.parquet"))
    {'country': 'NL', 'day': '2026-01-01'}
    """
    pairs = (folder.split("=", 1) for folder in inside.parent.parts if "=" in folder)
    return {unquote(name): None if value == NO_VALUE else unquote(value) for name, value in pairs if name}


def _files_of_entry(manifest: Manifest, entry: FileEntry) -> list[Path]:
    root = manifest.folder.resolve()
    files = []
    for path in _match_pattern(manifest, entry):
        if not _is_inside(path, root):
            raise _outside_refusal(manifest, str(path.relative_to(manifest.folder)))
        if not path.is_dir() and not path.is_file():
            raise ContributionError(
                f"{manifest.folder.name}: {path.name} is a pipe, a device or a link to nothing; hand in a file."
            )
        files += [] if path.is_dir() else [path]
    if not files:
        raise ContributionError(
            f"{manifest.folder.name}: there is no file {entry.path}; add it, or correct path in contribution.toml."
        )
    return sorted(files)


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # links in a circle
        return False


def _match_pattern(manifest: Manifest, entry: FileEntry) -> list[Path]:
    if Path(entry.path).is_absolute() or ".." in Path(entry.path).parts:
        raise _outside_refusal(manifest, entry.path)
    paths: list[Path] = []
    try:
        for path in manifest.folder.glob(entry.path):
            paths.append(path)
            if len(paths) > MOST_FILES:
                raise ContributionError(
                    f"{manifest.folder.name}: {entry.path} names more than {MOST_FILES:,} files; join them to fewer."
                )
    except (ValueError, IndexError, NotImplementedError, RecursionError, OSError):
        raise ContributionError(
            f"{manifest.folder.name}: {entry.path} is no path and no glob; correct path in contribution.toml."
        ) from None
    return paths


def _outside_refusal(manifest: Manifest, path: str) -> ContributionError:
    return ContributionError(
        f"{manifest.folder.name}: {path} lies outside the contribution's folder; put the file itself inside."
    )
