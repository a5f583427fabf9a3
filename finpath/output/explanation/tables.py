"""The tables that explanations rest on, each as one SELECT over the tables of a run."""

from __future__ import annotations

from finpath.graph.features import CATALOGUE
from finpath.referral.query.mitigating_factors import MEANINGS

HIDDEN_FEATURES = frozenset({"protected_payments", "flagged_payments"})
"""Features that no file tells: who is protected is told by the lane alone."""

FEATURES = tuple(feature for feature in CATALOGUE if feature.name not in HIDDEN_FEATURES)

DOUBT = "doubt_"
"""What the columns of doubts begin with, since some are named like a feature."""

PROFILES = f"""
SELECT s.provider_id,
       s.merchant_id,
       k.mcc  AS category,
       k.rail,
       CASE WHEN u.merchant IS NOT NULL THEN NULL
            WHEN coalesce(m.protected_payee, FALSE) THEN 'receiver'
            ELSE 'payers' END AS protects,
       {", ".join(f"m.{feature.name}" for feature in FEATURES)},
       {", ".join(f"CAST(d.{name} AS DOUBLE) AS {DOUBT}{name}" for name in MEANINGS)}
FROM merchants     AS m
JOIN scores        AS s ON s.merchant = m.merchant
JOIN doubts        AS d ON d.merchant = m.merchant
LEFT JOIN suspects AS u ON u.merchant = m.merchant
LEFT JOIN kinds    AS k ON k.merchant = m.merchant
ORDER BY m.merchant
"""  # noqa: S608 - names of our own features

NEAR = """
SELECT s.provider_id,
       s.merchant_id,
       n.place,
       n.rule_id,
       n.closeness,
       n.what,
       n.unit,
       n.asks,
       n.value,
       n.bar
FROM near_misses AS n
JOIN suspects    AS s ON s.merchant = n.merchant
ORDER BY n.merchant, n.place, n.slot
"""

REPORTS = """
SELECT s.provider_id,
       s.merchant_id,
       k.reporter_id,
       k.report_id,
       k.source_kind,
       k.status,
       k.reported_at,
       k.how,
       coalesce(k.tlp, 'amber+strict') AS tlp
FROM known  AS k
JOIN scores AS s ON s.merchant = k.merchant
ORDER BY k.merchant, k.reported_at, k.reporter_id, k.report_id, k.how
"""

SHARES = """
SELECT s.provider_id,
       s.merchant_id,
       r.provider_id AS reported_provider_id,
       rs.merchant_id AS reported_merchant_id,
       g.share
FROM report_shares AS g
JOIN suspects      AS s  ON s.merchant = g.merchant
JOIN scores        AS r  ON r.merchant = g.reported
LEFT JOIN suspects AS rs ON rs.merchant = g.reported
ORDER BY g.merchant, g.share DESC, g.reported
"""

WAYS = """
SELECT s.provider_id,
       s.merchant_id,
       w.share,
       v.provider_id AS via_provider_id,
       CASE WHEN least(w.near_payers, w.far_payers) >= :fewest THEN vs.merchant_id END AS via_merchant_id,
       r.provider_id AS reported_provider_id,
       rs.merchant_id AS reported_merchant_id,
       CASE WHEN w.near_payers >= :fewest THEN w.near_payers END AS near_payers,
       CASE WHEN w.far_payers >= :fewest THEN w.far_payers END AS far_payers
FROM report_ways   AS w
JOIN suspects      AS s  ON s.merchant = w.merchant
JOIN scores        AS r  ON r.merchant = w.reported
LEFT JOIN suspects AS rs ON rs.merchant = w.reported
LEFT JOIN scores   AS v  ON v.merchant = w.via
LEFT JOIN suspects AS vs ON vs.merchant = w.via
ORDER BY w.merchant, w.share DESC, w.reported
"""
"""Of fewer than five payers neither how many they are, nor by way of which merchant they lead."""

TIED = """
WITH sides AS (
    SELECT merchant AS mine, other AS theirs, kind
    FROM identity_edges
    WHERE joins
    UNION
    SELECT other AS mine, merchant AS theirs, kind
    FROM identity_edges
    WHERE joins
), confirmed_ones AS (
    SELECT DISTINCT merchant
    FROM known
    WHERE status = 'confirmed'
), tied AS (
    SELECT one.mine, CAST(NULL AS BIGINT) AS via, one.theirs AS reported, one.kind AS near_kind, one.kind AS far_kind
    FROM sides          AS one
    JOIN confirmed_ones AS c ON c.merchant = one.theirs
    UNION ALL
    SELECT one.mine, one.theirs AS via, two.theirs AS reported, one.kind AS near_kind, two.kind AS far_kind
    FROM sides          AS two
    JOIN confirmed_ones AS c   ON c.merchant = two.theirs
    JOIN sides          AS one ON one.theirs = two.mine AND one.mine <> two.theirs
)
SELECT s.provider_id,
       s.merchant_id,
       v.provider_id AS via_provider_id,
       vs.merchant_id AS via_merchant_id,
       r.provider_id AS reported_provider_id,
       rs.merchant_id AS reported_merchant_id,
       t.near_kind,
       t.far_kind
FROM tied          AS t
JOIN suspects      AS s  ON s.merchant = t.mine
JOIN scores        AS r  ON r.merchant = t.reported
LEFT JOIN suspects AS rs ON rs.merchant = t.reported
LEFT JOIN scores   AS v  ON v.merchant = t.via
LEFT JOIN suspects AS vs ON vs.merchant = t.via
QUALIFY row_number() OVER (
    PARTITION BY t.mine, t.reported ORDER BY t.via IS NOT NULL, t.near_kind, t.far_kind, t.via
) = 1
ORDER BY t.mine, t.via IS NOT NULL, t.reported
"""

HUBS = """
WITH shared_by_many AS (
    SELECT DISTINCT
           i.merchant,
           i.kind,
           h.accounts
    FROM identifiers        AS i
    JOIN shared_identifiers AS h ON h.kind = i.kind AND h.value = i.value AND h.organisation = i.organisation
    WHERE h.hub
)
SELECT s.provider_id,
       s.merchant_id,
       b.kind,
       b.accounts
FROM shared_by_many AS b
JOIN scores         AS s ON s.merchant = b.merchant
ORDER BY b.merchant, b.kind, b.accounts
"""

BACKING = """
SELECT s.provider_id,
       s.merchant_id,
       b.own,
       b.others
FROM backing  AS b
JOIN suspects AS s ON s.merchant = b.merchant
ORDER BY b.merchant
"""

CARRIED = """
SELECT s.provider_id,
       s.merchant_id,
       c.organisation,
       c.lost,
       c.remaining
FROM carried  AS c
JOIN suspects AS s ON s.merchant = c.merchant
ORDER BY c.merchant, c.lost DESC, c.organisation
"""
