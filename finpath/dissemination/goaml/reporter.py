"""Reads `reporter.toml`: the member's number at its FIU, its reporting person, its clock.

member = "acquirer-north"
rentity_id = 101
rentity_branch = "Amsterdam"              # optional
user_code = "NORTH01"                     # or a [person]
timezone = "Europe/Amsterdam"             # of the dates in the report; UTC when left out
action = "Under enhanced monitoring."     # what was done; optional
transaction_location = "Online"

[person]                                  # columns as in subjects.csv
first_name = "Sam"
last_name = "Reporter"

[location]                                # optional
address_type = "BU"
address = "1 Example Street"
city = "Amsterdam"
country = "NL"
state = "Noord-Holland"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from finpath.dissemination.goaml.shape import ADDRESS, REPORTING_PERSON, columns
from finpath.errors import ConfigError

TEXTS = ("member", "rentity_branch", "user_code", "timezone", "action", "transaction_location")


@dataclass(frozen=True)
class Reporter:
    """Who reports.

    Args:
        member: Id in the coalition.
        number: At the FIU (rentity_id).
        person, location: By column.
    """

    member: str
    number: int
    branch: str = ""
    user_code: str = ""
    timezone: str = "UTC"
    action: str = ""
    transaction_location: str = ""
    person: Mapping[str, str] = field(default_factory=dict, repr=False)
    location: Mapping[str, str] = field(default_factory=dict, repr=False)
    source: str = "reporter.toml"

    @property
    def zone(self) -> ZoneInfo:
        """Its clock."""
        return ZoneInfo(self.timezone)


def read_reporter(path: Path) -> Reporter:
    """Read who reports.

    Raises:
        ConfigError: The file is not there, is not TOML, or a field is missing or unknown.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ConfigError(f"There is no file {path} that says who reports: name one with --reporter.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}.") from None
    unknown = sorted(set(document) - {*TEXTS, "rentity_id", "person", "location"})
    if unknown:
        raise ConfigError(f"{path} has {unknown[0]}: known are {', '.join((*TEXTS, 'rentity_id'))}, person, location.")
    number = document.get("rentity_id")
    if type(number) is not int or number < 1:
        raise ConfigError(f"{path}: rentity_id is {number!r}: the number that the FIU gave you was expected.")
    texts = {name: _text(document.get(name, ""), name, path) for name in TEXTS}
    if not texts["member"]:
        raise ConfigError(f'{path}: member is "": your id in the coalition was expected.')
    return Reporter(
        member=texts["member"],
        number=number,
        branch=texts["rentity_branch"],
        user_code=texts["user_code"],
        timezone=_check_zone(texts["timezone"] or "UTC", path),
        action=texts["action"],
        transaction_location=texts["transaction_location"],
        person=_table(document, "person", {name for name, _ in columns(REPORTING_PERSON)}, path),
        location=_table(document, "location", {name for name, _ in columns(ADDRESS)}, path),
        source=path.name,
    )


def _text(value: object, name: str, path: Path) -> str:
    if isinstance(value, str):
        return value
    raise ConfigError(f"{path}: {name} is {value!r}: a text was expected.")


def _check_zone(name: str, path: Path) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f'{path}: timezone "{name}" is unknown: write it as Europe/Amsterdam.') from None
    return name


def _table(document: Mapping[str, object], name: str, allowed: set[str], path: Path) -> dict[str, str]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {name} is {table!r:.60}: write a table, as in [{name}].")
    unknown = sorted(set(table) - allowed)
    if unknown:
        raise ConfigError(f"{path}: [{name}] has {unknown[0]}: known are {', '.join(sorted(allowed))}.")
    return {field: _text(value, f"[{name}] {field}", path) for field, value in table.items()}
