"""Counts who paid in each case, and suppresses counts so small that they could point at a person."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.presentation.small_counts import is_small, withhold
from finpath.referral.model.trail import Payers
from finpath.referral.query.by_case import fetch_by_case
from finpath.tables.conclusions import CASE_MEMBERS
from finpath.tables.relation import Relation

PAYERS_BY_COUNTRY = """
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

CountryCount = tuple[str | None, int, int]


def payers_of_cases(engine: Engine, cases: Relation = CASE_MEMBERS) -> dict[str, Payers]:
    """Count the payers of each case."""
    return {
        group: suppress_small_counts(countries)
        for group, countries in fetch_by_case(engine, PAYERS_BY_COUNTRY, _country_count, cases=cases).items()
    }


def suppress_small_counts(countries: tuple[CountryCount, ...]) -> Payers:
    """Add up payers by country so that no small count can be read or worked out.

    >>> suppress_small_counts((("NL", 40, 3), ("DE", 9, 3), ("FR", 4, 0)))
    Payers(total=53, at_several=6, countries=(('NL', 40),), other=13)

    Args:
        countries: Country, its payers, and how many of them paid several members; the largest first.
    """
    total, several = sum(number for _, number, _ in countries), sum(number for _, _, number in countries)
    visible = [(country, number) for country, number, _ in countries if country is not None and not is_small(number)]
    other = total - sum(number for _, number in visible)
    while visible and is_small(other):
        other += visible.pop()[1]
    return Payers(withhold(total), withhold(several), tuple(visible), withhold(other) or 0)


def _country_count(country: str | None, payers: int, at_several: int) -> CountryCount:
    return country, payers, at_several
