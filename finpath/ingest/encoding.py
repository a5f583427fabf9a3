"""Detects the encoding of a text file that is not plain UTF-8."""

from __future__ import annotations

import codecs
from itertools import islice
from pathlib import Path

LINES = 2_000
"""Lines with bytes above ASCII that are looked at."""

MOSTLY_ASCII = 0.5
"""Windows-1252 reads any text as letters; Cyrillic or Greek would be nearly all accents."""

SIGNS = frozenset("€£§°©®–—‘’“”„…·«»ºª")  # noqa: RUF001 - signs of print
"""What a single-byte text may hold above ASCII besides letters."""


def find_encoding(path: Path) -> str:
    """Find the encoding of a text.

    A byte order mark decides. Else, where any line has well-formed UTF-8 above ASCII, or where the odd bytes make no
    plausible letters, the text is UTF-8 with broken lines, which are rejected one by one.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # the first begins as UTF-16 does
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    odd = _odd_lines(path)
    if not odd or any(_is_utf8(line) for line in odd):
        return "utf-8-sig"
    text = b"".join(odd)
    western = text.decode("cp1252", errors="replace")
    if _is_plausible(western) and _accents(western) < MOSTLY_ASCII:
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import: only for a text that nothing else explains

    best = from_bytes(text).best()
    if best is None or best.encoding.startswith(("utf", "ascii")) or not _is_plausible(str(best)):
        return "utf-8-sig"
    return best.encoding


def holds_utf8(path: Path) -> bool:
    """Say whether a text has letters above ASCII, and each of its first lines that has is UTF-8."""
    odd = _odd_lines(path)
    return bool(odd) and all(_is_utf8(line) for line in odd)


def _odd_lines(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        return list(islice((line for line in file if not line.isascii()), LINES))


def _is_utf8(line: bytes) -> bool:
    """Say whether a line is UTF-8; the byte order mark alone says nothing of the rest."""
    try:
        return not line.removeprefix(codecs.BOM_UTF8).decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _accents(text: str) -> float:
    """The share of letters above ASCII in the words that have any: low in Western European languages."""
    words = [word for word in text.replace(",", " ").split() if not word.isascii()]
    letters = [letter for word in words for letter in word if letter.isalpha()]
    return sum(not letter.isascii() for letter in letters) / max(len(letters), 1)


def _is_plausible(text: str) -> bool:
    """Say whether every character above ASCII is a letter beside a letter, or a sign in common use."""
    padded = f" {text} "
    return all(
        character in SIGNS or (character.isalpha() and character != "ÿ" and (before.isalpha() or after.isalpha()))
        for before, character, after in zip(padded, padded[1:], padded[2:], strict=False)
        if not character.isascii()
    )
