"""Reads `routing.toml`: who is sent what, by kind and jurisdiction, with a recipient and its profile.

dated = 2026-06-01
source = "Agreement EFC-2026-014, annex 2"

[profiles.fiu-nl]
name = "FIU of the Netherlands"
forms = ["html", "json"]
fields = ["about", "reasons", "against", "proceeds", "evidence"]
tlp = "amber+strict"

[[routes]]
kind = "fiu"                   # safeguarding, fiu, police; or a kind of member
jurisdiction = "NL"            # ISO 3166-1 alpha-2; "*" for every other
profile = "fiu-nl"
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pycountry

from finpath.config.toml import reading
from finpath.dissemination.profile import AUTHORITIES, FEEDBACK, FIELDS, KINDS, MEMBERS, NOTICE, SAFEGUARDING, Profile
from finpath.errors import ConfigError
from finpath.referral.query.disclosure import TLP
from finpath.referral.writers.writer import writers

ANY = "*"
PROFILE, ROUTE = {"name", "forms", "fields", "tlp"}, {"kind", "jurisdiction", "profile"}


@dataclass(frozen=True)
class Routing:
    """Who is sent what.

    Args:
        dated: Of the table: recipients change.
        source: Who decided it.
        routes: By kind and jurisdiction.
    """

    dated: dt.date
    source: str
    routes: Mapping[tuple[str, str], Profile]

    def find(self, kind: str, jurisdiction: str) -> Profile | None:
        """The recipient of a kind in a jurisdiction; None where the table names none."""
        return self.routes.get((kind, jurisdiction)) or self.routes.get((kind, ANY))


def read_routing(path: Path) -> Routing:
    """Read a routing table.

    Raises:
        ConfigError: It is not there, or says something that finpath does not know; the message names the field.
    """
    with reading(path, "routing table", "write one, and name it with --routing"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = sorted(set(table) - {"dated", "source", "profiles", "routes"})
    if unknown:
        raise ConfigError(f"{path} has {unknown[0]}: known are dated, source, [profiles.ID] and [[routes]].")
    dated, source = table.get("dated"), table.get("source")
    if not isinstance(dated, dt.date) or isinstance(dated, dt.datetime):
        raise ConfigError(f"{path}: dated is {dated!r}: write the day of the table, as in 2026-06-01.")
    if not isinstance(source, str) or not source:
        raise ConfigError(f"{path}: source is {source!r}: say who decided it.")
    profiles = {name: _profile(name, each, path) for name, each in _table(table, "profiles", path).items()}
    return Routing(dated, source, _routes(table.get("routes"), profiles, path))


def _table(document: Mapping[str, object], name: str, path: Path) -> dict[str, object]:
    table = document.get(name)
    if isinstance(table, dict) and table:
        return table
    raise ConfigError(f"{path}: {name} is {table!r:.60}: write a table for each recipient, as in [profiles.fiu-nl].")


def _profile(name: str, table: object, path: Path) -> Profile:
    where = f"{path}, profile {name}"
    if not isinstance(table, dict) or set(table) != PROFILE:
        raise ConfigError(f"{where} must have {', '.join(sorted(PROFILE))}, and nothing else.")
    forms = _check_list(table["forms"], f"{where}: forms", all_forms())
    fields = _check_list(table["fields"], f"{where}: fields", tuple(FIELDS))
    ceiling = table["tlp"]
    if ceiling not in TLP[:-1]:
        raise ConfigError(f"{where}: tlp is {ceiling!r}: known are {', '.join(TLP[:-1])}; red never leaves.")
    if not isinstance(table["name"], str) or not table["name"]:
        raise ConfigError(f"{where}: name is {table['name']!r}: the recipient's name was expected.")
    return Profile(name, table["name"], forms, frozenset(fields), str(ceiling))


def all_forms() -> tuple[str, ...]:
    """Every form that a profile may name."""
    return (NOTICE, FEEDBACK, SAFEGUARDING, *(writer.name for writer in writers()))


def _check_list(values: object, where: str, known: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise ConfigError(f"{where} is {values!r:.60}: a list was expected.")
    for each in values:
        if each not in known:
            more = " goAML is written at the reporting member: finpath goaml write." if each == "goaml" else ""
            raise ConfigError(f"{where} has {each!r:.60}: known are {', '.join(known)}.{more}")
    return tuple(dict.fromkeys(values))


def _routes(rows: object, profiles: Mapping[str, Profile], path: Path) -> dict[tuple[str, str], Profile]:
    if not isinstance(rows, list) or not rows:
        raise ConfigError(f"{path} has no [[routes]]: write one for each kind of recipient and jurisdiction.")
    routes: dict[tuple[str, str], Profile] = {}
    for number, each in enumerate(rows, 1):
        where = f"{path}, route {number}"
        if not isinstance(each, dict) or set(each) != ROUTE:
            raise ConfigError(f"{where} must have kind, jurisdiction and profile, and nothing else.")
        kind, place = str(each["kind"]), str(each["jurisdiction"])
        if kind not in KINDS:
            raise ConfigError(f'{where}: kind "{kind:.60}" is unknown: known are {", ".join(KINDS)}.')
        if place != ANY and pycountry.countries.get(alpha_2=place) is None:
            raise ConfigError(f'{where}: jurisdiction "{place:.60}" is no country: write NL, or "*" for every other.')
        if each["profile"] not in profiles:
            raise ConfigError(f"{where}: the recipient {each['profile']!r:.60} is unknown: {_profile_names(profiles)}.")
        if (kind, place) in routes:
            raise ConfigError(f"{where}: {kind} in {place} has a recipient already: keep one of the two.")
        routes[kind, place] = _check_forms(profiles[str(each["profile"])], kind, where)
    return routes


def _profile_names(profiles: Mapping[str, Profile]) -> str:
    return f"the table has {', '.join(sorted(profiles))}"


def _check_forms(profile: Profile, kind: str, where: str) -> Profile:
    """A form that shows more than a recipient of this kind may see is refused."""
    special = SAFEGUARDING if kind == SAFEGUARDING else NOTICE if kind in MEMBERS else FEEDBACK
    allowed = tuple(writer.name for writer in writers()) if kind in AUTHORITIES else (special,)
    forbidden = [form for form in profile.forms if form not in allowed]
    if forbidden or not profile.forms:
        form = forbidden[0] if forbidden else "no form"
        raise ConfigError(f"{where}: {profile.id} has {form}, and {kind} may be sent {', '.join(allowed)}.")
    return profile
