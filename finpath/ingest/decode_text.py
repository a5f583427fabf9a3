"""Prepares a contributed file for reading: hashed, decompressed, and text converted to UTF-8."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from finpath.errors import ContributionError
from finpath.ingest.compression import CHUNK, decompress, is_compressed
from finpath.ingest.encoding import find_encoding, holds_utf8

HEAD = 1 << 14
HALF_LINE = 1 << 23
"""Half the bytes that the engine takes for one line; what is longer would have to be held in memory whole."""

PIECE = 1 << 16
NO_TEXT = ("", "unicode_escape", "raw_unicode_escape", "idna", "punycode")
"""What Python calls encodings of text and nobody writes a file in."""

UTF8 = re.compile(r"utf[-_]?8|ascii")
WIDE = re.compile(r"utf[-_]?(16|32)")
"""Encodings, by their proper names."""

NUL_MARK = "\U0010fffd"
BYTE_MARK = "\U0010fffc"
MARKS = (NUL_MARK, BYTE_MARK)
"""What stands, in the plain file, where the original has a NUL or bytes that are no text: never in real text."""

BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # one of UTF-32 has NUL

Stamp = tuple[int, ...]
"""What changes whenever somebody writes to a file."""


@dataclass(frozen=True)
class UnpackedFile:
    """A file without its compression.

    Args:
        path: Where it is.
        sha256: Of the bytes as handed in.
        content: SHA-256 without the compression: a file that is packed anew has the same rows.
        head: How it starts.
        stamp: Of the file as handed in, when it was hashed.
    """

    path: Path
    sha256: str
    content: str
    head: bytes
    stamp: Stamp


def unpack(path: Path, label: str, folder: Path) -> UnpackedFile:
    """Hash a file and take its compression off, known by its magic bytes.

    Raises:
        ContributionError: It cannot be opened, or what is compressed is damaged, truncated or a bomb.
    """
    with _open_regular(path, label) as file:
        stamp = file_stamp(os.fstat(file.fileno()))
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        head = file.read(HEAD)
    target, content = path, digest
    if is_compressed(head):
        target = folder / f"{digest[:16]}.plain"
        decompress(path, target, label)
        with target.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            head = file.read(HEAD)
    return UnpackedFile(target, digest, content, head, stamp)


def file_stamp(status: os.stat_result) -> Stamp:
    """What changes whenever somebody writes to a file, or puts another in its place."""
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _open_regular(path: Path, label: str) -> BufferedReader:
    """Open a regular file; a pipe or a device would never end, and is not even waited for.

    Raises:
        ContributionError: It is none, or may not be read.
    """
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        if stat.S_ISREG(os.fstat(file).st_mode):
            return os.fdopen(file, "rb")
        os.close(file)
    except OSError as error:
        raise ContributionError(f"{label} cannot be opened: {error.strerror}. Correct its rights.") from None
    raise ContributionError(f"{label} is a pipe, a device or a socket; hand in a file.")


def convert_to_utf8(path: Path, declared: str | None, label: str, target: Path) -> Path:
    """Give a text file in UTF-8 without NUL; the file itself where it is so already, else a copy at the target.

    Raises:
        ContributionError: The declared encoding is none.
    """
    if not declared and _is_clean(path):
        return path
    encoding = canonical_encoding(declared, label) if declared else find_encoding(path)
    if declared and holds_utf8(path) and not UTF8.match(encoding) and not WIDE.match(encoding):
        raise ContributionError(
            f'{label} is in UTF-8, and declared as encoding = "{declared}", which would make other letters of it; '
            "leave encoding out of [files.options]."
        )
    _rewrite(path, target, encoding)
    return target


def decoded_head(head: bytes, declared: str | None, label: str) -> bytes:
    """How a file starts, in UTF-8, where it is in an encoding of two bytes or four and it or its manifest says so.

    Raises:
        ContributionError: The declared encoding is none.
    """
    if declared is None and head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        declared = "utf-32"  # its mark begins as that of UTF-16 does
    elif declared is None and head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        declared = "utf-16"
    if declared is None or not WIDE.match(canonical_encoding(declared, label)):
        return head
    return head.decode(declared, errors="ignore").lstrip("\ufeff").encode(errors="ignore")


def check_lines(path: Path, label: str) -> None:
    """Hold a text with a record a line against what the engine takes for one line.

    Raises:
        ContributionError: A record has no end.
    """
    if _is_endless(path):
        raise ContributionError(
            f"{label} has a line of more than {HALF_LINE >> 20} MB: it is not text with a record a line; "
            "write it with line ends."
        )


def canonical_encoding(declared: str, label: str) -> str:
    """The proper name of an encoding that a manifest declares.

    Raises:
        ContributionError: There is none of that name, or it is none of text.
    """
    try:
        b"a".decode(declared, "replace")  # what is no encoding of text, as zlib, is none here
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        name = ""
    if name.replace("-", "_") in NO_TEXT:
        raise ContributionError(f'{label}: the encoding "{declared}" is unknown; write it as "cp1252".')
    return name


def _rewrite(path: Path, target: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)(errors="finpath-mark")
    with path.open("rb") as raw, target.open("w", encoding="utf-8", errors="replace", newline="") as out:
        start = True
        while block := raw.read(CHUNK):
            text = decoder.decode(block).replace("\0", NUL_MARK)
            out.write(text.removeprefix("\ufeff") if start else text)
            start = False
        out.write(decoder.decode(b"", final=True))


def _is_endless(path: Path) -> bool:
    """Say whether half of a longest line passes without a line end; only the start of each part is read as a rule."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for start in range(0, size - HALF_LINE + 1, HALF_LINE):
            file.seek(start)
            if not any(b"\n" in piece or b"\r" in piece for piece in _half_line(file)):
                return True
    return False


def _half_line(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of half a line, in pieces."""
    for _ in range(HALF_LINE // PIECE):
        yield file.read(PIECE)


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


def _mark_bad_bytes(error: UnicodeError) -> tuple[str, int]:
    return (BYTE_MARK, error.end if isinstance(error, UnicodeDecodeError) else 0)


codecs.register_error("finpath-mark", _mark_bad_bytes)
