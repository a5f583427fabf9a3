"""Framing, encoding and fields of ISO 8583 messages, as the clearing files of Mastercard's IPM use them.

The framing and the lengths of the fields are `cardutil`'s. Its own reader of messages is not used: it writes every
record, card number included, to its debug log and into its errors, and takes ten times as long.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from cardutil.config import config
from cardutil.mciipm import Unblock1014

ASCII, EBCDIC = "latin-1", "cp500"
BLOCK = 1014
SMALLEST, LARGEST = 20, 6000
"""Bytes of a message: its type and bitmap alone, and what `cardutil` takes."""

TRIED = 50
"""Messages that are looked at to tell how a file is framed."""

PREFIXES = {"FIXED": 0, "LLVAR": 2, "LLLVAR": 3}
FIELDS = {
    int(bit): (PREFIXES[str(said["field_type"])], int(str(said["field_length"])))
    for bit, said in cast("dict[str, dict[str, object]]", config["bit_config"]).items()
}
"""Bit to the digits that say its length, and its length where there are none."""

PRIVATE = ("DE48", "DE62", "DE123", "DE124", "DE125")
"""Fields that hold private data subelements: a tag of four digits, a length of three, the value."""


@dataclass(frozen=True)
class Framing:
    """How the messages of a file are laid out.

    Args:
        blocked: Whether every 1012 bytes are followed by two of filling.
        encoding: Of its texts.
    """

    blocked: bool
    encoding: str


@dataclass(frozen=True)
class RawMessage:
    """One message as bytes; without them, the key of what is wrong: cut, length, or end where no end is marked."""

    content: bytes
    fault: str = ""


def is_message(head: bytes) -> bool:
    """Say whether a length, a message type and a bitmap stand at the start, and nothing that a text begins with."""
    return len(head) >= SMALLEST + 4 and SMALLEST <= _length(head) <= LARGEST and _is_type(head[4:8])


def find_framing(path: Path, encoding: str | None = None) -> Framing:
    """Find the framing in which most messages can be read."""
    with path.open("rb") as file:
        first = file.read(8)
    ebcdic = first[4:5] == "1".encode(EBCDIC)
    read = {blocked: sum(_is_type(piece.content[:4]) for piece in islice(raw_messages(path, blocked=blocked), TRIED))
            for blocked in (False, True)}  # fmt: skip
    return Framing(read[True] > read[False], encoding or (EBCDIC if ebcdic else ASCII))


def raw_messages(path: Path, *, blocked: bool) -> Iterator[RawMessage]:
    """The messages of a file up to the mark of its end, or to where it breaks."""
    with path.open("rb") as raw:
        file = cast("BinaryIO", Unblock1014(raw)) if blocked else raw
        while len(head := file.read(4)) == 4:  # noqa: PLR2004 - a length is four bytes
            length = _length(head)
            if length == 0:
                return
            if not SMALLEST <= length <= LARGEST:
                yield RawMessage(b"", "length")
                return
            content = file.read(length)
            if len(content) < length:
                yield RawMessage(b"", "cut")
                return
            yield RawMessage(content)
        yield RawMessage(b"", "cut" if head else "end")


def fields(content: bytes, encoding: str) -> dict[str, str]:
    """The fields of a message by name: MTI, DE2, PDS0025 and so on.

    Raises:
        ValueError: Lengths and bitmap do not fit; the text of the error holds nothing of the message.
    """
    values = {"MTI": content[:4].decode(encoding)}
    place = SMALLEST
    for name, prefix, length in _layout(content[4:20]):
        size = _number(content[place : place + prefix].decode(encoding)) if prefix else length
        end = place + prefix + size
        if end > len(content):
            raise ValueError(name)
        values[name] = content[place + prefix : end].decode(encoding)
        place = end
    if place != len(content):
        raise ValueError(place)
    return values | {tag: value for name in PRIVATE if name in values for tag, value in _private(values[name])}


@lru_cache(1 << 12)
def _layout(bitmap: bytes) -> tuple[tuple[str, int, int], ...]:
    """The fields that a bitmap says are there: name, digits of the length, length; few bitmaps are in use."""
    bits = int.from_bytes(bitmap, "big")
    there = [bit for bit in range(2, 129) if bits >> (128 - bit) & 1]
    if unknown := [bit for bit in there if bit not in FIELDS]:
        raise ValueError(unknown)
    return tuple((f"DE{bit}", *FIELDS[bit]) for bit in there)


def _private(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        end = place + 7 + _number(text[place + 4 : place + 7])
        if end > len(text):
            raise ValueError(place)
        yield f"PDS{text[place : place + 4]}", text[place + 7 : end]
        place = end


def _number(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(len(digits))
    return int(digits)


def _length(head: bytes) -> int:
    return int(struct.unpack(">I", head[:4])[0])


def _is_type(content: bytes) -> bool:
    """Say whether four bytes are a message type of the 1993 version, in either encoding."""
    for encoding in (ASCII, EBCDIC):
        text = content.decode(encoding)
        if len(text) == 4 and text[0] == "1" and text.isascii() and text.isdigit():  # noqa: PLR2004 - four digits
            return True
    return False
