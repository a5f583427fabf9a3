"""Whom a page names in which country: nobody without a page that was read, and the day on which it was.

Where a country has no entry, the page says the general route; a wrong emergency number harms.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from finpath.config.toml import reading
from finpath.errors import ConfigError
from finpath.ingest.codes import COUNTRIES

STARTER = Path(__file__).with_name("places.toml")
YEAR = dt.timedelta(days=365)
KINDS = ("police", "helpline", "hotline")
KEYS = ("name", "number", "url", "source", "read")


@dataclass(frozen=True)
class Contact:
    """Somebody to call or to write to.

    Args:
        name: As it calls itself.
        number: To call; empty where there is none.
        url: Its own front page; empty where there is none.
        source: The page that says so.
        read: When that page was read.
    """

    name: str
    number: str
    url: str
    source: str
    read: dt.date

    def is_old(self, today: dt.date) -> bool:
        """Whether it must be checked again."""
        return today - self.read > YEAR


@dataclass(frozen=True)
class Place:
    """Whom a page names for one country; None is the general route.

    Args:
        emergency: The emergency call.
        police: The police, where it is not urgent.
        helpline: Who helps children by telephone.
        hotline: Who takes reports of pictures.
    """

    emergency: Contact | None
    police: Contact | None
    helpline: Contact | None
    hotline: Contact | None

    def contacts(self) -> Iterator[Contact]:
        """All of them that there are."""
        return filter(None, (self.emergency, self.police, self.helpline, self.hotline))


@dataclass(frozen=True)
class Places:
    """The table.

    Args:
        emergency: The one call of many countries.
        countries: Which ones.
        hotline: Who knows the hotline of each country.
        known: Each country's own, by code.
    """

    emergency: Contact | None
    countries: frozenset[str]
    hotline: Contact | None
    known: Mapping[str, Place] = field(default_factory=dict)

    def of(self, country: str) -> Place:
        """Whom to name; never nobody where the table has somebody."""
        own = self.known.get(country, Place(None, None, None, None))
        shared = self.emergency if country in self.countries else None
        return Place(own.emergency or shared, own.police, own.helpline, own.hotline or self.hotline)

    def old(self, today: dt.date) -> list[str]:
        """What was read more than a year ago, for whoever runs the intake."""
        every = {each for country in sorted(COUNTRIES) for each in self.of(country).contacts()}
        return sorted(
            f"{each.name or each.number}: {each.source}, read {each.read}" for each in every if each.is_old(today)
        )


def read_places(path: Path = STARTER) -> Places:
    """Read a table of places.

    Raises:
        ConfigError: It is not there, no TOML, or an entry has no source, no day, or what is not known.
    """
    with reading(path, "table of places", "copy the one that finpath brings, and leave out what you have not read"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    _only(content, ("emergency", "hotline", "place"), str(path))
    shared, countries = _shared(content.get("emergency"), f"{path}, emergency")
    hotline = _contact(content["hotline"], f"{path}, hotline") if "hotline" in content else None
    entries = content.get("place", [])
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: place is no list of tables: write [[place]].")
    return Places(
        shared, countries, hotline, dict(_place(each, f"{path}, place {n}") for n, each in enumerate(entries, 1))
    )


def _shared(entry: object, where: str) -> tuple[Contact | None, frozenset[str]]:
    if entry is None:
        return None, frozenset()
    if not isinstance(entry, dict) or not isinstance(entry.get("countries"), list):
        raise ConfigError(f"{where} has no list of countries: write the codes for which its source says so.")
    countries = frozenset(map(str, entry["countries"]))
    for code in sorted(countries - COUNTRIES):
        raise ConfigError(f'{where}: "{code:.10}" is no country: write it as "NL".')
    return _contact({name: value for name, value in entry.items() if name != "countries"}, where), countries


def _place(entry: object, where: str) -> tuple[str, Place]:
    if not isinstance(entry, dict) or entry.get("country") not in COUNTRIES:
        raise ConfigError(f'{where} has no country: write its code, as in country = "NL".')
    _only(entry, ("country", "emergency", *KINDS), where)
    found = {
        kind: _contact(entry[kind], f"{where}, {kind}") if kind in entry else None for kind in ("emergency", *KINDS)
    }
    return str(entry["country"]), Place(**found)


def _contact(entry: object, where: str) -> Contact:
    if not isinstance(entry, dict):
        raise ConfigError(f"{where} is no table: write name, number or url, source and read.")
    _only(entry, KEYS, where)
    texts = {name: str(entry.get(name, "")) for name in KEYS if name != "read"}
    if not texts["source"].startswith(("http://", "https://")):
        raise ConfigError(
            f"{where} has no source: write the address of the page that you read, or leave the entry out."
        )
    if type(entry.get("read")) is not dt.date:
        raise ConfigError(f"{where} has no day: write when you read its source, as in read = 2026-11-30.")
    if not (texts["number"] or texts["url"]):
        raise ConfigError(f"{where} has neither number nor url: write one, or leave the entry out.")
    if texts["url"] and not texts["url"].startswith(("http://", "https://")):
        raise ConfigError(f'{where}: url is "{texts["url"]:.60}": write an address that begins with https://.')
    return Contact(texts["name"], texts["number"], texts["url"], texts["source"], entry["read"])


def _only(entry: Mapping[str, object], names: Collection[str], where: str) -> None:
    unknown = sorted(set(entry) - set(names))
    if unknown:
        raise ConfigError(f"{where} has {unknown[0]:.60}: known are {', '.join(names)}.")
