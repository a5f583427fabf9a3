"""A country in, the one clock that it has out; nothing for a country with several."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def only_zone(country: str) -> str | None:
    """The IANA zone of a country with one zone.

    >>> only_zone("NL"), only_zone("US")
    ('Europe/Amsterdam', None)
    """
    zones = _zones().get(country, [])
    return zones[0] if len(zones) == 1 else None


@cache
def _zones() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return found
