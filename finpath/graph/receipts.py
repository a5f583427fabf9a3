"""What people and addresses receive, attempts included.

Several rules ask what one person is sent, by whom, in which words: they read this, not all transactions again.
"""

from __future__ import annotations

from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import RECEIPTS, TRADED
from finpath.tables.ledger import MERCHANT_ACCOUNTS

RECEIVED = """
WITH people AS (
    SELECT merchant
    FROM merchant_accounts
    WHERE kind IN ('payee', 'address')
), received AS (
    SELECT *
    FROM traded
    WHERE rail IN ('remittance', 'crypto')
    UNION ALL
    SELECT t.*
    FROM traded       AS t
    SEMI JOIN people  AS p ON p.merchant = t.merchant
    WHERE t.rail IS NULL OR t.rail NOT IN ('remittance', 'crypto')
)
SELECT merchant,
       payer,
       provider_id,
       transaction_id,
       kind,
       occurred_at,
       amount,
       currency,
       amount_eur,
       payer_country,
       rail,
       relationship,
       purpose
FROM received
WHERE counted AND kind IN ('purchase', 'decline')
"""
"""Two readings that each leave out nearly all: one with a condition on rail or account would carry every text along."""


@step(makes=(RECEIPTS,), reads=(TRADED, MERCHANT_ACCOUNTS))
def list_receipts(given: GraphInput) -> Notes:
    """List what people and addresses receive."""
    given.engine.make(RECEIPTS, RECEIVED)
    return ()
