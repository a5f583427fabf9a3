"""What a merchant's settlement account pays out, to how many, and when."""

from __future__ import annotations

from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import DAYS, SETTLEMENTS
from finpath.tables.ledger import MERCHANT_ACCOUNTS, TRANSFERS

PAID_OUT = """
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


@step(makes=(SETTLEMENTS,), reads=(TRANSFERS, MERCHANT_ACCOUNTS, DAYS))
def sum_settlements(given: GraphInput) -> Notes:
    """Sum what settlement accounts pay out."""
    given.engine.make(SETTLEMENTS, PAID_OUT)
    return ()
