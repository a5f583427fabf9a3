"""Which merchants somebody has reported, who did, with what status; and what the accounts of one controller have."""

from __future__ import annotations

from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import PLACED_PAYMENTS
from finpath.tables.identity import ENTITIES
from finpath.tables.ledger import MERCHANT_ACCOUNTS, REPORTS
from finpath.tables.reported import CONTROL, KNOWN, LIVE_REPORTS, MATCHED_REPORTS

NEAR_DAYS = 2
"""A test purchase is found again within so many days."""

LIVE = """
SELECT r.*
FROM reports AS r
WHERE r.status <> 'withdrawn'
  AND NOT EXISTS (
      SELECT 1
      FROM reports AS w
      WHERE w.status = 'withdrawn'
        AND w.reporter_id = r.reporter_id
        AND w.reported_at >= r.reported_at
        AND (w.report_id = r.report_id
             OR (w.merchant_id = r.merchant_id AND w.provider_id = r.provider_id)
             OR w.domain = r.domain))
"""

CROWD = 1_000
"""A domain of more accounts than this is a platform's: a report that gives it alone names none of them."""

CROWDED = "Reports of {count} domain(s) with more than {crowd:,} accounts each name no account: they are platforms."

MATCHES = """
WITH named AS (
    SELECT r.reporter_id, r.report_id, a.merchant, 'merchant id' AS how
    FROM live_reports      AS r
    JOIN merchant_accounts AS a ON a.merchant_id = r.merchant_id
                               AND a.provider_id = coalesce(r.provider_id, a.provider_id)
), hosted AS (
    SELECT r.reporter_id, r.report_id, a.merchant, 'domain' AS how
    FROM live_reports      AS r
    JOIN reported_domains   AS c ON c.domain = lower(trim(r.domain))
    JOIN merchant_accounts AS a ON lower(trim(a.domain)) = c.domain
    WHERE r.merchant_id IS NULL AND c.accounts <= :crowd
), texts AS (
    SELECT fp_clean_id(descriptor) AS text, min(merchant) AS merchant
    FROM merchant_accounts
    WHERE length(fp_clean_id(descriptor)) > 3
    GROUP BY fp_clean_id(descriptor)
    HAVING count(*) = 1
), described AS (
    SELECT r.reporter_id, r.report_id, t.merchant, 'descriptor' AS how
    FROM live_reports AS r
    JOIN texts        AS t ON t.text = fp_clean_id(r.descriptor)
    WHERE r.merchant_id IS NULL AND r.domain IS NULL
), tested AS (
    SELECT p.amount, p.currency, fp_day_number(p.occurred_at) AS day, count(*) AS payments, min(p.merchant) AS merchant
    FROM placed_payments   AS p
    SEMI JOIN live_reports AS r ON r.amount = p.amount AND r.currency = p.currency
    GROUP BY p.amount, p.currency, fp_day_number(p.occurred_at)
), bought AS (
    SELECT r.reporter_id, r.report_id, min(t.merchant) AS merchant, 'test purchase' AS how
    FROM live_reports AS r
    JOIN tested       AS t ON t.amount = r.amount AND t.currency = r.currency
                          AND t.day BETWEEN fp_day_number(r.occurred_at) - :days
                                        AND fp_day_number(r.occurred_at) + :days
    WHERE r.merchant_id IS NULL AND r.domain IS NULL AND r.descriptor IS NULL
    GROUP BY r.reporter_id, r.report_id
    HAVING sum(t.payments) = 1
)
SELECT DISTINCT reporter_id, report_id, merchant, how
FROM (SELECT * FROM named UNION ALL SELECT * FROM hosted UNION ALL SELECT * FROM described
      UNION ALL SELECT * FROM bought) AS every_way
"""
"""A report names merchants by their id or domain; by a text or a purchase, only where one merchant alone fits."""

DOMAINS = """
SELECT lower(trim(a.domain)) AS domain,
       count(*)              AS accounts
FROM merchant_accounts AS a
SEMI JOIN live_reports AS r ON lower(trim(r.domain)) = lower(trim(a.domain))
WHERE a.domain IS NOT NULL
GROUP BY lower(trim(a.domain))
"""

MATCHED = """
SELECT m.merchant,
       m.how,
       r.reporter_id,
       r.report_id,
       r.source_kind,
       r.status,
       r.reported_at,
       r.tlp
FROM matched_reports AS m
JOIN live_reports    AS r ON r.reporter_id = m.reporter_id AND r.report_id = m.report_id
ORDER BY m.merchant, r.reporter_id, r.report_id
"""


CONTROLLED = """
WITH report_counts AS (
    SELECT merchant,
           count(*)                                       AS reported,
           count(*) FILTER (WHERE status = 'confirmed')   AS confirmed
    FROM known
    GROUP BY merchant
), held AS (
    SELECT e.merchant,
           e.controller,
           coalesce(r.reported, 0)                        AS reported,
           coalesce(r.confirmed, 0)                       AS confirmed
    FROM entities           AS e
    LEFT JOIN report_counts AS r ON r.merchant = e.merchant
)
SELECT merchant,
       reported,
       confirmed,
       count(*) OVER (PARTITION BY controller)                                                AS accounts,
       CAST(sum(CASE WHEN confirmed > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY controller)
           - CASE WHEN confirmed > 0 THEN 1 ELSE 0 END AS BIGINT)                             AS other_reported
FROM held
"""


@step(
    makes=(LIVE_REPORTS, MATCHED_REPORTS, KNOWN, CONTROL), reads=(REPORTS, MERCHANT_ACCOUNTS, PLACED_PAYMENTS, ENTITIES)
)
def match_reports(given: GraphInput) -> Notes:
    """Match live reports to merchants: by id, else by domain, else by what can mean one merchant only."""
    engine = given.engine
    engine.make(LIVE_REPORTS, LIVE)
    with engine.scratch() as scratch:
        scratch.make("reported_domains", DOMAINS)
        engine.make(MATCHED_REPORTS, MATCHES, {"days": NEAR_DAYS, "crowd": CROWD})
        crowded = engine.count("SELECT count(*) FROM reported_domains WHERE accounts > :crowd", {"crowd": CROWD})
    engine.make(KNOWN, MATCHED)
    engine.define(CONTROL, CONTROLLED)
    return (CROWDED.format(count=crowded, crowd=CROWD),) if crowded else ()
