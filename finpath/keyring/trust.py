"""Which key speaks for whom, from when to when: the keys in the hub's roster, `coalition.toml`.

[hub]
sign = ["RWQ…"]                # what its receipts are signed with: the second line of hub.sign.pub; old keys too

[[agreement]]
id = "COALITION-2026-014"
sha256 = "…"                   # of the agreement as the hub has it; what is registered, when left out
keep_days = 1825               # how long the hub keeps a contribution under it

[[member.key]]                 # below its [[member]]
sign = "RWQ…"
from = 2026-01-01
until = 2026-12-31             # the last day it signs; without end when left out
compromised_since = 2026-05-01 # nothing that it signed on that day or later counts
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from finpath.errors import ConfigError
from finpath.keyring.signing import signer_id

KEY = ("sign", "from", "until", "compromised_since")
AGREEMENT = ("id", "sha256", "keep_days")


@dataclass(frozen=True)
class TrustedKey:
    """A key that speaks for a member in a span of days.

    Args:
        member: Its id.
        public: The public key of minisign.
        begins: The first day.
        until: The last; None where it has no end.
        compromised_since: The day from which somebody else may have used it.
    """

    member: str
    public: str
    begins: dt.date
    until: dt.date | None
    compromised_since: dt.date | None

    def why_not(self, day: dt.date) -> str | None:
        """Why it does not speak on a day; None where it does."""
        if self.compromised_since is not None and day >= self.compromised_since:
            return f"is compromised since {self.compromised_since}"
        if day < self.begins:
            return f"signs from {self.begins} on"
        if self.until is not None and day > self.until:
            return f"signed until {self.until}"
        return None


@dataclass(frozen=True)
class RegisteredAgreement:
    """An agreement as the hub knows it: its digest, where the hub holds members to one, and how long it keeps."""

    id: str
    sha256: str | None
    keep_days: int | None


@dataclass(frozen=True)
class Trust:
    """Whose keys count, and under which agreements.

    Args:
        keys: What members sign with.
        agreements: Those that are registered.
        hub: What the hub signs with, and has signed with.
        token_keys: By member, ids of the keys that its tokens may be made with, the one of today first; any where none
            is named.
    """

    keys: tuple[TrustedKey, ...]
    agreements: tuple[RegisteredAgreement, ...]
    hub: tuple[str, ...]
    token_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, member: str) -> tuple[TrustedKey, ...]:
        """The keys of a member, at any time."""
        return tuple(key for key in self.keys if key.member == member)

    def agreement(self, name: str) -> RegisteredAgreement | None:
        """The agreement of an id."""
        return next((each for each in self.agreements if each.id == name), None)


def read_trust(path: Path) -> Trust:
    """Read the keys of a roster.

    Raises:
        ConfigError: It is not there, no TOML, or a key in it is none.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"The roster {path} cannot be read: {error.strerror}. Name coalition.toml.") from None
    except (ValueError, RecursionError):
        raise ConfigError(f"The roster {path} is no TOML: write it as docs/trust.md shows.") from None
    members = _tables(content, "member", path)
    keys = [_key(each, str(member.get("id")), path) for member in members for each in _tables(member, "key", path)]
    agreements = [_agreement(each, path) for each in _tables(content, "agreement", path)]
    hub = content.get("hub", {})
    sign = hub.get("sign", []) if isinstance(hub, dict) else []
    signers = tuple(map(str, sign if isinstance(sign, list) else [sign]))
    for each in signers:
        signer_id(each)
    tokens = {str(member.get("id")): _token_keys(member, path) for member in members if "token_keys" in member}
    return Trust(tuple(keys), tuple(agreements), signers, tokens)


def _tables(content: Mapping[str, object], name: str, path: Path) -> list[dict[str, object]]:
    found = content.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ConfigError(f"The roster {path}: {name} is no list of tables: write [[{name}]].")
    return found


def _token_keys(member: Mapping[str, object], path: Path) -> tuple[str, ...]:
    found = member["token_keys"]
    keys = found if isinstance(found, list) else [found]
    if not keys or not all(isinstance(each, str) and each for each in keys):
        raise ConfigError(f"The roster {path}: token_keys of {member.get('id')} is no list of ids of keys.")
    return tuple(map(str, keys))


def _key(entry: Mapping[str, object], member: str, path: Path) -> TrustedKey:
    _only(entry, KEY, f"The roster {path}, a key of {member}")
    sign = entry.get("sign")
    if not isinstance(sign, str):
        raise ConfigError(f"The roster {path}: a key of {member} has no sign: copy the second line of its .sign.pub.")
    signer_id(sign)
    begins, until, since = (_day(entry, name, member, path) for name in KEY[1:])
    if begins is None:
        raise ConfigError(f"The roster {path}: a key of {member} has no from: write the first day that it signs.")
    return TrustedKey(member, sign, begins, until, since)


def _day(entry: Mapping[str, object], name: str, member: str, path: Path) -> dt.date | None:
    value = entry.get(name)
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    raise ConfigError(f"The roster {path}: {name} of a key of {member} is {value!r}: write a day as 2026-01-01.")


def _agreement(entry: Mapping[str, object], path: Path) -> RegisteredAgreement:
    _only(entry, AGREEMENT, f"The roster {path}, an agreement")
    name, digest, keep = (entry.get(each) for each in AGREEMENT)
    if not isinstance(name, str) or not isinstance(digest, str | None) or not isinstance(keep, int | None):
        raise ConfigError(f"The roster {path}: an agreement has id and sha256 as texts, and keep_days as a number.")
    return RegisteredAgreement(name, digest, keep)


def _only(entry: Mapping[str, object], names: tuple[str, ...], where: str) -> None:
    unknown = sorted(set(entry) - set(names))
    if unknown:
        raise ConfigError(f"{where} has {unknown[0]}: known are {', '.join(names)}.")
