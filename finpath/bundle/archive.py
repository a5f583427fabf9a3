"""The files of a bundle as one tar, always the same bytes for the same files; and back, into a private folder.

What comes back is regular files in one folder, by names that a bundle can have: no link, no path, no other kind. Each
header is read by itself, and none says anything of another: what tar knows beyond that is what attacks are made of.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from finpath.errors import ContributionError

NAMES = re.compile(
    r"bundle\.toml|contribution\.toml|rejects\.parquet|rotation\.parquet|SHA256SUMS|SHA256SUMS\.minisig"
    r"|[0-9]{3,5}-(transactions|merchants|transfers|reports|rates)-[0-9]{5}\.parquet"
)
MOST_FILES = 20_000
LARGEST = 1 << 36
"""Bytes of a bundle, and of all of its files."""

WHOLE = {
    "bundle.toml": 1 << 20,
    "contribution.toml": 1 << 20,
    "SHA256SUMS": 1 << 22,
    "SHA256SUMS.minisig": 1 << 12,
}
"""Bytes of files that are read in one piece, at most."""

BLOCK = 1 << 20
UNIT = tarfile.BLOCKSIZE
END = bytes(UNIT)


def pack_files(folder: Path, out: Path) -> None:
    """Write the files of a folder into a tar: sorted, of nobody, of no time."""
    with tarfile.open(out, "w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(folder.iterdir()):
            with path.open("rb") as content:
                archive.addfile(_header(path.name, path.stat().st_size), content)


def _header(name: str, size: int) -> tarfile.TarInfo:
    about = tarfile.TarInfo(name)
    about.size, about.mode = size, 0o644
    return about


def pack_contents(files: Mapping[str, bytes]) -> bytes:
    """The same of what is in memory: nothing of it touches a disk in clear."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            archive.addfile(_header(name, len(files[name])), io.BytesIO(files[name]))
    return out.getvalue()


def unpack_contents(packed: bytes, names: re.Pattern[str]) -> dict[str, bytes]:
    """Take the files out of a tar that is in memory.

    Args:
        packed: The tar.
        names: What its files may be called.

    Raises:
        ContributionError: It holds what it never holds, or is damaged.
    """
    files: dict[str, bytes] = {}
    try:
        archive = io.BytesIO(packed)
        for about in _headers(archive):
            _check(about, set(files), len(packed), names)
            out = io.BytesIO()
            _copy(archive, out, about.size)
            files[about.name] = out.getvalue()
    except (tarfile.TarError, ValueError):
        raise _refusal("is no tar, or damaged") from None
    return files


def unpack_files(packed: Path, folder: Path) -> None:
    """Take the files out of a tar.

    Raises:
        ContributionError: It holds what no bundle holds, or is damaged.
    """
    size, seen = packed.stat().st_size, set[str]()
    try:
        with packed.open("rb") as archive:
            for about in _headers(archive):
                _check(about, seen, size, NAMES)
                seen.add(about.name)
                with (folder / about.name).open("xb") as out:
                    _copy(archive, out, about.size)
    except (tarfile.TarError, OSError, ValueError):
        raise _refusal("is no tar, or damaged") from None
    if not seen:
        raise _refusal("holds no file")


def _headers(archive: BinaryIO) -> Iterator[tarfile.TarInfo]:
    """The headers of a tar, up to the empty one that ends it; whoever asks for the next has read what is between."""
    while (header := archive.read(UNIT)) != END:
        yield tarfile.TarInfo.frombuf(header, "ascii", "strict")


def _copy(archive: BinaryIO, out: BinaryIO, size: int) -> None:
    """Write one file of a tar, and go on behind what fills its last block."""
    left = size
    while left and (content := archive.read(min(left, BLOCK))):
        out.write(content)
        left -= len(content)
    if left or len(archive.read(-size % UNIT)) < -size % UNIT:
        raise _refusal("is cut off")


def _check(about: tarfile.TarInfo, seen: set[str], size: int, names: re.Pattern[str]) -> None:
    if about.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
        raise _refusal("holds a link, a folder, a device or another thing that is no plain file")
    if not names.fullmatch(about.name):
        raise _refusal("holds a file by a name that no bundle has")
    if about.name in seen:
        raise _refusal("holds a file twice")
    if len(seen) >= MOST_FILES or not 0 <= about.size <= min(size, WHOLE.get(about.name, LARGEST)):
        raise _refusal("holds more than it can")


def _refusal(fault: str) -> ContributionError:
    return ContributionError(f"The archive in the bundle {fault}; nothing of it was taken.")
