"""What is usual among peers is no one organisation's word, but for its own merchants."""

from __future__ import annotations

from finpath import graph
from finpath.engine import DuckDB
from finpath.testing import ledger

USUAL = """
SELECT c.peers, c.peer_merchants, c.usual
FROM compared          AS c
JOIN merchant_accounts AS a ON a.merchant = c.merchant
WHERE c.feature = 'round_share' AND a.provider_id = 'north' AND a.merchant_id = 'shop1'
"""


def usual(*members: str) -> tuple[object, ...]:
    header = "provider_id | merchant_id | payer_ref | mcc  | amount | times | every\n"
    with DuckDB() as engine:
        graph.build(ledger(engine, transactions=header + "\n".join(members)))
        ((found),) = engine.rows(USUAL)
        return found


def shops(provider: str, count: int, amount: str, mcc: str = "5462") -> str:
    return f"{provider} | shop*%{count} | p*%49 | {mcc} | {amount} | {25 * count} | 1h"


NORTH, SOUTH, WEST = (shops(name, 20, "7.35") for name in ("north", "south", "west"))


def test_one_organisation_cannot_say_what_is_usual() -> None:
    honest = usual(NORTH, SOUTH)
    flooded = usual(NORTH, SOUTH, shops("east", 200, "50"))
    assert honest[2] == flooded[2] == 0
    assert flooded[0] == "category 5462"
    assert flooded[1] == 20 + 20 + 20


def test_one_organisation_cannot_make_a_group_large_enough() -> None:
    few = shops("north", 8, "7.35"), shops("north", 30, "7.35", "5411")
    assert usual(*few)[0] == "rail card"
    assert usual(*few, shops("east", 200, "50"))[0] == "rail card"


def test_where_one_organisation_hands_in_all_are_its_own() -> None:
    assert usual(NORTH)[:2] == ("category 5462", 20)
