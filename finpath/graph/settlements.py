"""Transfers and days in; out comes `settlements`: what a merchant's settlement account pays out, to how many, when."""

from __future__ import annotations

from finpath.engine import Engine, Table

SETTLEMENTS = """
WITH paid AS (
    SELECT from_account                                                         AS account,
           count(*)                                                             AS payouts,
           count(DISTINCT to_account)                                           AS payees,
           CAST(coalesce(sum(amount_eur), 0) AS DECIMAL(38, 8))                 AS paid_out_eur,
           fp_share(sum(fp_cents(amount_eur) * fp_day_number(occurred_at)),
                    sum(fp_cents(amount_eur)))                                  AS payout_day
    FROM transfers
    WHERE from_account <> to_account
    GROUP BY from_account
), taken AS (
    SELECT a.settlement_account                                                 AS account,
           fp_share(sum(d.payments * d.day), sum(d.payments))                   AS payment_day
    FROM paid              AS p
    JOIN merchant_accounts AS a ON a.settlement_account = p.account
    JOIN days              AS d ON d.merchant = a.merchant
    GROUP BY a.settlement_account
)
SELECT a.merchant,
       p.payouts,
       p.payees,
       p.paid_out_eur,
       p.payout_day - t.payment_day                                             AS dwell_days
FROM merchant_accounts AS a
JOIN paid              AS p ON p.account = a.settlement_account
LEFT JOIN taken        AS t ON t.account = a.settlement_account
"""


def build_settlements(engine: Engine) -> Table:
    """Make `settlements`, one row per merchant whose settlement account pays anybody."""
    return engine.materialize("settlements", SETTLEMENTS)
