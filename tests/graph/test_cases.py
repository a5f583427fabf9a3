"""Candidate cases: who is looked at together, what they declare, what their payers do, and which prices are of them."""

from __future__ import annotations

import numpy as np

from finpath import graph
from finpath.engine import DuckDB
from finpath.graph.cases import MOST, draw
from finpath.testing import ledger

PAYMENTS = """
provider_id | merchant_id | payer_ref | mcc | amount | occurred_at | times | every
north | shop*~60 | p*~400 | 5411 | 12.30 | 2026-01-01 | 1800 | 2h
north | site*~3 | ring*~12 | 5816 | 20.00 | 2026-02-01 | 60 | 7h
north | chain*~3 | guest*~30 | 5812 | 14.10 | 2026-01-01 | 300 | 9h
"""
MERCHANTS = """
provider_id | merchant_id | country | trading_name | legal_name | registration_number
north | site1 | NL | Lamp House | |
north | site2 | NL | Open Yard | |
north | site3 | CY | Rose Road | |
north | chain1 | DE | Kantine Nord | Kantinen GmbH | HRB 4711
north | chain2 | DE | Kantine Mitte | Kantinen GmbH | HRB 4711
north | chain3 | DE | Kantine West | Kantinen GmbH | HRB 4711
"""
ASKED = """
SELECT m.merchant_id,
       c.accounts,
       c.payers,
       c.same_category,
       round(c.same_country, 3),
       c.same_word,
       c.same_controller,
       c.common_price_share
FROM case_accounts     AS a
JOIN candidate_cases   AS c ON c.case_number = a.case_number
JOIN merchant_accounts AS m ON m.merchant = a.merchant
WHERE m.merchant_id LIKE 'site%' OR m.merchant_id LIKE 'chain%'
ORDER BY m.merchant_id
"""

LAUNDERED = """
provider_id | merchant_id | payer_ref | amount | occurred_at | times | every
north | shop*~60 | p*~400 | 12.30 | 2026-01-01 | 1800 | 2h
north | host | p*~300 | 31.00 | 2026-01-01 | 200 | 11h
north | host | p*~300 | 18.40 | 2026-01-01 | 200 | 13h
north | host | ring*~14 | 29.95 | 2026-02-01 | 40 | 9h
north | site*~3 | ring*~14 | 29.95 | 2026-02-01 | 90 | 7h
"""


def test_a_case_says_what_its_accounts_declare_and_what_their_payers_do() -> None:
    with DuckDB() as engine:
        graph.build(ledger(engine, transactions=PAYMENTS, merchants=MERCHANTS))
        rows = engine.rows(ASKED)
    assert rows == [
        *((f"chain{number}", 3, 30, 1.0, 1.0, 1.0, 1.0, 1.0) for number in (1, 2, 3)),
        *((f"site{number}", 3, 12, 1.0, 0.333, 0.0, 0.0, 1.0) for number in (1, 2, 3)),
    ]


def test_a_price_inside_a_shop_joins_the_case_that_it_serves_and_the_shop_does_not() -> None:
    with DuckDB() as engine:
        graph.build(ledger(engine, transactions=LAUNDERED))
        served = engine.rows(
            "SELECT DISTINCT h.merchant_id, t.amount, s.accounts, m.merchant_id LIKE 'site%'"
            " FROM case_streams AS s JOIN streams AS t ON t.stream = s.stream"
            " JOIN merchant_accounts AS h ON h.merchant = s.merchant"
            " JOIN case_accounts AS a ON a.case_number = s.case_number"
            " JOIN merchant_accounts AS m ON m.merchant = a.merchant"
        )
        inside = engine.rows(
            "SELECT m.merchant_id FROM case_accounts AS a JOIN merchant_accounts AS m ON m.merchant = a.merchant"
            " WHERE m.merchant_id NOT LIKE 'shop%' ORDER BY 1"
        )
    assert [(str(host), float(str(price)), accounts, there) for host, price, accounts, there in served] == [
        ("host", 29.95, 3, True)
    ]
    assert inside == [("site1",), ("site2",), ("site3",)]


def test_one_controller_joins_groups_until_a_case_is_full() -> None:
    group = np.array([0, 0, 2, 2, 4, 5])
    case, crowds = draw(group, np.array([0, 1, 0, 3, 4, 4]))
    assert case.tolist() == [0, 0, 0, 0, 4, 4]
    assert crowds == 0
    crowd = np.zeros(MOST + 1, np.int64)
    case, crowds = draw(crowd, np.arange(MOST + 1))
    assert set(case.tolist()) == {-1}
    assert crowds == 1
    full = np.repeat([0, MOST], [MOST, 1])
    assert draw(full, np.zeros(MOST + 1, np.int64))[0].tolist() == [0] * MOST + [-1]


def test_no_account_at_all_is_no_case() -> None:
    case, crowds = draw(np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert case.tolist() == []
    assert crowds == 0
