"""The time zone that a payer lives by, from the payer's country, where all of that country has one clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import pyarrow as pa

from finpath.ingest.manifest import Manifest

MOMENTS = tuple(dt.datetime(year, month, 1, tzinfo=dt.UTC) for year in range(2008, 2028) for month in (1, 4, 7, 10))
"""Zones that agree at all of these are one clock."""

UNKNOWN = ""
"""Stands for a payer whose country is not known."""


@cache
def single_zones() -> Mapping[str, str]:
    """The zone of every country in which all clocks agree.

    >>> single_zones()["NL"], single_zones()["DE"], "US" in single_zones()
    ('Europe/Amsterdam', 'Europe/Berlin', False)
    """
    zones: dict[str, list[str]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones.setdefault(country, []).append(zone)
    return {country: names[0] for country, names in zones.items() if _share_clock(*names)}


def _share_clock(first: str, *others: str) -> bool:
    return not others or all(_offsets(each) == _offsets(first) for each in others)


@cache
def _offsets(zone: str) -> tuple[dt.timedelta | None, ...]:
    clock = ZoneInfo(zone)
    return tuple(moment.astimezone(clock).utcoffset() for moment in MOMENTS)


def payer_clocks(manifests: Sequence[Manifest]) -> pa.Table:
    """One row per provider and payer country with a known zone.

    A payer of the provider's country, or of none, lives by the provider's clock.
    """
    rows = []
    for manifest in manifests:
        zones = {**single_zones(), manifest.country: manifest.timezone, UNKNOWN: manifest.timezone}
        rows += [(manifest.provider_id, country, zone) for country, zone in sorted(zones.items())]
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    names = ("provider_id", "payer_country", "zone")
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})
