"""Prices that are the merchant's most common price once more: with tax, without it, or converted.

A seller with one price shows several amounts where some customers pay value-added tax and others do not, or pay in
their own currency. Rates: European Commission, "VAT rates applied in the Member States" (2026), and those of Norway,
Switzerland and the United Kingdom.
"""

from __future__ import annotations

import pyarrow as pa

from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import PRICE_RELATIVES, PRICES

TAXES = (81, 170, 180, 190, 200, 210, 220, 230, 240, 250, 255, 270)
"""Standard rates in thousandths."""

LOOKED_AT = 20
"""Price points of a merchant that are compared with its most common one, the most paid first."""

EXCHANGE = 0.03
"""A price in another currency is the same where its worth differs by no more: a day's rate, a fee, a rounding."""

VARIANTS = """
WITH pairs AS (
    SELECT p.merchant,
           p.payments,
           p.currency = top.currency                           AS same_currency,
           least(p.amount, top.amount)                         AS net,
           greatest(p.amount, top.amount)                      AS gross,
           CAST(p.price_eur AS DOUBLE)                         AS worth,
           CAST(top.price_eur AS DOUBLE)                       AS top_worth
    FROM prices AS p
    JOIN prices AS top ON top.merchant = p.merchant AND top.nth = 1
    WHERE p.nth BETWEEN 2 AND :looked_at
)
SELECT p.merchant,
       p.payments
FROM pairs AS p
WHERE (NOT p.same_currency AND p.worth BETWEEN (1 - :exchange) * p.top_worth AND (1 + :exchange) * p.top_worth)
   OR (p.same_currency AND EXISTS (
          SELECT 1
          FROM tax_rates AS t
          WHERE 1000 * p.gross BETWEEN (1000 + t.thousandths) * p.net - 10 AND (1000 + t.thousandths) * p.net + 10
      ))
"""


@step(makes=(PRICE_RELATIVES,), reads=(PRICES,))
def find_price_variants(given: GraphInput) -> Notes:
    """Find prices that are the merchant's most common one in another form."""
    with given.engine.scratch() as scratch:
        scratch.register("tax_rates", pa.table({"thousandths": TAXES}))
        given.engine.make(PRICE_RELATIVES, VARIANTS, {"looked_at": LOOKED_AT, "exchange": EXCHANGE})
    return ()
