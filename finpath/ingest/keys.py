"""The keys that tokens are made with, read from the environment."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from finpath.errors import ConfigError, ContributionError

LENGTH = 32
DISTINCT = 16
"""Different bytes that a key has at least: of 32 by chance, fewer come once in 10^16 keys."""

MEMBER, MEMBER_FILE, HUB = "FINPATH_KEY", "FINPATH_KEY_FILE", "FINPATH_HUB_KEY"

CLEAR = (
    f"Identifiers stand in clear, and the members' key is not here: set {MEMBER_FILE}, or take bundles, whose tokens"
    " are made at the member."
)


@dataclass(frozen=True)
class Keys:
    """The secrets that tokens are made with; never shown.

    Args:
        member: The key that all members share; None at a hub that takes nothing but tokens.
        hub: The hub's own; with it, no member can enumerate another's customers.
    """

    member: bytes | None = field(repr=False)
    hub: bytes | None = field(default=None, repr=False)

    @property
    def member_key(self) -> bytes:
        """The members' key, for what was handed in clear.

        Raises:
            ContributionError: There is none.
        """
        if self.member is None:
            raise ContributionError(CLEAR)
        return self.member


def new_key() -> str:
    """A new random key, as FINPATH_KEY takes it.

    >>> len(base64.b64decode(new_key()))
    32
    """
    return base64.b64encode(secrets.token_bytes(LENGTH)).decode("ascii")


def write_new_key(path: Path) -> None:
    """Write a new random key to a file that only its owner may read.

    Raises:
        ConfigError: The file is there, or cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigError(f"{path} exists: a key is never overwritten. Name another file.") from None
    except OSError as error:
        raise ConfigError(f"The key cannot be written to {path}: {error.strerror}. Name another file.") from None
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(new_key() + "\n")


def read_keys(environment: Mapping[str, str]) -> Keys:
    """Read the keys from FINPATH_KEY, or the file FINPATH_KEY_FILE, and FINPATH_HUB_KEY.

    A hub that takes bundles needs none but its own.

    Raises:
        ConfigError: There is no key, or what is there is none.
    """
    hub = environment.get(HUB, "").strip()
    member = None if hub and not _names_member(environment) else _member(environment)
    keys = Keys(member, _decode(hub, HUB) if hub else None)
    if keys.hub == keys.member:
        raise ConfigError(
            f"{HUB} is the members' own key, so that every member could make the hub's tokens: make another with"
            " `finpath keys new HUBKEYFILE`, and keep it at the hub."
        )
    return keys


def _names_member(environment: Mapping[str, str]) -> bool:
    return any(environment.get(name, "").strip() for name in (MEMBER, MEMBER_FILE))


def _member(environment: Mapping[str, str]) -> bytes:
    text = environment.get(MEMBER, "").strip()
    if text:
        return _decode(text, MEMBER)
    path = environment.get(MEMBER_FILE, "").strip()
    if not path:
        raise ConfigError(
            f"There is no key to make tokens with: run `finpath keys new KEYFILE` and set {MEMBER_FILE}=KEYFILE."
        )
    try:
        return _decode(Path(path).read_text(encoding="ascii").strip(), path)
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"The key file {path} cannot be read: run `finpath keys new {path}`, or correct {MEMBER_FILE}."
        ) from None


def _decode(text: str, place: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != LENGTH:
        raise ConfigError(
            f"{place} does not hold {LENGTH} bytes in base64: make a key with `finpath keys new KEYFILE`."
        )
    if is_guessable(key):
        raise ConfigError(
            f"{place} holds a key that can be guessed, such as one letter again and again, a text or a count: make one"
            " by chance with `finpath keys new KEYFILE`."
        )
    return key


def is_guessable(key: bytes) -> bool:
    """Say whether a key was written and not drawn: it repeats itself, counts, or is a text that somebody typed.

    >>> is_guessable(b"k" * 32), is_guessable(bytes(range(32))), is_guessable(b"correct horse battery staple 12!")
    (True, True, True)
    >>> is_guessable(base64.b64decode(new_key()))
    False
    """
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    repeats = any(key[size:] == key[:-size] for size in range(1, LENGTH // 2 + 1))
    typed = all(32 <= byte < 127 for byte in key)  # noqa: PLR2004 - what a keyboard writes
    return min(len(set(key)), len(steps)) < DISTINCT or repeats or typed
