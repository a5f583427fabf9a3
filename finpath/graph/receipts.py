"""Transactions and kinds of accounts in; out comes `receipts`: what people and addresses receive, tries included.

Several rules ask what one person is sent, by whom, in which words: they read this, not all transactions again.
"""

from __future__ import annotations

from finpath.engine import Engine, Table

RECEIPTS = """
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
       t.relationship,
       t.purpose
FROM transactions      AS t
JOIN merchant_accounts AS a ON a.merchant = t.merchant
WHERE t.counted
  AND t.kind IN ('purchase', 'decline')
  AND (a.kind IN ('payee', 'address') OR t.rail IN ('remittance', 'crypto'))
"""


def build_receipts(engine: Engine) -> Table:
    """Make `receipts`, one row per payment to a person or an address, or attempt at one."""
    return engine.materialize("receipts", RECEIPTS)
