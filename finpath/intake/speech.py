"""What the pages say, a file for each language, every text in every one of them; and the names of countries."""

from __future__ import annotations

import gettext
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pycountry

from finpath.config.toml import reading
from finpath.errors import ConfigError
from finpath.ingest.codes import COUNTRIES

SHIPPED = Path(__file__).with_name("words")
FIRST = "en"
DIRECTIONS = ("ltr", "rtl")


@dataclass(frozen=True)
class Language:
    """One language.

    Args:
        code: Its tag, as in `de`.
        name: As it calls itself.
        direction: ltr or rtl.
        reviewed: Whether somebody who speaks it has read it.
        texts: Every text, by name.
    """

    code: str
    name: str
    direction: str
    reviewed: bool
    texts: Mapping[str, str] = field(repr=False)

    def say(self, name: str, **values: object) -> str:
        """One text, with values in their places."""
        return self.texts[name].format(**values)

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """The names of countries, in the order of this language."""
        told = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[self.code], fallback=True).gettext
        named = {code: told(_english(code)) for code in COUNTRIES}
        return dict(sorted(named.items(), key=lambda each: (each[1].casefold(), each[0])))


def _english(code: str) -> str:
    found = pycountry.countries.get(alpha_2=code)
    return "Kosovo" if found is None else str(getattr(found, "common_name", found.name))


def read_languages(more: Path | None = None, wanted: tuple[str, ...] = ()) -> dict[str, Language]:
    """Read the words of each language, by its tag.

    Args:
        more: A folder whose files come before those that finpath brings.
        wanted: The languages; all where none is named.

    Raises:
        ConfigError: One lacks a text, has one too many, or a text with other places; or a language is not there.
    """
    paths = {path.stem: path for folder in (SHIPPED, more) if folder for path in sorted(folder.glob("*.toml"))}
    model = read_language(SHIPPED / f"{FIRST}.toml")
    for code in wanted:
        if code not in paths:
            raise ConfigError(f'No words are in the language "{code:.20}": known are {", ".join(sorted(paths))}.')
    read = {code: read_language(paths[code]) for code in wanted or sorted(paths, key=lambda tag: (tag != FIRST, tag))}
    for code, language in read.items():
        _compare(language, model, paths[code])
    return read


def read_language(path: Path) -> Language:
    """Read one file of words.

    Raises:
        ConfigError: It is not there, or is none.
    """
    with reading(path, "file of words", "copy en.toml and translate it"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = content.get("text")
    if not isinstance(texts, dict) or content.get("direction") not in DIRECTIONS or not content.get("language"):
        raise ConfigError(f"{path} is no file of words: write language, direction (ltr or rtl), reviewed and [text].")
    told = {name: str(text) for name, text in texts.items()}
    return Language(path.stem, str(content["language"]), content["direction"], content.get("reviewed") is True, told)


def _compare(language: Language, model: Language, path: Path) -> None:
    for name in sorted(model.texts.keys() ^ language.texts.keys()):
        raise ConfigError(f"{path}: the text {name} is missing, or nobody asks for it: every language has the same.")
    for name, text in language.texts.items():
        if not text.strip() or _places(text) != _places(model.texts[name]):
            raise ConfigError(f"{path}: the text {name} is empty, or its places in braces are not those of en.toml.")


def _places(text: str) -> set[str | None]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {None}


def prefer(languages: Mapping[str, Language], asked: str) -> tuple[str, str]:
    """The language and the country that a browser asks for, by its header Accept-Language.

    >>> (
    ...     prefer(read_languages(), "de-AT,de;q=0.9,en;q=0.5"),
    ...     prefer(read_languages(), "xx, nl"),
    ...     prefer(read_languages(), ""),
    ... )
    (('de', 'AT'), ('nl', 'NL'), ('en', ''))
    """
    for part in asked[:500].split(","):
        tag, _, region = part.partition(";")[0].strip().replace("_", "-").partition("-")
        code = tag.lower()
        if code in languages:
            guessed = region.rpartition("-")[2].upper() or code.upper()
            return code, guessed if guessed in COUNTRIES and (region or code in SPOKEN_AT_HOME) else ""
    return next(iter(languages)), ""


SPOKEN_AT_HOME = frozenset({"de", "es", "fr", "it", "nl"})
"""Languages whose tag is that of a country where most of those speak it who name no country."""
