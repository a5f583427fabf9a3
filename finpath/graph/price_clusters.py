"""Exact prices inside merchants that enough payers paid, and the merchants where those payers turn up again.

A stream is a price that enough payers paid exactly, and that is a minority of its merchant's payments. In an honest
shop its payers are customers like the others. Where a hidden site sells through the shop's account, they are the
site's customers, and they meet again wherever else that site sells.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from finpath.graph.kernels import Crowds, Overlap, OverlapLimits, overlap, who_pays_where
from finpath.graph.payer_overlap import PayerOverlap
from finpath.graph.step import Notes, step
from finpath.tables.graph import LINKS, PRICES, PURCHASES
from finpath.tables.overlap import STREAM_MEETINGS, STREAM_PAYERS, STREAMS

LEAST = 6
"""Payers that make a stream."""

MOST = 0.6
"""The share of a merchant's payments from which a price is its own business, not a stream inside it."""

MOST_PRICES = 5
"""Streams looked at per merchant, the most paid first."""

CANDIDATES = """
WITH totals AS (
    SELECT merchant,
           sum(payments) AS payments
    FROM links
    GROUP BY merchant
)
SELECT p.merchant,
       p.currency,
       p.amount,
       p.payments
FROM prices AS p
JOIN totals AS t ON t.merchant = p.merchant
WHERE p.payments >= :least AND p.payments <= :most * t.payments
QUALIFY row_number() OVER (PARTITION BY p.merchant ORDER BY p.payments DESC, p.currency, p.amount) <= :prices
"""

CUSTOMERS = """
SELECT DISTINCT p.merchant, p.currency, p.amount, p.payer
FROM purchases         AS p
JOIN stream_candidates AS c ON c.merchant = p.merchant AND c.currency = p.currency AND c.amount = p.amount
"""

CLUSTERED = """
SELECT CAST(row_number() OVER (ORDER BY c.merchant, c.currency, c.amount) AS BIGINT) - 1 AS stream,
       c.merchant,
       c.currency,
       c.amount,
       c.payments,
       s.payers
FROM stream_candidates AS c
JOIN (
    SELECT merchant, currency, amount, count(*) AS payers
    FROM stream_customers
    GROUP BY merchant, currency, amount
    HAVING count(*) >= :least
) AS s ON s.merchant = c.merchant AND s.currency = c.currency AND s.amount = c.amount
"""

STREAM_LINKS = """
SELECT s.stream AS merchant,
       c.payer
FROM stream_customers AS c
JOIN streams          AS s ON s.merchant = c.merchant AND s.currency = c.currency AND s.amount = c.amount
"""


FOUND_AGAIN = """
SELECT l.merchant AS stream,
       l.payer
FROM stream_links         AS l
SEMI JOIN stream_meetings AS m ON m.stream = l.merchant
"""


@step(makes=(STREAMS, STREAM_MEETINGS, STREAM_PAYERS), reads=(LINKS, PRICES, PURCHASES))
def find_price_clusters(given: PayerOverlap) -> Notes:
    """Find streams, and where their payers meet again beyond chance."""
    engine, links = given.engine, given.links
    with engine.scratch() as scratch:
        scratch.make("stream_candidates", CANDIDATES, {"least": LEAST, "most": MOST, "prices": MOST_PRICES})
        scratch.make("stream_customers", CUSTOMERS)
        engine.make(STREAMS, CLUSTERED, {"least": LEAST})
        owner = engine.arrow("SELECT merchant FROM streams ORDER BY stream")["merchant"].to_numpy()
        scratch.make("stream_links", STREAM_LINKS)
        with who_pays_where(engine, "stream_links", len(owner), links.payers) as customers:
            found = overlap(links, OverlapLimits(threads=engine.threads), Crowds(customers, owner))
        engine.load(STREAM_MEETINGS, _to_table(found))
        engine.make(STREAM_PAYERS, FOUND_AGAIN)
    return ()


def _to_table(found: Overlap) -> pa.Table:
    columns = {
        "stream": found.crowd,
        "other": found.other,
        "shared": found.shared,
        "surprise": np.round(found.surprise, 6),
        "meeting_ratio": np.round(found.meeting_ratio[found.crowd], 9),
    }
    return pa.table(columns)
