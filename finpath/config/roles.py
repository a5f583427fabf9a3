"""What a person says that somebody is in a case, and the file that says so.

[[role]]
provider_id = "acquirer-north"
merchant_id = "4711"
role = "unwitting intermediary"    # subject, unwitting intermediary, possible victim, third party, unknown
by = "a.reviewer"
on = 2026-06-30
why = "A facilitator: its sub-merchants sell."
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from finpath.config.toml import quoted, reading
from finpath.errors import ConfigError

TEXTS = ("provider_id", "merchant_id", "role", "by", "why")
KNOWN = (*TEXTS, "on")


class Role(StrEnum):
    """What somebody is in a case. Nobody has a role other than `unknown` until a person gives them one."""

    SUBJECT = "subject"
    UNWITTING = "unwitting intermediary"
    VICTIM = "possible victim"
    THIRD_PARTY = "third party"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Given:
    """Who gave somebody a role, when, and for which reason."""

    by: str
    on: dt.date
    why: str


@dataclass(frozen=True)
class GivenRole:
    """What a person says that one merchant account is in its case."""

    provider_id: str
    merchant_id: str
    role: Role
    given: Given

    @property
    def account(self) -> tuple[str, str]:
        """Provider and merchant."""
        return self.provider_id, self.merchant_id

    def record(self) -> dict[str, str]:
        """What the manifest says of it."""
        given = self.given
        said = {"by": given.by, "on": given.on.isoformat(), "why": given.why, "role": self.role.value}
        return {"provider_id": self.provider_id, "merchant_id": self.merchant_id, **said}


def read_roles(path: Path) -> tuple[GivenRole, ...]:
    """Read a file of roles.

    Raises:
        ConfigError: It is not there, is not TOML, or an entry is not complete or is there twice.
    """
    with reading(path, "file of roles", "finpath role writes one"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = content.get("role", [])
    if set(content) - {"role"} or not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ConfigError(f"The roles {path} have more than [[role]]: write one such table per merchant.")
    roles = tuple(_entry(entry, f"{path}, entry {number}") for number, entry in enumerate(entries, 1))
    for number, each in enumerate(roles, 1):
        if each.account in {earlier.account for earlier in roles[: number - 1]}:
            name = "/".join(each.account)
            raise ConfigError(f"{path}, entry {number}: {name} has a role already: delete one of the two entries.")
    return roles


def _entry(entry: Mapping[str, object], where: str) -> GivenRole:
    unknown = sorted(set(entry) - set(KNOWN))
    if unknown:
        raise ConfigError(f"{where} has {unknown[0]}: known are {', '.join(KNOWN)}.")
    texts = {name: _text(entry, name, where) for name in TEXTS}
    on = entry.get("on")
    if not isinstance(on, dt.date) or isinstance(on, dt.datetime):
        raise ConfigError(f"{where}: on is {on!r}: a day, without quotes, as in 2026-06-30, was expected.")
    given = Given(texts["by"], on, texts["why"])
    return GivenRole(texts["provider_id"], texts["merchant_id"], role_of(texts["role"], where), given)


def _text(entry: Mapping[str, object], name: str, where: str) -> str:
    value = entry.get(name)
    if isinstance(value, str) and value:
        return value
    raise ConfigError(f"{where}: {name} is {value!r}: a text was expected.")


def role_of(name: str, where: str) -> Role:
    """The role of that name.

    Raises:
        ConfigError: There is none.
    """
    try:
        return Role(name)
    except ValueError:
        known = ", ".join(role.value for role in Role)
        raise ConfigError(f'{where}: role "{name}" is unknown: known are {known}.') from None


def write_role(role: GivenRole) -> str:
    """A role as an entry of the file."""
    record = role.record()
    texts = [f"{name} = {quoted(record[name])}" for name in TEXTS]
    return "\n".join(["[[role]]", *texts, f"on = {record['on']}"]) + "\n"


def victims(roles: Iterable[GivenRole]) -> frozenset[tuple[str, str]]:
    """The accounts that a person holds for a possible victim's: they are safeguarding's."""
    return frozenset(each.account for each in roles if each.role is Role.VICTIM)
