"""Payments with their local hour and place; who paid whom; and the small tables that features are counted from.

To look up the hour costs more than all else that reading takes: what needs no clock reads `placed_payments`, or those
of them that are `purchases`.
"""

from __future__ import annotations

from finpath.engine import Engine
from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import (
    AMOUNT_BINS,
    AMOUNT_LEVELS,
    CLOCK_QUARTERS,
    COUNTRIES,
    DAYS,
    LINKS,
    PAYER_SIDES,
    PAYERS,
    PAYMENTS,
    PLACED_PAYMENTS,
    PRICES,
    PURCHASES,
    TRADED,
    WEEK_HOURS,
)
from finpath.tables.ledger import MERCHANT_ACCOUNTS, TRANSACTIONS

PER_LINK = 80
"""Bytes of a link in memory; while links are counted, each payment may take as much."""

CLOCKS = """
WITH quarters AS (
    SELECT zone,
           fp_quarter_number(occurred_at) AS quarter
    FROM traded
    WHERE counted AND timed AND zone IS NOT NULL
    GROUP BY zone, fp_quarter_number(occurred_at)
)
SELECT zone,
       quarter,
       24 * fp_local_weekday(fp_quarter_start(quarter), zone) + fp_local_hour(fp_quarter_start(quarter), zone)
           AS week_hour
FROM quarters
"""
"""What a clock shows at each quarter of an hour: to look it up costs a third of asking the calendar each time."""

PLACED = """
SELECT t.merchant,
       t.payer,
       t.provider_id,
       t.transaction_id,
       t.kind,
       t.occurred_at,
       t.timed,
       t.zone,
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
       t.flagged_payer,
       coalesce(a.country, t.payee_country) AS place
FROM traded            AS t
JOIN merchant_accounts AS a ON a.merchant = t.merchant
WHERE t.counted
"""

CLOCK = "LEFT JOIN clock_quarters AS c ON c.zone = p.zone AND c.quarter = fp_quarter_number(p.occurred_at) AND p.timed"

CLOCKED = f"""
SELECT p.*,
       c.week_hour,
       c.week_hour % 24 AS hour
FROM placed_payments AS p
{CLOCK}
"""  # noqa: S608 - our own

BOUGHT = """
SELECT *
FROM placed_payments
WHERE kind = 'purchase'
"""

LINKED = """
SELECT payer,
       merchant,
       count(*)                                                                 AS payments,
       CAST(coalesce(sum(amount_eur), 0) AS DECIMAL(38, 8))                     AS volume_eur,
       min(occurred_at)                                                         AS first_seen,
       max(occurred_at)                                                         AS last_seen,
       max(payer_country)                                                       AS country
FROM purchases
GROUP BY payer, merchant
"""

PAID = """
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

SIDES = """
SELECT l.merchant,
       l.payer,
       l.payments,
       l.country,
       p.merchants,
       l.first_seen = p.first_seen                  AS debut,
       fp_days_between(l.first_seen, l.last_seen)   AS days
FROM links AS l
JOIN payers AS p ON p.payer = l.payer
"""

REPEATED_PRICES = """
SELECT merchant,
       currency,
       amount
FROM purchases
GROUP BY merchant, currency, amount
HAVING count(*) > 1
"""
"""Most amounts are paid once: what nothing more is asked of takes a third of the memory."""

PRICED = f"""
WITH repeated AS (
    SELECT p.*
    FROM purchases            AS p
    SEMI JOIN repeated_prices AS r ON r.merchant = p.merchant AND r.currency = p.currency AND r.amount = p.amount
), clocked AS (
    SELECT p.*,
           c.week_hour % 24 AS hour
    FROM repeated AS p
    {CLOCK}
)
SELECT p.merchant,
       p.currency,
       p.amount,
       count(*)                                                        AS payments,
       count(p.hour)                                                   AS clocked,
       count(*) FILTER (WHERE p.hour >= 23 OR p.hour < 5)              AS nights,
       count(*) FILTER (WHERE p.payer_country IS NOT NULL)             AS located,
       count(*) FILTER (WHERE p.payer_country <> p.place)              AS foreign_payments,
       max(p.amount_eur)                                               AS price_eur,
       min(p.occurred_at)                                              AS first_seen,
       max(p.occurred_at)                                              AS last_seen,
       CAST(row_number() OVER (PARTITION BY p.merchant ORDER BY count(*) DESC, p.amount, p.currency) AS BIGINT) AS nth
FROM clocked AS p
GROUP BY p.merchant, p.currency, p.amount
"""  # noqa: S608 - our own

DAILY = """
WITH daily AS (
    SELECT merchant,
           fp_day(occurred_at) AS date,
           count(*)            AS payments
    FROM purchases
    GROUP BY merchant, fp_day(occurred_at)
), numbered AS (
    SELECT merchant,
           fp_day_number(date) AS day,
           payments
    FROM daily
)
SELECT merchant,
       day,
       payments,
       day - lag(day) OVER (PARTITION BY merchant ORDER BY day) AS gap
FROM numbered
"""

HOURLY = """
SELECT merchant,
       week_hour,
       count(*) AS payments
FROM payments
WHERE kind = 'purchase' AND week_hour IS NOT NULL
GROUP BY merchant, week_hour
"""

BINNED = """
SELECT merchant,
       fp_logbin(amount_eur) AS bin,
       count(*)              AS payments
FROM purchases
WHERE amount_eur IS NOT NULL
GROUP BY merchant, fp_logbin(amount_eur)
"""

LEVELS = """
SELECT merchant,
       bin,
       sum(payments) OVER (PARTITION BY merchant ORDER BY bin ROWS UNBOUNDED PRECEDING) AS upto,
       sum(payments) OVER (PARTITION BY merchant)                                       AS payments
FROM amount_bins
"""

BY_COUNTRY = """
SELECT merchant,
       country,
       count(*) AS payers
FROM links
WHERE country IS NOT NULL
GROUP BY merchant, country
"""


def define_payments(engine: Engine) -> None:
    """Make what counts readable: all of it, the purchases among it, and all of it with the payer's own clock."""
    engine.make(CLOCK_QUARTERS, CLOCKS)
    engine.define(PLACED_PAYMENTS, PLACED)
    engine.define(PURCHASES, BOUGHT)
    engine.define(PAYMENTS, CLOCKED)


@step(
    makes=(
        CLOCK_QUARTERS,
        PLACED_PAYMENTS,
        PURCHASES,
        PAYMENTS,
        LINKS,
        PAYERS,
        PAYER_SIDES,
        PRICES,
        DAYS,
        WEEK_HOURS,
        AMOUNT_BINS,
        AMOUNT_LEVELS,
        COUNTRIES,
    ),
    reads=(TRANSACTIONS, TRADED, MERCHANT_ACCOUNTS),
)
def link_payers(given: GraphInput) -> Notes:
    """Link payers and merchants, and count what features are counted from."""
    engine = given.engine
    size = PER_LINK * engine.count("SELECT count(*) FROM transactions")
    engine.expect(size)
    define_payments(engine)
    engine.make(LINKS, LINKED, size=size)
    engine.make(PAYERS, PAID)
    engine.define(PAYER_SIDES, SIDES)
    with engine.scratch() as scratch:
        scratch.make("repeated_prices", REPEATED_PRICES)
        engine.make(PRICES, PRICED)
    engine.make(DAYS, DAILY)
    engine.make(WEEK_HOURS, HOURLY)
    engine.make(AMOUNT_BINS, BINNED)
    engine.define(AMOUNT_LEVELS, LEVELS)
    engine.define(COUNTRIES, BY_COUNTRY)
    return ()
