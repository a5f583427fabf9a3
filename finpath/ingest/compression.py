"""Decompresses gzip, zstd and single-file zip, and refuses files that expand beyond what payments can."""

from __future__ import annotations

import errno
import gzip
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

from finpath.errors import ContributionError

CHUNK = 1 << 22
SMALL = 1 << 12
"""Bytes of zstd that are unpacked at once: they can become a hundred megabytes, and no more."""

GZIP, ZSTD, ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
TIMES = 200
"""How many times its packed size a file of payments may have; they pack to a tenth or so."""

ALWAYS = 1 << 28
"""Bytes that any file may unpack to."""

DAMAGE = (
    *(EOFError, RuntimeError, ValueError, OverflowError, struct.error),
    *(zlib.error, gzip.BadGzipFile, zstandard.ZstdError, zipfile.BadZipFile),
)
"""What is raised by a compressed file that is not whole, or that lies of its parts."""

PARTS = 10_000
"""Files that the directory of a zip may name."""


def is_compressed(head: bytes) -> bool:
    """Say whether a file that starts so is compressed; a workbook is a zip too, and is read as it is."""
    return head.startswith((GZIP, ZSTD)) or (head.startswith(ZIP) and not is_workbook(head))


def is_workbook(head: bytes) -> bool:
    """Say whether a zip that starts so is one of the Office formats: their parts have names of their own."""
    return any(name in head for name in (b"[Content_Types].xml", b"_rels/.rels", b"xl/", b"mimetype"))


def decompress(path: Path, target: Path, label: str) -> None:
    """Write what is in a compressed file.

    Args:
        path: The compressed file.
        target: Where its content goes.
        label: Its name in messages.

    Raises:
        ContributionError: It is damaged or truncated, a zip of several files, or unpacks to more than it can hold.
    """
    limit = size_limit(path.stat().st_size)
    size = 0
    try:
        with path.open("rb") as raw, target.open("wb") as out:
            for block in _decompressor(raw, label)():
                size += len(block)
                if size > limit:
                    raise bomb_refusal(label, limit)
                out.write(block)
    except (*DAMAGE, OSError) as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # the disk, and not the file
            raise
        raise ContributionError(
            f"{label} is damaged or truncated: its compression ends too early. Send it again."
        ) from None


def size_limit(compressed_size: int) -> int:
    """How many bytes may come out of so many packed ones."""
    return max(ALWAYS, TIMES * compressed_size)


def bomb_refusal(label: str, limit: int) -> ContributionError:
    """The refusal of a file that unpacks to more than payments can."""
    return ContributionError(
        f"{label} unpacks to more than {limit / 1e6:,.0f} MB, {TIMES} times its size: no file of payments does. "
        "Send it less compressed, or in parts."
    )


def _decompressor(raw: BinaryIO, label: str) -> Callable[[], Iterator[bytes]]:
    head = raw.read(4)
    raw.seek(0)
    if head.startswith(GZIP):
        return lambda: _gunzip(raw)
    return (lambda: _unzip(raw, label)) if head == ZIP else (lambda: _unzstd(raw))


def _gunzip(raw: BinaryIO) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=raw) as packed:
        while block := packed.read(CHUNK):
            yield block


def _unzstd(raw: BinaryIO) -> Iterator[bytes]:
    """Frame after frame; a stream reader would take a truncated frame for the end of the file."""
    frame = zstandard.ZstdDecompressor().decompressobj()
    while block := raw.read(SMALL):
        while block:
            if frame.eof:
                frame = zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(block)
            block = frame.unused_data
    if not frame.eof:
        raise EOFError


def _unzip(raw: BinaryIO, label: str) -> Iterator[bytes]:
    """The one file of a zip; the name that it has there is not used for anything."""
    with zipfile.ZipFile(raw) as packed:
        parts = [part for part in packed.infolist() if not part.is_dir()]
        if len(parts) != 1:
            raise ContributionError(f"{label} is a zip of {len(parts):,} files; hand in each file by itself.")
        if parts[0].flag_bits & 1:
            raise ContributionError(f"{label} is a zip with a password; hand in the file itself.")
        with packed.open(parts[0]) as part:
            while block := part.read(CHUNK):
                yield block
