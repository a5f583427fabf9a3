"""How far merchants that share payers agree in what they declare, by hand."""

from __future__ import annotations

from finpath import graph
from finpath.engine import DuckDB
from finpath.testing import ledger

PAYMENTS = """
provider_id | merchant_id | payer_ref | mcc | amount | occurred_at | times | every
north | shop*~60 | p*~400 | 5411 | 12.30 | 2026-01-01 | 1800 | 2h
north | site*~3 | ring*~12 | 5816 | 20.00 | 2026-02-01 | 60 | 7h
"""
MERCHANTS = """
provider_id | merchant_id | country | trading_name
north | site1 | NL | Lamp House
north | site2 | NL | Lamp Yard
north | site3 | CY | Open Road
"""
ASKED = """
SELECT m.merchant_id, a.compared, a.same_category, a.same_country, a.same_word, a.same_acquirer, a.took_turns
FROM agreement         AS a
JOIN merchant_accounts AS m ON m.merchant = a.merchant
WHERE m.merchant_id LIKE 'site%'
ORDER BY m.merchant_id
"""


def test_each_is_compared_with_those_it_shares_payers_with() -> None:
    with DuckDB() as engine:
        graph.build(ledger(engine, transactions=PAYMENTS, merchants=MERCHANTS))
        rows = engine.rows(ASKED)
    assert rows == [
        ("site1", 2, 1.0, 0.5, 0.0, 1.0, 0.0),
        ("site2", 2, 1.0, 0.5, 0.0, 1.0, 0.0),
        ("site3", 2, 1.0, 0.0, 0.0, 1.0, 0.0),
    ]


def test_who_shares_payers_with_nobody_is_compared_with_nobody() -> None:
    with DuckDB() as engine:
        graph.build(ledger(engine, transactions=PAYMENTS, merchants=MERCHANTS))
        alone = engine.rows("SELECT DISTINCT compared, same_category FROM agreement WHERE compared = 0")
    assert alone == [(0, None)]
