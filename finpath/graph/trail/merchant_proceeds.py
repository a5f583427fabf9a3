"""What customers paid into the settlement accounts of merchants, and what went back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pyarrow as pa

from finpath.engine import Engine
from finpath.graph.trail.inflow import Inflow
from finpath.graph.trail.node import Node, all_units

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
ORDER BY k.account, p.currency, "at", k.ours DESC
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
        inflows: By settlement account and currency; those of other merchants at the same accounts among them.
        outlets: Settlement accounts, each with a currency that it pays out in.
        nameless: How many of the merchants name no settlement account.
    """

    inflows: Mapping[Node, Inflow]
    outlets: frozenset[Node]
    nameless: int


def read_takings(engine: Engine, merchants: Sequence[int]) -> Takings:
    """Read what merchants and all others at their settlement accounts took."""
    subjects = pa.table({"merchant": pa.array(sorted(set(merchants)), pa.int64())})
    with engine.scratch() as scratch:
        scratch.register("trail_merchants", subjects)
        sums = engine.arrow(TAKINGS, {"tick": MINUTE})
        outlets = engine.fetch(OUTLETS, Node)
        return Takings(dict(_inflows(sums)), frozenset(outlets), engine.count(NAMELESS))


def _inflows(sums: pa.Table) -> Iterator[tuple[Node, Inflow]]:
    """One for each account and currency; the rows come sorted by them."""
    names = list(zip(sums["account"].to_pylist(), sums["currency"].to_pylist(), strict=True))
    at, ours = sums["at"].to_pylist(), sums["ours"].to_pylist()
    paid, returned = all_units(sums["paid"]), all_units(sums["returned"])
    start = 0
    for name, together in groupby(names):
        rows = slice(start, start + sum(1 for _ in together))
        yield Node(*name), Inflow(at[rows], ours[rows], paid[rows], returned[rows])
        start = rows.stop
