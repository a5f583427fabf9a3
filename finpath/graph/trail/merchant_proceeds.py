"""What customers paid into the settlement accounts of merchants, and what went back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from finpath.engine import Engine
from finpath.graph.trail.node import Node, Taking, units

MINUTE = 60_000_000
"""Microseconds: payments of one minute are one sum, and count from its beginning."""

TAKINGS = """
WITH settled AS (
    SELECT DISTINCT a.settlement_account
    FROM trail_merchants   AS t
    JOIN merchant_accounts AS a ON a.merchant = t.merchant
    WHERE a.settlement_account IS NOT NULL
), takers AS (
    SELECT a.merchant,
           a.settlement_account AS account,
           t.merchant IS NOT NULL AS ours
    FROM settled              AS s
    JOIN merchant_accounts    AS a ON a.settlement_account = s.settlement_account
    LEFT JOIN trail_merchants AS t ON t.merchant = a.merchant
)
SELECT fp_micros(p.occurred_at) - fp_micros(p.occurred_at) % :tick                                 AS at,
       k.account,
       p.currency,
       k.ours,
       CAST(sum(CASE WHEN p.kind = 'purchase' THEN p.amount ELSE 0 END) AS DECIMAL(38, 8))         AS paid,
       CAST(sum(CASE WHEN p.kind IN ('refund', 'reversal', 'chargeback') THEN p.amount
                     WHEN p.kind = 'representment' THEN -p.amount ELSE 0 END) AS DECIMAL(38, 8))   AS returned
FROM takers   AS k
JOIN payments AS p ON p.merchant = k.merchant
WHERE p.kind IN ('purchase', 'refund', 'reversal', 'chargeback', 'representment')
GROUP BY fp_micros(p.occurred_at) - fp_micros(p.occurred_at) % :tick, k.account, p.currency, k.ours
ORDER BY "at", k.account, p.currency, k.ours DESC
"""

NAMELESS = """
SELECT count(*)
FROM trail_merchants   AS t
JOIN merchant_accounts AS a ON a.merchant = t.merchant
WHERE a.settlement_account IS NULL
"""


OUTLETS = """
SELECT DISTINCT
       a.settlement_account AS account,
       m.currency
FROM trail_merchants   AS t
JOIN merchant_accounts AS a ON a.merchant = t.merchant
JOIN transfers         AS m ON m.from_account = a.settlement_account
WHERE m.to_account <> a.settlement_account
"""


@dataclass(frozen=True)
class Takings:
    """What came into the settlement accounts of some merchants.

    Args:
        sums: In the order of time; those of other merchants at the same accounts among them.
        outlets: Settlement accounts, each with a currency that it pays out in.
        nameless: How many of the merchants name no settlement account.
    """

    sums: tuple[Taking, ...]
    outlets: frozenset[Node]
    nameless: int


def read_takings(engine: Engine, merchants: Sequence[int]) -> Takings:
    """Read what merchants and all others at their settlement accounts took."""
    subjects = pa.table({"merchant": pa.array(sorted(set(merchants)), pa.int64())})
    with engine.scratch() as scratch:
        scratch.register("trail_merchants", subjects)
        sums = engine.fetch(TAKINGS, _taking, {"tick": MINUTE})
        outlets = engine.fetch(OUTLETS, Node)
        return Takings(tuple(sums), frozenset(outlets), engine.count(NAMELESS))


def _taking(account: str, currency: str, paid: Decimal, returned: Decimal, **row: int) -> Taking:
    return Taking(row["at"], Node(account, currency), bool(row["ours"]), units(paid), units(returned))
