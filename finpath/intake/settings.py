"""What an intake is told: `intake.toml`.

recipient = "desk.age.pub"       # whom reports are encrypted for: the desk's age public key; the private one stays away
folder = "intake"                # its own: the spool, and the key that receipts are hashed with
listen = "127.0.0.1:8080"        # behind something that speaks TLS
answers = "answers.csv"          # what `finpath intake take` wrote, copied here
trusted_proxies = ["127.0.0.1"]  # whose X-Forwarded-For is believed; nobody's, when left out
languages = ["en", "de"]         # all, when left out
words = "words"                  # a folder with your own NAME.toml; they come before those that finpath brings
places = "places.toml"           # your own table of places
leave_to = "https://weather.example/"   # where "Leave this page" goes; an empty page, when left out
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finpath.config.toml import reading
from finpath.errors import ConfigError, nearest
from finpath.keyring import read_recipient

TEXTS = ("recipient", "folder", "listen", "answers", "words", "places", "leave_to")
LISTS = ("trusted_proxies", "languages")
NEEDED = ("recipient", "folder")
EMPTY_PAGE = "about:blank"
PORTS = range(1, 65536)


@dataclass(frozen=True)
class Settings:
    """What an intake is told.

    Args:
        recipient: The desk's age recipient.
        folder: Its own.
        host: Where it listens.
        port: And at which door.
        answers: The desk's answers.
        trusted: Addresses of proxies that are believed.
        languages: Which are spoken; all where none is named.
        words: A folder with more words.
        places: Another table of places.
        leave_to: Where the way out leads.
    """

    recipient: str
    folder: Path
    host: str = "127.0.0.1"
    port: int = 8080
    answers: Path | None = None
    trusted: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    words: Path | None = None
    places: Path | None = None
    leave_to: str = EMPTY_PAGE


def read_settings(path: Path) -> Settings:
    """Read `intake.toml`; paths in it are from its folder.

    Raises:
        ConfigError: It is not there, no TOML, or says what is not known or not meant.
    """
    with reading(path, "settings of an intake", "write intake.toml as docs/intake.md shows, and name it with --config"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    for name in content:
        if name not in TEXTS + LISTS:
            raise ConfigError(f'{path} has "{name:.60}": {nearest(name, TEXTS + LISTS)}')
    texts = {name: _text(content, name, path) for name in TEXTS if name in content}
    for name in NEEDED:
        if name not in texts:
            raise ConfigError(f"{path} has no {name}: write it as docs/intake.md shows.")
    lists = {name: _list(content, name, path) for name in LISTS}
    host, port = _door(texts.get("listen", "127.0.0.1:8080"), path)
    return Settings(
        _recipient(texts["recipient"], path),
        path.parent / texts["folder"],
        host,
        port,
        answers=_beside(texts, "answers", path),
        trusted=tuple(_address(each, path) for each in lists["trusted_proxies"]),
        languages=lists["languages"],
        words=_beside(texts, "words", path),
        places=_beside(texts, "places", path),
        leave_to=_way_out(texts.get("leave_to", EMPTY_PAGE), path),
    )


def _recipient(said: str, path: Path) -> str:
    return read_recipient(said if said.startswith("age1") else str(path.parent / said))


def _text(content: Mapping[str, object], name: str, path: Path) -> str:
    value = content[name]
    if not isinstance(value, str) or not value:
        raise ConfigError(f"{path}: {name} is {value!r:.60}: a text was expected.")
    return value


def _list(content: Mapping[str, object], name: str, path: Path) -> tuple[str, ...]:
    value = content.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ConfigError(f"{path}: {name} is {value!r:.60}: a list of texts was expected.")
    return tuple(value)


def _beside(texts: Mapping[str, str], name: str, path: Path) -> Path | None:
    return path.parent / texts[name] if name in texts else None


def _door(said: str, path: Path) -> tuple[str, int]:
    host, _, port = said.rpartition(":")
    if not host or not port.isdecimal() or int(port) not in PORTS:
        raise ConfigError(f'{path}: listen is "{said:.60}": write address and port, as in "127.0.0.1:8080".')
    return host.strip("[]"), int(port)


def _address(said: str, path: Path) -> str:
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        raise ConfigError(f'{path}: trusted_proxies has "{said:.60}": write the address of each proxy.') from None


def _way_out(said: str, path: Path) -> str:
    if said != EMPTY_PAGE and not said.startswith("https://"):
        raise ConfigError(f'{path}: leave_to is "{said:.60}": write an address that begins with https://.')
    return said
