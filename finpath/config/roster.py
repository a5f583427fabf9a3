"""The hub's roster: who belongs to the coalition, in whose folders, and what each may say (`coalition.toml`).

[[member]]
id = "acquirer-north"
organisation = "North Acquiring"     # two ids of one organisation are one voice
kind = "acquirer"
country = "NL"
timezone = "Europe/Amsterdam"
submitter = ["acquirer-north-*"]     # folders that may speak for it; its id when left out
tables = ["transactions", "merchants"]    # what it may hand in; by its kind when left out
source_kinds = ["member"]            # whose word its reports may be; by its kind when left out
token_keys = ["k3abcdef"]            # ids of the keys that its tokens may be made with; any one when left out

[[facilitator]]                      # an account that lends its identifiers to those who hang under it
provider_id = "acquirer-north"
merchant_id = "4711"
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
import zoneinfo
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from finpath.config.toml import reading
from finpath.errors import ConfigError
from finpath.tables.contract import PROVIDER_KINDS, SOURCE_KINDS, TABLES

NAME = "coalition.toml"
KEYS = ("hub", "agreement")
"""What else the roster says: whose keys count, which finpath.keyring reads."""

TEXTS = ("id", "organisation", "kind", "country", "timezone")
LISTS = ("submitter", "tables", "source_kinds")
KEYS_OF_TOKENS = "token_keys"
KEY_ID = re.compile("[a-z2-7]{8}")
WHOLE_COUNTRY = re.compile("[A-Z]{2}")

REPORTERS = {"hotline": ("hotline", "test_purchase"), "law_enforcement": ("law_enforcement", "test_purchase")}
"""Whose word the reports of a kind of member are; those of all others are a member's."""

OWN_WORD = ("member", "test_purchase")


@dataclass(frozen=True)
class RosterMember:
    """What the hub knows of one member id.

    Args:
        id: As in the member's manifest.
        organisation: Who speaks through it; two ids of one organisation are one voice.
        kind: As in the member's manifest, and so are the next two.
        country: ISO 3166-1 alpha-2.
        timezone: IANA name.
        submitter: Folders, as patterns, whose contributions may speak for it.
        tables: Tables of the contract that it may hand in.
        source_kinds: Values of `reports.source_kind` that it may use.
        token_keys: Ids of the keys that its tokens may be made with: the first is the one that counts today, the others
            are valid until it has rotated. Any one where there is none.
    """

    id: str
    organisation: str
    kind: str
    country: str
    timezone: str
    submitter: tuple[str, ...]
    tables: tuple[str, ...]
    source_kinds: tuple[str, ...]
    token_keys: tuple[str, ...] = ()

    def record(self) -> dict[str, object]:
        """What the manifest of a run says of it."""
        told = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        return {name: value for name, value in told.items() if value or name != KEYS_OF_TOKENS}

    @property
    def described(self) -> tuple[str, str, str]:
        """Kind, country and time zone, which its manifest must repeat."""
        return self.kind, self.country, self.timezone

    def speaks_through(self, folder: str) -> bool:
        """Say whether a folder may hand in for it."""
        return any(fnmatch.fnmatchcase(folder, pattern) for pattern in self.submitter)


@dataclass(frozen=True)
class Roster:
    """Who belongs to the coalition, and which accounts are known facilitators, by provider and merchant id."""

    members: tuple[RosterMember, ...] = ()
    facilitators: tuple[tuple[str, str], ...] = ()

    def member(self, name: str) -> RosterMember | None:
        """The member of an id."""
        return next((each for each in self.members if each.id == name), None)

    def record(self) -> dict[str, object]:
        """What the manifest of a run says of it, in full."""
        lent = [list(each) for each in self.facilitators]
        return {"members": [each.record() for each in self.members], "facilitators": lent}


def restore_roster(record: Mapping[str, object]) -> Roster:
    """The roster that a manifest holds, as `Roster.record` wrote it."""
    members = record["members"]
    lent = record["facilitators"]
    assert isinstance(members, list), "as it was written"  # noqa: S101
    assert isinstance(lent, list), "as it was written"  # noqa: S101
    return Roster(
        tuple(_restore_member(each) for each in members),
        tuple((str(provider), str(merchant)) for provider, merchant in lent),
    )


