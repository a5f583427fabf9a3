"""Links in; out comes who paid in each case, as counts alone, small ones suppressed."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.referral.model.trail import Payers
from finpath.referral.query.grouped import grouped
from finpath.tables.conclusions import CASE_MEMBERS
from finpath.tables.relation import Relation

SMALL = 5
"""A count of fewer payers than this could point at a person."""

CROWDS = """
WITH paid AS (
    SELECT r.group_id,
           l.payer,
           max(l.country) AS country,
           count(*)       AS members
    FROM case_members AS r
    JOIN links    AS l ON l.merchant = r.merchant
    GROUP BY r.group_id, l.payer
)
SELECT group_id,
       country,
       count(*)                            AS payers,
       count(*) FILTER (WHERE members > 1) AS at_several
FROM paid
GROUP BY group_id, country
ORDER BY group_id, payers DESC, country
"""

Crowd = tuple[str | None, int, int]


def payers(engine: Engine, cases: Relation = CASE_MEMBERS) -> dict[str, Payers]:
    """Count the payers of each case."""
    return {group: count(crowds) for group, crowds in grouped(engine, CROWDS, _crowd, cases=cases).items()}


def count(crowds: tuple[Crowd, ...]) -> Payers:
    """Add up payers by country so that no small count can be read or worked out.

    >>> count((("NL", 40, 3), ("DE", 9, 3), ("FR", 4, 0)))
    Payers(total=53, at_several=6, countries=(('NL', 40),), other=13)

    Args:
        crowds: Country, its payers, and how many of them paid several members; the largest first.
    """
    total, several = sum(number for _, number, _ in crowds), sum(number for _, _, number in crowds)
    shown = [(country, number) for country, number, _ in crowds if country is not None and number >= SMALL]
    other = total - sum(number for _, number in shown)
    while shown and 0 < other < SMALL:
        other += shown.pop()[1]
    return Payers(total, several if several == 0 or several >= SMALL else None, tuple(shown), other)


def _crowd(country: str | None, payers: int, at_several: int) -> Crowd:
    return country, payers, at_several
