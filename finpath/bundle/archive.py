"""The files of a bundle as one tar, always the same bytes for the same files; and back, into a private folder.

What comes back is regular files in one folder, by names that a bundle can have: no link, no path, no other kind.
"""

from __future__ import annotations

import re
import shutil
import tarfile
from pathlib import Path

from finpath.errors import ContributionError

NAMES = re.compile(
    r"bundle\.toml|contribution\.toml|rejects\.parquet|rotation\.parquet|SHA256SUMS|SHA256SUMS\.minisig"
    r"|[0-9]{3,5}-(transactions|merchants|transfers|reports|rates)-[0-9]{5}\.parquet"
)
MOST_FILES = 20_000
LARGEST = 1 << 36
"""Bytes of a bundle, and of all of its files."""

BLOCK = 1 << 20


def pack_files(folder: Path, out: Path) -> None:
    """Write the files of a folder into a tar: sorted, of nobody, of no time."""
    with tarfile.open(out, "w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(folder.iterdir()):
            about = tarfile.TarInfo(path.name)
            about.size, about.mode = path.stat().st_size, 0o644
            with path.open("rb") as content:
                archive.addfile(about, content)


def unpack_files(packed: Path, folder: Path) -> None:
    """Take the files out of a tar.

    Raises:
        ContributionError: It holds what no bundle holds, or is damaged.
    """
    size, seen = packed.stat().st_size, set[str]()
    try:
        with tarfile.open(packed, "r:") as archive:
            for about in archive:
                _check(about, seen, size)
                seen.add(about.name)
                content = archive.extractfile(about)
                assert content is not None, "a regular file has content"  # noqa: S101
                with (folder / about.name).open("xb") as out:
                    shutil.copyfileobj(content, out, BLOCK)
                if (folder / about.name).stat().st_size != about.size:
                    raise _refusal("is cut off")
    except (tarfile.TarError, OSError, ValueError, EOFError):
        raise _refusal("is no tar, or damaged") from None
    if not seen:
        raise _refusal("holds no file")


def _check(about: tarfile.TarInfo, seen: set[str], size: int) -> None:
    if about.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or about.issparse() or about.pax_headers:
        raise _refusal("holds a link, a folder, a device or another thing that is no plain file")
    if not NAMES.fullmatch(about.name):
        raise _refusal("holds a file by a name that no bundle has")
    if about.name in seen:
        raise _refusal("holds a file twice")
    if len(seen) >= MOST_FILES or about.size > min(size, LARGEST):
        raise _refusal("holds more than it can")


def _refusal(fault: str) -> ContributionError:
    return ContributionError(f"The archive in the bundle {fault}; nothing of it was taken.")
