"""The ties of each case's accounts: what ties whom, since and until when, by which source."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.referral.model.network import Tie
from finpath.referral.query.by_case import fetch_by_case

MAX_TIES = 60
"""Ties listed for one case; those between its own accounts first, the surest first."""

TIES = """
WITH sides AS (
    SELECT e.merchant AS mine, e.other AS theirs, e.*
    FROM identity_edges AS e
    UNION ALL
    SELECT e.other AS mine, e.merchant AS theirs, e.*
    FROM identity_edges AS e
), placed AS (
    SELECT r.group_id,
           r.place,
           r.label,
           inside.place                                                                        AS other_place,
           coalesce(inside.label, concat('another account at ', c.provider_id))                AS other_label,
           s.*
    FROM sides         AS s
    JOIN case_members      AS r      ON r.merchant = s.mine
    LEFT JOIN suspects AS c      ON c.merchant = s.theirs
    LEFT JOIN case_members AS inside ON inside.merchant = s.theirs AND inside.group_id = r.group_id
    WHERE (inside.place IS NULL AND c.merchant IS NOT NULL) OR inside.place > r.place
)
SELECT group_id,
       label       AS one,
       other_label AS other,
       relation,
       kind,
       valid_from,
       valid_to,
       source,
       confidence,
       joins
FROM placed
QUALIFY row_number() OVER (
    PARTITION BY group_id
    ORDER BY other_place IS NULL, confidence DESC, place, other_place, relation, kind, theirs, source
) <= :most
ORDER BY group_id, other_place IS NULL, confidence DESC, place, other_place, relation, kind, theirs, source
"""


def ties(engine: Engine) -> dict[str, tuple[Tie, ...]]:
    """The ties of each case; an account outside it is not named."""
    return fetch_by_case(engine, TIES, Tie, {"most": MAX_TIES})
