"""Which accounts are one merchant before anything is compared, and the payments by the merchant that is paid.

A card acceptor is one merchant wherever it is seen: issuers that name the same acquirer and the same number of its
acceptor (ISO 8583 DE32 and DE42) see three slices of one trade, each too thin to say anything.
"""

from __future__ import annotations

from finpath.engine import Engine
from finpath.graph.acceptors import ACCEPTORS
from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import NODES, TRADED
from finpath.tables.ledger import CONTRIBUTORS, MERCHANT_ACCOUNTS, TRANSACTIONS

POOLED = """
WITH seen AS (
    SELECT p.merchant,
           p.acceptor,
           CAST(row_number() OVER (PARTITION BY p.acceptor
                                   ORDER BY CASE WHEN a.trading_name IS NULL THEN 1 ELSE 0 END,
                                            CASE WHEN a.country IS NULL THEN 1 ELSE 0 END,
                                            CASE WHEN a.mcc IS NULL THEN 1 ELSE 0 END,
                                            p.merchant) AS BIGINT) AS place
    FROM acceptors         AS p
    JOIN merchant_accounts AS a ON a.merchant = p.merchant
), standing AS (
    SELECT acceptor,
           merchant AS node
    FROM seen
    WHERE place = 1
)
SELECT a.merchant,
       coalesce(f.node, a.merchant) AS node
FROM merchant_accounts AS a
LEFT JOIN seen         AS s ON s.merchant = a.merchant
LEFT JOIN standing     AS f ON f.acceptor = s.acceptor
"""
"""The account of which most is known stands for the acceptor."""

ALONE = """
SELECT merchant,
       merchant AS node
FROM merchant_accounts
"""

COLUMNS = ",\n       ".join(
    "n.node AS merchant" if field.name == "merchant" else f"t.{field.name}" for field in TRANSACTIONS.fields
)

BY_NODE = f"""
SELECT {COLUMNS}
FROM transactions AS t
JOIN nodes        AS n ON n.merchant = t.merchant
"""  # noqa: S608 - our own columns

BY_ACCOUNT = f"""
SELECT {", ".join(field.name for field in TRANSACTIONS.fields)}
FROM transactions
"""  # noqa: S608 - our own columns

SEVERAL = """
SELECT count(*)
FROM (SELECT acceptor FROM acceptors GROUP BY acceptor HAVING count(DISTINCT organisation) > 1) AS several
"""


@step(makes=(NODES, TRADED), reads=(TRANSACTIONS, MERCHANT_ACCOUNTS, CONTRIBUTORS))
def name_nodes(given: GraphInput) -> Notes:
    """Say which accounts are one node, and read payments by node: each account alone, unless merchants are whole."""
    engine = given.engine
    if not given.whole:
        define_accounts(engine)
        return ()
    with engine.scratch() as scratch:
        scratch.make("acceptors", ACCEPTORS)
        engine.make(NODES, POOLED)
    engine.define(TRADED, BY_NODE)
    return ()


def define_accounts(engine: Engine) -> None:
    """Make `nodes` and `traded` with each account as a merchant of its own."""
    engine.make(NODES, ALONE)
    engine.define(TRADED, BY_ACCOUNT)


def count_shared(given: GraphInput) -> int:
    """Count the card acceptors that several organisations see."""
    with given.engine.scratch() as scratch:
        scratch.make("acceptors", ACCEPTORS)
        return given.engine.count(SEVERAL)
