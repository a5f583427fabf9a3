"""De-confliction: before a release, lists of keyed hashes from law enforcement are asked whether it would disturb.

A list names no account. It is a TOML file with `format`, `authority`, `made_on` and `accounts`: HMAC-SHA256 of
`provider/merchant` in hexadecimal digits, under a key that the authority and the hub share; beside it stands its
minisign signature. What is on a list is told to one person alone, whom the configuration names; to everybody else a
list that names something and a list that has run out are one and the same.
"""

from __future__ import annotations

import datetime as dt
import hmac
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from finpath.config.toml import quoted
from finpath.desk.store.seals import read_secret
from finpath.errors import ConfigError
from finpath.keyring import verify

FORMAT = 1
LARGEST = 64 * 1024 * 1024
"""Bytes of a list: some 900,000 accounts."""


@dataclass(frozen=True)
class DeconflictionList:
    """A list as the configuration names it.

    Args:
        path: Of the list; its signature is beside it, with `.minisig` behind.
        public_key: The file of the authority's public key.
        key_file: The file of the key that the authority and the hub share.
        tell: The login of the one person who is told.
        max_age: Days after which it says nothing any more.
    """

    path: Path
    public_key: Path
    key_file: Path
    tell: str
    max_age: int


@dataclass(frozen=True)
class Disturbed:
    """What one person is told: whose list names which account."""

    tell: str
    authority: str
    account: str


@dataclass(frozen=True)
class Deconflicted:
    """What the lists say.

    Args:
        faults: Lists that could not be asked, with the reason, by whom is told of it.
        hits: What they name.
    """

    faults: tuple[tuple[str, str], ...]
    hits: tuple[Disturbed, ...]

    @property
    def free(self) -> bool:
        """Every list was asked, and none names anything."""
        return not self.faults and not self.hits


def hash_account(key: bytes, account: str) -> str:
    """An account, as provider/merchant, as a list has it."""
    return hmac.digest(key, account.encode(), "sha256").hex()


def write_list(authority: str, accounts: Iterable[str], key: bytes, made_on: dt.date) -> bytes:
    """A list to be signed: the same accounts give the same bytes."""
    hashes = sorted({hash_account(key, each) for each in accounts})
    lines = [f"format = {FORMAT}", f"authority = {quoted(authority)}", f"made_on = {made_on}", "accounts = ["]
    return "\n".join([*lines, *(f'  "{each}",' for each in hashes), "]", ""]).encode()


def read_accounts(path: Path) -> tuple[str, ...]:
    """The accounts of a file, one a line; empty lines and what follows # are passed over.

    Raises:
        ConfigError: It cannot be read, a line is no account, or there is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The accounts {path} cannot be read ({type(error).__name__}).") from None
    names = [line.partition("#")[0].strip() for line in lines]
    for number, name in enumerate(names, 1):
        if name and not all(name.partition("/")):
            raise ConfigError(f"{path}, line {number}: {name!r:.100} is no account: write provider/merchant.")
    if not any(names):
        raise ConfigError(f"{path} names no account: write one a line, as provider/merchant.")
    return tuple(sorted(set(filter(None, names))))


def ask_lists(lists: Sequence[DeconflictionList], accounts: Iterable[str], on: dt.date) -> Deconflicted:
    """Ask every list about some accounts."""
    wanted = sorted(set(accounts))
    faults: list[tuple[str, str]] = []
    hits: list[Disturbed] = []
    for each in lists:
        try:
            authority, hashes = _read(each, on)
            key = read_secret(each.key_file, "key of a de-confliction list")
        except ConfigError as error:
            faults.append((each.tell, str(error)))
            continue
        named = (account for account in wanted if hash_account(key, account) in hashes)
        hits += [Disturbed(each.tell, authority, account) for account in named]
    return Deconflicted(tuple(faults), tuple(hits))


def _read(each: DeconflictionList, on: dt.date) -> tuple[str, frozenset[str]]:
    """The authority of a list, and its hashes, if its authority has signed it and it is not too old."""
    try:
        content = each.path.read_bytes()[:LARGEST]
        signature = each.path.with_name(f"{each.path.name}.minisig").read_bytes()
        public = each.public_key.read_text(encoding="utf-8").strip().splitlines()[-1:]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The de-confliction list {each.path} cannot be read ({type(error).__name__}).") from None
    if verify(content, signature, tuple(public)) is None:
        raise ConfigError(f"The de-confliction list {each.path} is not signed by {each.public_key}.")
    try:
        said = tomllib.loads(content.decode())
        authority, made_on, hashes = said["authority"], said["made_on"], said["accounts"]
        sound = said["format"] == FORMAT and isinstance(authority, str) and all(isinstance(one, str) for one in hashes)
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound or type(made_on) is not dt.date:
        raise ConfigError(
            f"{each.path} is no de-confliction list of format {FORMAT}: `finpath desk deconflict` writes one."
        )
    if not dt.timedelta() <= on - made_on <= dt.timedelta(days=each.max_age):
        raise ConfigError(f"The de-confliction list {each.path} is of {made_on}: ask {authority:.80} for one of today.")
    return authority, frozenset(hashes)
