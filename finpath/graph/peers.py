"""What is usual among a merchant's peers, beside its own value.

Every merchant belongs to three groups, the finest first: its category, its rail, everyone. It is compared with the
finest group that is large enough. A category says with whom to compare, and weighs nothing by itself. All merchants of
its own organisation are its peers, and so many of each other one that none of them says alone what is usual.
"""

from __future__ import annotations

from finpath.graph.merchants import MERCHANTS
from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import COMPARED, KINDS, MEMBERS, TRADED
from finpath.tables.ledger import CONTRIBUTORS, MERCHANT_ACCOUNTS

SUPPORT = {
    "night_share": "clocked",
    "foreign_share": "located",
    "few_prices_share": "transactions",
    "mean_ticket_eur": "transactions - unpriced",
    "payers": "transactions",
    "remote_share": "remote_known",
    "round_share": "transactions",
    "refund_share": "transactions",
    "chargeback_share": "transactions",
}
"""Features that rules compare among peers, and the count of payments that each is taken over."""

AT_LEAST = 20
"""A value over fewer payments than this is not compared, neither as a merchant's own nor as a peer's."""

PEERS = 15
"""A group with fewer merchants to compare with does not say what is usual."""

SAMPLE = 1_000
"""Merchants of each other organisation that a group takes in at most: more say no better what is usual."""

USUAL_KINDS = """
WITH said AS (
    SELECT merchant,
           coalesce(mcc, '')  AS mcc,
           coalesce(rail, '') AS rail,
           count(*)           AS payments
    FROM traded
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

GROUPS = """
SELECT merchant, concat('category ', mcc) AS peers, 1 AS breadth FROM kinds WHERE mcc IS NOT NULL
UNION ALL
SELECT merchant, concat('rail ', rail)    AS peers, 2 AS breadth FROM kinds WHERE rail IS NOT NULL
UNION ALL
SELECT merchant, 'everyone'               AS peers, 3 AS breadth FROM kinds
"""

LOTS = """
SELECT a.merchant,
       c.organisation,
       fp_first(fp_sha256(concat(a.provider_id, '/', a.merchant_id)), 16) AS lot
FROM merchant_accounts AS a
JOIN contributors      AS c ON c.provider_id = a.provider_id
"""
"""Each merchant's lot, the same on every engine: by it, merchants are chosen where there are too many."""

PLACED = """
SELECT b.peers,
       v.feature,
       l.organisation,
       v.value,
       CAST(row_number() OVER (PARTITION BY b.peers, v.feature, l.organisation ORDER BY l.lot, v.merchant) AS BIGINT)
           AS place
FROM comparable AS v
JOIN members    AS b ON b.merchant = v.merchant
JOIN lots       AS l ON l.merchant = v.merchant
"""

ROOM = """
WITH held AS (
    SELECT peers,
           feature,
           organisation,
           count(*) AS merchants
    FROM placed_values
    GROUP BY peers, feature, organisation
), every AS (
    SELECT peers,
           feature,
           CAST(sum(merchants) AS BIGINT) AS merchants
    FROM held
    GROUP BY peers, feature
)
SELECT h.peers,
       h.feature,
       h.organisation,
       h.merchants,
       least(h.merchants, CAST(floor((e.merchants - h.merchants) / 2e0) AS BIGINT), :sample) AS room
FROM held  AS h
JOIN every AS e ON e.peers = h.peers AND e.feature = h.feature
"""
"""How many merchants of an organisation stand among the peers of others': half as many as all others have at most."""

USUAL = """
WITH offered AS (
    SELECT m.peers,
           m.feature,
           m.organisation,
           m.merchants + coalesce(sum(o.room), 0) - coalesce(max(o.room), 0) AS alone
    FROM room      AS m
    LEFT JOIN room AS o ON o.peers = m.peers AND o.feature = m.feature AND o.organisation <> m.organisation
    GROUP BY m.peers, m.feature, m.organisation, m.merchants
    HAVING m.merchants + coalesce(sum(o.room), 0) - coalesce(max(o.room), 0) >= :peers
), pooled AS (
    SELECT f.peers,
           f.feature,
           f.organisation,
           p.value
    FROM offered       AS f
    JOIN room          AS r ON r.peers = f.peers AND r.feature = f.feature
    JOIN placed_values AS p ON p.peers = r.peers AND p.feature = r.feature AND p.organisation = r.organisation
    WHERE r.organisation = f.organisation OR p.place <= r.room
)
SELECT peers,
       feature,
       organisation,
       count(*)                                             AS peer_merchants,
       percentile_cont(25e-2) WITHIN GROUP (ORDER BY value) AS lower_value,
       percentile_cont(50e-2) WITHIN GROUP (ORDER BY value) AS usual,
       percentile_cont(75e-2) WITHIN GROUP (ORDER BY value) AS upper_value
FROM pooled
GROUP BY peers, feature, organisation
"""
"""What is usual for the merchants of one organisation. A group is large enough without any one other organisation: who
floods a category with merchants of its own neither makes a group nor says what is usual in it."""

BESIDE = """
SELECT v.merchant,
       v.feature,
       v.value,
       u.peers,
       u.peer_merchants,
       u.lower_value,
       u.usual,
       u.upper_value
FROM comparable        AS v
JOIN members           AS b ON b.merchant = v.merchant
JOIN merchant_accounts AS a ON a.merchant = v.merchant
JOIN contributors      AS c ON c.provider_id = a.provider_id
JOIN usual_values      AS u ON u.peers = b.peers AND u.feature = v.feature AND u.organisation = c.organisation
QUALIFY row_number() OVER (PARTITION BY v.merchant, v.feature ORDER BY b.breadth) = 1
"""


@step(makes=(KINDS, MEMBERS, COMPARED), reads=(TRADED, MERCHANT_ACCOUNTS, CONTRIBUTORS, MERCHANTS))
def compare_peers(given: GraphInput) -> Notes:
    """Compare each merchant with the finest group of peers that is large enough."""
    engine = given.engine
    engine.make(KINDS, USUAL_KINDS)
    engine.make(MEMBERS, GROUPS)
    with engine.scratch() as scratch:
        scratch.view("comparable", _comparable())
        scratch.make("lots", LOTS)
        scratch.make("placed_values", PLACED)
        scratch.make("room", ROOM, {"sample": SAMPLE})
        scratch.make("usual_values", USUAL, {"peers": PEERS})
        engine.make(COMPARED, BESIDE)
    return ()


def _comparable() -> str:
    each = [
        f"SELECT merchant, '{name}' AS feature, CAST({name} AS DOUBLE) AS value FROM merchants"  # noqa: S608 - our own
        f" WHERE {support} >= {AT_LEAST} AND {name} IS NOT NULL"
        for name, support in SUPPORT.items()
    ]
    return " UNION ALL ".join(each)
