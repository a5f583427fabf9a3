"""In which order a date in numbers names day, month and year: what all values of a column allow, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from finpath.engine import Engine

LATEST = 12
"""A number above it is a day, never a month."""

DAYS = 31
"""A number above it is a year."""

START = 12
"""Characters of a date in numbers that hold its three parts; few starts are different."""

BOUNDS = r"""
    WITH said AS (
        SELECT DISTINCT {start} AS said
        FROM {source}
    ),
    parts AS (
        SELECT TRY_CAST(fp_replace(said, '^\s*([0-9]+)[^0-9].*$', '\1') AS INTEGER)             AS first_part,
               TRY_CAST(fp_replace(said, '^\s*[0-9]+[^0-9]([0-9]+)[^0-9].*$', '\1') AS INTEGER) AS mid_part,
               TRY_CAST(fp_replace(said, '^\s*[0-9]+[^0-9][0-9]+[^0-9]([0-9]+).*$', '\1') AS INTEGER) AS last_part
        FROM said
        WHERE fp_matches(said, '^\s*[0-9]{{1,2}}[^0-9][0-9]{{1,2}}[^0-9][0-9]+')
    )
    SELECT coalesce(max(first_part), 0)                       AS first_part,
           coalesce(max(mid_part), 0)                         AS mid_part,
           coalesce(max(last_part), 0)                        AS last_part,
           count(*) FILTER (WHERE first_part <> mid_part)     AS unlike,
           count(*) FILTER (WHERE first_part <> last_part)    AS unlike_last
    FROM parts
"""

POSSIBLE = """
    SELECT count(CASE WHEN instant BETWEEN TIMESTAMP '1990-01-01' AND TIMESTAMP '2090-01-01' THEN 1 END) AS plausible
    FROM (
        SELECT {instant} AS instant
        FROM (SELECT {value} AS said FROM {source}) AS texts
    ) AS instants
"""
"""Of how many texts a reading makes instants that a payment may have."""


class Bounds(NamedTuple):
    """The largest number of each part, and whether any two parts differ in a row."""

    first: int
    second: int
    third: int
    unlike: int
    unlike_last: int


def find_bounds(engine: Engine, source: str, value: str) -> Bounds:
    """Ask all rows of a column for the bounds of its parts."""
    sql = BOUNDS.format(start=f"fp_first({value}, {START})", source=source)
    (row,) = engine.arrow(sql).to_pylist()
    return Bounds(*(int(number or 0) for number in row.values()))


def possible_orders(bounds: Bounds, *, short: bool) -> tuple[str, ...]:
    """The orders that the values allow, as formats without marks; where day and month are always alike, one does.

    >>> possible_orders(Bounds(26, 3, 15, 3, 3), short=True), possible_orders(Bounds(12, 31, 26, 1, 1), short=True)
    (('dmy', 'ymd'), ('mdy',))
    >>> possible_orders(Bounds(31, 12, 2026, 1, 1), short=False)
    ('dmy',)

    Args:
        bounds: Of the parts.
        short: Whether years have two digits: then the first part may be one.
    """
    first, second, third = bounds.first, bounds.second, bounds.third
    orders = []
    if second <= LATEST and first <= DAYS:
        orders.append("dmy")
    if first <= LATEST and second <= DAYS and (bounds.unlike or not orders):
        orders.append("mdy")
    if short and second <= LATEST and third <= DAYS and (bounds.unlike_last or not orders):
        orders.append("ymd")
    return tuple(orders)


def best_readings(engine: Engine, source: str, value: str, instants: Mapping[str, str]) -> tuple[str, ...]:
    """The readings that make instants of about as many texts as the best does: more than one is a doubt.

    Args:
        engine: Holds the source.
        source: Name of a table or view.
        value: SQL expression of the text.
        instants: Name of a reading to SQL of its instant, over the text as `said`.
    """
    counts = {}
    for name, instant in instants.items():
        ((plausible,),) = engine.rows(POSSIBLE.format(instant=instant, value=value, source=source))
        counts[name] = int(str(plausible))
    best = max(counts.values())
    return tuple(name for name, count in counts.items() if best and count >= ENOUGH * best)


ENOUGH = 0.9
"""Of what the best reading reads: one that reads less reads by chance."""
