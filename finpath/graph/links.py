"""Ledger in; out come `payments` (each with its local hour and place), `links` and `payers`."""

from __future__ import annotations

from finpath.engine import Table
from finpath.ingest import Ledger

PAYMENTS = """
SELECT t.merchant,
       t.payer,
       t.provider_id,
       t.transaction_id,
       t.kind,
       t.occurred_at,
       t.amount,
       t.currency,
       t.amount_eur,
       t.payer_country,
       t.rail,
       t.descriptor,
       t.card_present,
       t.recurring,
       t.relationship,
       t.protected_payer,
       coalesce(a.country, t.payee_country)                                               AS place,
       CASE WHEN t.timed AND t.zone IS NOT NULL THEN fp_local_hour(t.occurred_at, t.zone) END AS hour
FROM transactions AS t
JOIN merchant_accounts AS a ON a.merchant = t.merchant
WHERE t.counted
"""

LINKS = """
SELECT payer,
       merchant,
       count(*)                                                                 AS payments,
       CAST(coalesce(sum(amount_eur), 0) AS DECIMAL(38, 8))                     AS volume_eur,
       min(occurred_at)                                                         AS first_seen,
       max(occurred_at)                                                         AS last_seen,
       count(*) FILTER (WHERE hour >= 23 OR hour < 5)                           AS nights,
       max(payer_country)                                                       AS country
FROM payments
WHERE kind = 'purchase'
GROUP BY payer, merchant
"""

PAYERS = """
SELECT payer,
       count(*)                                        AS merchants,
       CAST(sum(payments) AS BIGINT)                   AS payments,
       CAST(sum(volume_eur) AS DECIMAL(38, 8))         AS volume_eur,
       min(first_seen)                                 AS first_seen,
       max(last_seen)                                  AS last_seen,
       max(country)                                    AS country
FROM links
GROUP BY payer
"""

PAYER_SIDES = """
SELECT l.merchant,
       l.payer,
       l.payments,
       l.country,
       p.merchants,
       l.first_seen = p.first_seen AS debut
FROM links AS l
JOIN payers AS p ON p.payer = l.payer
"""

PRICES = """
SELECT merchant,
       currency,
       amount,
       count(*)                                                        AS payments,
       count(hour)                                                     AS clocked,
       count(*) FILTER (WHERE hour >= 23 OR hour < 5)                  AS nights,
       count(*) FILTER (WHERE payer_country IS NOT NULL)               AS located,
       count(*) FILTER (WHERE payer_country <> place)                  AS foreign_payments,
       min(occurred_at)                                                AS first_seen,
       max(occurred_at)                                                AS last_seen,
       row_number() OVER (PARTITION BY merchant ORDER BY count(*) DESC, amount, currency) AS nth
FROM payments
WHERE kind = 'purchase'
GROUP BY merchant, currency, amount
HAVING count(*) > 1
"""

DAYS = """
WITH daily AS (
    SELECT merchant,
           fp_day_number(occurred_at) AS day,
           count(*)                   AS payments
    FROM payments
    WHERE kind = 'purchase'
    GROUP BY merchant, fp_day_number(occurred_at)
)
SELECT merchant,
       day,
       payments,
       day - lag(day) OVER (PARTITION BY merchant ORDER BY day) AS gap
FROM daily
"""

COUNTRIES = """
SELECT merchant,
       country,
       count(*) AS payers
FROM links
WHERE country IS NOT NULL
GROUP BY merchant, country
"""


def build_links(ledger: Ledger) -> tuple[Table, Table]:
    """Make `links` and `payers`, and the smaller tables that features are counted from.

    Returns:
        `links`, one row per payer and merchant; `payers`, one row per payer.
    """
    engine = ledger.engine
    engine.view("payments", PAYMENTS)
    links = engine.materialize("links", LINKS)
    payers = engine.materialize("payers", PAYERS)
    engine.view("payer_sides", PAYER_SIDES)
    engine.materialize("prices", PRICES)
    engine.materialize("days", DAYS)
    engine.view("countries", COUNTRIES)
    return links, payers