def _restore_member(record: Mapping[str, object]) -> RosterMember:
    texts = {name: str(record[name]) for name in TEXTS}
    lists = {name: tuple(map(str, cast("list[str]", record[name]))) for name in LISTS}
    return RosterMember(
        texts["id"],
        texts["organisation"],
        texts["kind"],
        texts["country"],
        texts["timezone"],
        submitter=lists["submitter"],
        tables=lists["tables"],
        source_kinds=lists["source_kinds"],
        token_keys=tuple(map(str, cast("list[str]", record.get(KEYS_OF_TOKENS, [])))),
    )


def read_roster(path: Path) -> Roster:
    """Read a roster.

    Raises:
        ConfigError: It is not there, is not TOML, or an entry is not complete, not known, or there twice.
    """
    with reading(path, "roster", f"write {NAME} as docs/trust.md shows, or run without one"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = sorted(set(content) - {"member", "facilitator", *KEYS})
    if unknown:
        raise ConfigError(f"The roster {path} has {unknown[0]}: known are [[member]] and [[facilitator]].")
    members = tuple(_member(each, f"{path}, member {n}") for n, each in enumerate(_tables(content, "member", path), 1))
    if not members:
        raise ConfigError(f"The roster {path} names no member: nobody could hand in. Write one [[member]] for each id.")
    twice = [each.id for place, each in enumerate(members) if each.id in {one.id for one in members[:place]}]
    if twice:
        raise ConfigError(f"The roster {path} names {twice[0]} twice: delete one of the two.")
    lent = (_facilitator(e, f"{path}, facilitator {n}") for n, e in enumerate(_tables(content, "facilitator", path), 1))
    return Roster(members, tuple(lent))


def _tables(content: Mapping[str, object], name: str, path: Path) -> list[dict[str, object]]:
    entries = content.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ConfigError(f"The roster {path}: {name} is no list of tables: write [[{name}]].")
    return entries


def _member(entry: Mapping[str, object], where: str) -> RosterMember:
    _only(entry, (*TEXTS, *LISTS, KEYS_OF_TOKENS, "key"), where)
    name, organisation, kind, country, timezone = (_text(entry, each, where) for each in TEXTS)
    if kind not in PROVIDER_KINDS:
        raise ConfigError(f'{where}: kind "{kind}" is unknown: known are {", ".join(PROVIDER_KINDS)}.')
    if not WHOLE_COUNTRY.fullmatch(country):
        raise ConfigError(f'{where}: country "{country}" is no ISO 3166-1 alpha-2 code: write it as "NL".')
    if timezone not in zoneinfo.available_timezones():
        raise ConfigError(f'{where}: timezone "{timezone}" is unknown: write it as "Europe/Amsterdam".')
    tables = ("reports",) if kind in REPORTERS else tuple(TABLES)
    return RosterMember(
        name,
        organisation,
        kind,
        country,
        timezone,
        submitter=_list(entry, "submitter", where, None) or (name,),
        tables=_list(entry, "tables", where, TABLES) or tables,
        source_kinds=_list(entry, "source_kinds", where, SOURCE_KINDS) or REPORTERS.get(kind, OWN_WORD),
        token_keys=_token_keys(entry, where),
    )


def _token_keys(entry: Mapping[str, object], where: str) -> tuple[str, ...]:
    found = _list(entry, KEYS_OF_TOKENS, where, None)
    strange = [each for each in found if not KEY_ID.fullmatch(each)]
    if strange:
        raise ConfigError(
            f'{where}: {KEYS_OF_TOKENS} has "{strange[0][:40]}", which is no id of a key: write the eight'
            " letters that bundle.toml has."
        )
    return found


def _facilitator(entry: Mapping[str, object], where: str) -> tuple[str, str]:
    _only(entry, ("provider_id", "merchant_id"), where)
    return _text(entry, "provider_id", where), _text(entry, "merchant_id", where)


def _only(entry: Mapping[str, object], names: Collection[str], where: str) -> None:
    unknown = sorted(set(entry) - set(names))
    if unknown:
        raise ConfigError(f"{where} has {unknown[0]}: known are {', '.join(names)}.")


def _text(entry: Mapping[str, object], name: str, where: str) -> str:
    value = entry.get(name)
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ConfigError(f"{where}: {name} is {value!r}: a text was expected.")


def _list(entry: Mapping[str, object], name: str, where: str, known: Collection[str] | None) -> tuple[str, ...]:
    value = entry.get(name, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) and each for each in values):
        raise ConfigError(f"{where}: {name} is {value!r}: a text, or a list of texts, was expected.")
    strange = [each for each in values if known is not None and each not in known]
    if strange:
        raise ConfigError(f'{where}: {name} has "{strange[0]}": known are {", ".join(known or ())}.')
    return tuple(values)
