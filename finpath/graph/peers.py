"""Merchant accounts and payments in; out comes `members`: with whom each merchant can be compared.

Every merchant belongs to three groups, the finest first: its category, its rail, everyone. A rule takes the finest
group that is large enough to say what is usual there. A category says with whom to compare, and nothing else.
"""

from __future__ import annotations

from finpath.engine import Engine, Table

KINDS = """
WITH said AS (
    SELECT merchant,
           coalesce(mcc, '')  AS mcc,
           coalesce(rail, '') AS rail,
           count(*)           AS payments
    FROM transactions
    WHERE counted AND kind = 'purchase'
    GROUP BY merchant, coalesce(mcc, ''), coalesce(rail, '')
), told AS (
    SELECT merchant, mcc, rail
    FROM said
    QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY payments DESC, mcc DESC, rail) = 1
)
SELECT a.merchant,
       coalesce(a.mcc, nullif(t.mcc, '')) AS mcc,
       nullif(t.rail, '')                 AS rail
FROM told              AS t
JOIN merchant_accounts AS a ON a.merchant = t.merchant
"""

MEMBERS = """
SELECT merchant, concat('category ', mcc) AS peers, 1 AS breadth FROM kinds WHERE mcc IS NOT NULL
UNION ALL
SELECT merchant, concat('rail ', rail)    AS peers, 2 AS breadth FROM kinds WHERE rail IS NOT NULL
UNION ALL
SELECT merchant, 'everyone'               AS peers, 3 AS breadth FROM kinds
"""


def build_peers(engine: Engine) -> Table:
    """Make `kinds` (each merchant's category and rail) and `members` (merchant, peers, breadth: 1 is the finest)."""
    engine.materialize("kinds", KINDS)
    return engine.materialize("members", MEMBERS)
