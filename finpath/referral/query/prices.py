"""The amounts that each case was paid more than once, beside what its peers are paid."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.referral.model.trail import Peers, PricePoint
from finpath.referral.query.by_case import fetch_by_case, select_over
from finpath.tables.conclusions import CASE_MEMBERS
from finpath.tables.relation import Relation

MAX_PRICES = 12
MIN_PEERS = 15
"""A group with fewer merchants does not say what is usual."""

PRICES = """
WITH paid AS (
    SELECT r.group_id,
           p.currency,
           p.amount,
           CAST(sum(p.payments) AS BIGINT) AS payments,
           count(*)                        AS members
    FROM case_members AS r
    JOIN prices   AS p ON p.merchant = r.merchant
    GROUP BY r.group_id, p.currency, p.amount
)
SELECT group_id,
       currency,
       amount,
       payments,
       members
FROM paid
QUALIFY row_number() OVER (PARTITION BY group_id ORDER BY payments DESC, currency, amount) <= :shown
"""

PEERS = """
WITH sizes AS (
    SELECT peers,
           count(*) AS merchants
    FROM members
    GROUP BY peers
), own AS (
    SELECT r.group_id,
           m.peers,
           count(*) AS merchants
    FROM case_members AS r
    JOIN members  AS m ON m.merchant = r.merchant
    GROUP BY r.group_id, m.peers
)
SELECT r.group_id,
       m.peers                     AS what,
       s.merchants - o.merchants   AS merchants
FROM case_members AS r
JOIN members  AS m ON m.merchant = r.merchant
JOIN sizes    AS s ON s.peers = m.peers
JOIN own      AS o ON o.group_id = r.group_id AND o.peers = m.peers
WHERE r.place = 1 AND s.merchants - o.merchants >= :least
QUALIFY row_number() OVER (PARTITION BY r.group_id ORDER BY m.breadth) = 1
"""
"""The finest group of the first account that is large enough, without the case's own accounts."""

PRICES_AT_PEERS = """
SELECT c.group_id,
       c.currency,
       c.amount,
       count(*) AS merchants
FROM price_points  AS c
JOIN case_peers    AS g ON g.group_id = c.group_id
JOIN prices        AS p ON p.currency = c.currency AND p.amount = c.amount
JOIN members       AS m ON m.merchant = p.merchant AND m.peers = g.what
LEFT JOIN case_members AS r ON r.merchant = p.merchant AND r.group_id = c.group_id
WHERE r.merchant IS NULL
GROUP BY c.group_id, c.currency, c.amount
"""

PRICES_WITH_PEERS = """
SELECT c.group_id,
       c.currency,
       c.amount,
       c.payments,
       c.members,
       CASE WHEN g.what IS NULL THEN NULL ELSE coalesce(b.merchants, 0) END AS peers
FROM price_points      AS c
LEFT JOIN case_peers   AS g ON g.group_id = c.group_id
LEFT JOIN price_beside AS b ON b.group_id = c.group_id AND b.currency = c.currency AND b.amount = c.amount
ORDER BY c.group_id, c.payments DESC, c.currency, c.amount
"""

PEERS_OF_CASES = """
SELECT group_id,
       what,
       merchants
FROM case_peers
ORDER BY group_id
"""


def prices_with_peers(
    engine: Engine, cases: Relation = CASE_MEMBERS
) -> tuple[dict[str, tuple[PricePoint, ...]], dict[str, tuple[Peers, ...]]]:
    """The price points of each case, the most common first; and who they stand beside, where there are enough."""
    with engine.scratch() as scratch:
        scratch.make("price_points", select_over(PRICES, cases), {"shown": MAX_PRICES})
        scratch.make("case_peers", select_over(PEERS, cases), {"least": MIN_PEERS})
        scratch.make("price_beside", select_over(PRICES_AT_PEERS, cases))
        return fetch_by_case(engine, PRICES_WITH_PEERS, PricePoint), fetch_by_case(engine, PEERS_OF_CASES, Peers)
