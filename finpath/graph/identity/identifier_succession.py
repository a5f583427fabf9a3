"""Each holder of a shared identifier tied to the one before: weaker, the longer the identifier lay idle.

So an identifier of n accounts gives n - 1 edges, not all pairs; and a phone number that lay idle for years before
somebody else got it breaks the chain at that place only.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from finpath.graph.identity.apply_overrides import Decided
from finpath.graph.identity.kinds import kinds
from finpath.graph.step import Notes, step
from finpath.tables.identity import HOSTS, IDENTIFIER_KINDS, IDENTIFIERS, LIVES, PASSED, SHARED_IDENTIFIERS, TRAITS

UNKNOWN = 1_000_000
"""A day after all others: who has no known end holds on, who has no known beginning was there first."""

HOLDERS = """
WITH held AS (
    SELECT i.merchant, i.kind, i.value
    FROM identifiers        AS i
    JOIN shared_identifiers AS s ON s.kind = i.kind AND s.value = i.value
                               AND s.organisation = i.organisation AND NOT s.hub
    UNION ALL
    SELECT t.merchant, t.kind, t.value
    FROM traits AS t
), dated AS (
    SELECT h.kind,
           h.value,
           h.merchant,
           coalesce(fp_day_number(l.began), -:unknown) AS begins,
           coalesce(fp_day_number(l.ended), :unknown)  AS ends
    FROM held  AS h
    JOIN lives AS l ON l.merchant = h.merchant
)
SELECT kind,
       value,
       merchant,
       side,
       begins,
       ends,
       CAST(row_number() OVER (PARTITION BY kind, value, side ORDER BY begins, merchant) AS BIGINT) AS place,
       max(ends) OVER (PARTITION BY kind, value, side ORDER BY begins, merchant
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)            AS kept_until
FROM (
    SELECT d.*, 0 AS side
    FROM dated AS d
    UNION ALL
    SELECT d.*, s.side
    FROM dated AS d
    JOIN sides AS s ON s.merchant = d.merchant
) AS every_side
"""

HANDED_ON = """
WITH handed AS (
    SELECT o.kind,
           o.value,
           o.merchant,
           h.merchant                             AS other,
           greatest(o.begins - h.ends, 0)         AS gap_days
    FROM holders AS o
    JOIN holders AS h ON h.kind = o.kind AND h.value = o.value AND h.side = o.side
                     AND h.ends = o.kept_until AND h.place < o.place
    QUALIFY row_number() OVER (PARTITION BY o.kind, o.value, o.side, o.merchant ORDER BY h.merchant) = 1
), tied AS (
    SELECT least(h.merchant, h.other)                        AS merchant,
           greatest(h.merchant, h.other)                     AS other,
           CASE WHEN h.kind = 'domain' AND one.host = two.host
                THEN 'same_merchant' ELSE 'same_controller' END AS relation,
           h.kind,
           h.gap_days,
           round(k.confidence * power(5e-1, greatest(h.gap_days - k.patience, 0) * 1e0 / k.halving), 3) AS confidence
    FROM handed           AS h
    JOIN identifier_kinds AS k   ON k.kind = h.kind
    LEFT JOIN hosts       AS one ON one.merchant = h.merchant
    LEFT JOIN hosts       AS two ON two.merchant = h.other
)
SELECT merchant,
       other,
       relation,
       kind,
       min(gap_days)   AS gap_days,
       max(confidence) AS confidence
FROM tied
GROUP BY merchant, other, relation, kind
"""


@step(makes=(IDENTIFIER_KINDS, PASSED), reads=(HOSTS, IDENTIFIERS, SHARED_IDENTIFIERS, TRAITS, LIVES))
def tie_successors(given: Decided) -> Notes:
    """Tie each holder of an identifier to the one before.

    Where a person split some accounts off, those left behind are tied to each other besides.
    """
    engine, sides = given.engine, given.decided.sides
    split = sides.max(initial=1) > 1
    merchants = np.arange(len(sides) if split else 0)
    engine.load(IDENTIFIER_KINDS, kinds())
    with engine.scratch() as scratch:
        scratch.register("sides", pa.table({"merchant": merchants, "side": sides[: len(merchants)]}))
        scratch.make("holders", HOLDERS, {"unknown": UNKNOWN})
        engine.make(PASSED, HANDED_ON)
    return ()
