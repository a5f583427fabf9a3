"""What somebody types to find an account by its controller: an identifier becomes its token, and is kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from finpath.ingest.keys import HUB, MEMBER, MEMBER_FILE, Keys, read_keys
from finpath.ingest.tokens import Tokens, finish_token, normalise

TOKEN = re.compile(r"[a-z2-7]{8}:[a-z2-7]{52}")
KINDS = ("email", "phone", "iban", "domain")
HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
LEAST_DIGITS = 6


def keys_of(environment: Mapping[str, str]) -> Keys | None:
    """The keys that tokens are made with, where the desk was given any: FINPATH_KEY, FINPATH_HUB_KEY.

    Raises:
        ConfigError: One is there, and is none.
    """
    return read_keys(environment) if any(environment.get(name) for name in (MEMBER, MEMBER_FILE, HUB)) else None


def tokens_of(text: str, keys: Keys | None, countries: Collection[str]) -> tuple[str, ...]:
    """The tokens that a text may stand for: itself, where it is one; else those of the identifier that it is.

    Args:
        text: As it was typed.
        keys: Of the run; a hub without the members' key takes tokens alone, which their member made.
        countries: Whose numbers a phone without a prefix may be.
    """
    said = text.strip()
    if TOKEN.fullmatch(said):
        return (said, finish_token(said, keys.hub)) if keys and keys.hub is not None else (said,)
    if keys is None or keys.member is None:
        return ()
    found = sorted(set(_values(said, countries)))
    return tuple(token for kind, value in found for token in Tokens(keys).make(kind, "", [value]))


def _values(said: str, countries: Collection[str]) -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        if not _may_be(kind, said):
            continue
        for country in sorted(countries) if kind == "phone" and not said.startswith("+") else [""]:
            _, value = normalise(kind, said, country)
            if value is not None:
                yield kind, value


def _may_be(kind: str, said: str) -> bool:
    match kind:
        case "email":
            return "@" in said
        case "phone":
            return sum(letter.isdigit() for letter in said) >= LEAST_DIGITS and not any(map(str.isalpha, said))
        case "domain":
            return bool(HOST.fullmatch(said))
    return True
