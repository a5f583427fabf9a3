"""Text and fonts for paper: a letter that no font has is shown by its number, and an endless word can be broken."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import manimgx_fonts
import manimgx_fonts_cjk
import typst
from fontTools.ttLib import TTCollection, TTFont

from finpath.presentation.text import legible_text

FOLDERS = tuple(Path(str(package.__file__)).parent for package in (manimgx_fonts, manimgx_fonts_cjk))
"""Noto: no font of the machine is ever used, so that every machine sets the same page."""

FIRST, LAST = "Noto Sans", ("Noto Sans CJK SC", "Noto Sans Symbols", "Noto Emoji", "DejaVu Sans Mono")
LONGEST = 4000
"""Letters of any one text on paper."""

COMMON = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) | frozenset("\n–—‘’“”…→\u2011")  # noqa: RUF001
"""Letters that the first font has for certain: most dossiers have no others, and no font need be opened."""

BREAK = "\N{ZERO WIDTH SPACE}"
ENDLESS = re.compile(r"\S{25,}")
PIECE = 8
"""Letters after which an endless word may go on in the next line."""


@cache
def fonts() -> typst.Fonts:
    """The fonts that a dossier is set in."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder) for folder in FOLDERS]
    )


@cache
def font_families() -> tuple[str, ...]:
    """Their names, in the order in which a letter is looked for."""
    noto = [name for name in fonts().families() if name.startswith("Noto") and name not in {FIRST, *LAST}]
    return (FIRST, *(name for name in noto if "CJK" not in name), *LAST)


@cache
def available_letters() -> frozenset[str]:
    """Every letter that one of them has."""
    paths = sorted(path for folder in FOLDERS for path in folder.iterdir() if path.suffix in {".ttf", ".otf", ".ttc"})
    return frozenset(chr(number) for path in paths for number in _code_points(path))


def _code_points(path: Path) -> frozenset[int]:
    with TTCollection(path, lazy=True) if path.suffix == ".ttc" else TTFont(path, lazy=True) as opened:
        font = opened.fonts[0] if isinstance(opened, TTCollection) else opened
        return frozenset(font.getBestCmap())


def printable_text(text: str) -> str:
    r"""Text as paper can show it.

    >>> (
    ...     printable_text("caf\u00e9 \U00013000"),
    ...     printable_text("a" * 10).count("\u200b"),
    ...     printable_text("a" * 30).count("\u200b"),
    ... )
    ('café [U+13000]', 0, 3)
    """
    legible = legible_text(text, LONGEST)
    if not COMMON.issuperset(legible):
        legible = "".join(
            sign if sign in COMMON or sign in available_letters() else f"[U+{ord(sign):04X}]" for sign in legible
        )
    return ENDLESS.sub(_break_word, legible)


def _break_word(match: re.Match[str]) -> str:
    word = match[0]
    return BREAK.join(word[place : place + PIECE] for place in range(0, len(word), PIECE))
