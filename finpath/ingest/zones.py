"""Time zones that a column names, row by row: abbreviations, offsets and names of places, as the engine takes them."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable

from finpath.engine import Engine

ABBREVIATIONS = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
    "HST": -10, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Hours before UTC. CST, IST, AST and MST are left out: each means several zones, or did so not long ago."""

OFFSET = re.compile(r"(?:UTC|GMT)? ?([+-])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
HALVES = {("+", 5, 30): "Asia/Kolkata", ("+", 5, 45): "Asia/Kathmandu", ("+", 6, 30): "Asia/Yangon",
          ("+", 4, 30): "Asia/Kabul", ("+", 9, 30): "Australia/Darwin", ("+", 8, 45): "Australia/Eucla",
          ("-", 9, 30): "Pacific/Marquesas"}  # fmt: skip
"""Offsets that are no whole hours, and a place that has each all year."""

FURTHEST = 14
"""Hours: no clock is further ahead of UTC."""


DAY_HALVES = frozenset(("AM", "PM", "A.M.", "P.M."))
"""What may stand after a time, and is no zone."""

MANY = 400
"""Zones that a column may name."""

LAST = """
    SELECT DISTINCT {last} AS zone
    FROM (SELECT {value} AS said FROM {source}) AS texts
    ORDER BY 1
    LIMIT {many}
"""


def zone_part(text: str, tail: str) -> str:
    """SQL of the last part of a text."""
    return f"fp_replace({text}, '^.*[{tail}]', '')"


def without_zone(text: str, tail: str) -> str:
    """SQL of a text without its last part."""
    return f"fp_text(fp_replace({text}, '[{tail}][^{tail}]*$', ''))"


def named_zones(engine: Engine, source: str, value: str, tail: str) -> tuple[str, ...]:
    """What stands last in the texts of a column, where it can be a zone.

    Args:
        engine: Holds the source.
        source: Name of a table or view.
        value: SQL expression of the text.
        tail: What stands before the zone.
    """
    sql = LAST.format(last=zone_part("said", tail), value=value, source=source, many=MANY)
    said = [str(zone) for (zone,) in engine.rows(sql) if zone is not None]
    return tuple(zone for zone in said if zone.upper() not in DAY_HALVES and re.search("[A-Za-z]|^[+-]", zone))


def engine_zone(said: str) -> str | None:
    """The zone that a text names, as an engine takes it; None where it is none, or could be two.

    >>> (
    ...     engine_zone("EDT"),
    ...     engine_zone("+02:00"),
    ...     engine_zone("UTC-5"),
    ...     engine_zone("Europe/Berlin"),
    ...     engine_zone("CST"),
    ... )
    ('Etc/GMT+4', 'Etc/GMT-2', 'Etc/GMT+5', 'Europe/Berlin', None)
    """
    text = said.strip()
    hours = ABBREVIATIONS.get(text.upper())
    if hours is not None:
        return _whole(hours)
    match = OFFSET.fullmatch(text)
    if match:
        sign, ahead, minutes = match[1], int(match[2]), int(match[3] or 0)
        if minutes:
            return HALVES.get((sign, ahead, minutes))
        return _whole(ahead if sign == "+" else -ahead) if ahead <= FURTHEST else None
    known = {name.lower(): name for name in zoneinfo.available_timezones() if "/" in name}
    return known.get(text.lower())


def zone_sql(text: str, said: Iterable[str]) -> str:
    """SQL of the zone that a text names; NULL where it is none.

    Args:
        text: SQL of the text.
        said: Every text that there is.
    """
    pairs = [(each, zone) for each in said if (zone := engine_zone(each)) is not None]
    cases = " ".join(f"WHEN '{each.replace(chr(39), chr(39) * 2)}' THEN '{zone}'" for each, zone in pairs)
    return f"CASE {text} {cases} END" if cases else "CAST(NULL AS STRING)"


def _whole(hours: int) -> str | None:
    """The sign of such a name is turned round: POSIX counts towards the west."""
    if not hours:
        return "UTC"
    return f"Etc/GMT{-hours:+d}" if -12 <= hours <= FURTHEST else None  # noqa: PLR2004 - the furthest behind
