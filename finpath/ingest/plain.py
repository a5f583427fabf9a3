"""A file as handed in (compressed, in any encoding) in, a plain file that the engine reads out."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import zstandard

from finpath.errors import ContributionError
from finpath.ingest.encoding import find_encoding

CHUNK = 1 << 22
HEAD = 1 << 14
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
NUL_MARK = "\U0010fffd"
BYTE_MARK = "\U0010fffc"
MARKS = (NUL_MARK, BYTE_MARK)
"""What stands, in the plain file, where the original has a NUL or bytes that are no text: never in real text."""

BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Unpacked:
    """A file without its compression.

    Args:
        path: Where it is.
        sha256: Of the bytes as handed in.
        head: How it starts.
    """

    path: Path
    sha256: str
    head: bytes


def unpack(path: Path, shown: str, folder: Path) -> Unpacked:
    """Hash a file and take gzip or zstd off it, known by their magic bytes.

    Raises:
        ContributionError: The compressed file is damaged or truncated.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        head = file.read(HEAD)
    plain = path
    if head.startswith((GZIP, ZSTD)):
        plain = folder / f"{digest[:16]}.plain"
        _decompress(path, plain, shown)
        with plain.open("rb") as file:
            head = file.read(HEAD)
    return Unpacked(plain, digest, head)


def _decompress(path: Path, plain: Path, shown: str) -> None:
    try:
        with path.open("rb") as raw, plain.open("wb") as out:
            for block in _gunzipped(raw) if raw.peek(2)[:2] == GZIP else _unzstd(raw):
                out.write(block)
    except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError):
        raise ContributionError(
            f"{shown} is damaged or truncated: its compression ends too early. Send it again."
        ) from None


def _gunzipped(raw: BinaryIO) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=raw) as packed:
        while block := packed.read(CHUNK):
            yield block


def _unzstd(raw: BinaryIO) -> Iterator[bytes]:
    """Frame after frame; a stream reader would take a truncated frame for the end of the file."""
    frame = zstandard.ZstdDecompressor().decompressobj()
    while block := raw.read(CHUNK):
        while block:
            if frame.eof:
                frame = zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(block)
            block = frame.unused_data
    if not frame.eof:
        raise EOFError


def as_utf8(path: Path, declared: str | None, shown: str, target: Path) -> Path:
    """Give a text file in UTF-8 without NUL; the file itself where it is so already, else a copy at the target.

    Raises:
        ContributionError: The declared encoding is none.
    """
    if declared is None and _is_clean(path):
        return path
    try:
        encoding = codecs.lookup(declared).name if declared else find_encoding(path)
    except LookupError:
        raise ContributionError(f'{shown}: the encoding "{declared}" is unknown; write it as "cp1252".') from None
    decoder = codecs.getincrementaldecoder(encoding)(errors="finpath-mark")
    with path.open("rb") as raw, target.open("w", encoding="utf-8", newline="") as out:
        while block := raw.read(CHUNK):
            out.write(decoder.decode(block).replace("\0", NUL_MARK))
        out.write(decoder.decode(b"", final=True))
    return target


def _is_clean(path: Path) -> bool:
    """Say whether a file is UTF-8 without a byte order mark or a NUL; as fast as memory allows for ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    pending = False
    with path.open("rb") as file:
        first = True
        while block := file.read(CHUNK):
            if (first and block.startswith(BOMS)) or b"\0" in block:
                return False
            first = False
            if pending or not block.isascii():
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    return False
                pending = bool(decoder.getstate()[0])
    return not pending


def _mark(error: UnicodeError) -> tuple[str, int]:
    return (BYTE_MARK, error.end if isinstance(error, UnicodeDecodeError) else 0)


codecs.register_error("finpath-mark", _mark)
