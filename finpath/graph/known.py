"""Reports in; out comes `known`: which merchants somebody has reported, who did, and with what status."""

from __future__ import annotations

from finpath.engine import Engine, Table

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

MATCHES = """
WITH named AS (
    SELECT r.reporter_id, r.report_id, a.merchant, 'merchant id' AS how
    FROM live_reports      AS r
    JOIN merchant_accounts AS a ON a.merchant_id = r.merchant_id
                               AND a.provider_id = coalesce(r.provider_id, a.provider_id)
), hosted AS (
    SELECT r.reporter_id, r.report_id, a.merchant, 'domain' AS how
    FROM live_reports      AS r
    JOIN merchant_accounts AS a ON lower(trim(a.domain)) = lower(trim(r.domain))
    WHERE r.merchant_id IS NULL
), described AS (
    SELECT r.reporter_id, r.report_id, a.merchant, 'descriptor' AS how
    FROM live_reports      AS r
    JOIN merchant_accounts AS a ON fp_clean_id(a.descriptor) = fp_clean_id(r.descriptor)
    WHERE r.merchant_id IS NULL AND r.domain IS NULL AND length(fp_clean_id(r.descriptor)) > 3
), bought AS (
    SELECT r.reporter_id, r.report_id, p.merchant, 'test purchase' AS how
    FROM live_reports AS r
    JOIN payments     AS p ON p.amount = r.amount AND p.currency = r.currency
                          AND fp_day_number(p.occurred_at) BETWEEN fp_day_number(r.occurred_at) - :days
                                                               AND fp_day_number(r.occurred_at) + :days
    WHERE r.merchant_id IS NULL AND r.domain IS NULL AND r.descriptor IS NULL
)
SELECT DISTINCT reporter_id, report_id, merchant, how
FROM (SELECT * FROM named UNION ALL SELECT * FROM hosted UNION ALL SELECT * FROM described
      UNION ALL SELECT * FROM bought) AS every_way
QUALIFY how IN ('merchant id', 'domain')
     OR count(*) OVER (PARTITION BY reporter_id, report_id, how) = 1
"""

KNOWN = """
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


def build_known(engine: Engine) -> Table:
    """Match live reports to merchants: by id, else by domain, else by what can mean one merchant only."""
    engine.materialize("live_reports", LIVE)
    engine.materialize("matched_reports", MATCHES, {"days": NEAR_DAYS})
    return engine.materialize("known", KNOWN)
