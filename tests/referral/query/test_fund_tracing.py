from __future__ import annotations

import json
from decimal import Decimal

import pytest

from finpath.engine import DuckDB
from finpath.graph import build as graph_of
from finpath.graph.trail import follow
from finpath.referral.model.case import Referral
from finpath.referral.model.onward import Onward
from finpath.referral.model.serialization import dataclass_to_json
from finpath.referral.query.fund_tracing import MAX_ROWS, describe_trail, trace_funds
from finpath.referral.writers.html import Html
from finpath.testing import ledger
from tests.cases import two_members

TRANSACTIONS = """
    merchant_id | payer_ref | occurred_at      | amount
    one         | p1        | 2026-01-05 12:00 | 40
    one         | p2        | 2026-01-06 12:00 | 60
    bare        | p2        | 2026-01-06 12:00 | 60
"""
MERCHANTS = """
    merchant_id | settlement_account
    one         | k:settles
    bare        |
"""
TRANSFERS = """
    transfer_id | occurred_at      | from_account | to_account | amount
    x-1         | 2026-01-07 12:00 | k:settles    | k:second   | 70
    x-2         | 2026-01-08 12:00 | k:second     | k:third    | 30
"""


@pytest.fixture(scope="module")
def onward() -> Onward:
    with DuckDB() as engine:
        graph = graph_of(ledger(engine, transactions=TRANSACTIONS, merchants=MERCHANTS, transfers=TRANSFERS))
        number = {str(name): int(str(m)) for m, name in engine.rows("SELECT merchant, merchant_id FROM merchants")}
        return describe_trail(follow(graph, [number["one"]]))


def test_what_came_in_is_what_rests_and_whose_it_is_can_be_asked(onward: Onward) -> None:
    assert [(each.account, each.proceeds) for each in onward.arrivals] == [("B1", Decimal(100))]
    rests = {each.account: (each.proceeds, each.hops, each.transfer_id) for each in onward.resting}
    assert sum(proceeds for proceeds, _, _ in rests.values()) == Decimal(100)
    assert sorted(rests.values()) == [(Decimal(30), 0, ""), (Decimal(30), 2, "x-2"), (Decimal(40), 1, "x-1")]
    assert onward.method == "fifo"
    assert onward.left_out == 0


def test_no_token_of_an_account_leaves(onward: Onward) -> None:
    said = json.dumps(dataclass_to_json(onward))
    assert "k:" not in said
    assert not any(name in said for name in ("settles", "second", "third"))


def test_a_long_trail_is_cut_to_its_largest_rows_and_says_so() -> None:
    many = "transfer_id | occurred_at | from_account | to_account | amount\n" + "\n".join(
        f"x-{n} | 2026-01-07 12:00 | k:settles | k:to{n} | 1.{n:02}" for n in range(MAX_ROWS + 9)
    )
    with DuckDB() as engine:
        graph = graph_of(ledger(engine, transactions=TRANSACTIONS, merchants=MERCHANTS, transfers=many))
        made = describe_trail(follow(graph, [1]))
    assert len(made.passages) == MAX_ROWS
    assert made.left_out >= 9
    assert min(each.proceeds for each in made.passages) > 1


def test_a_case_without_accounts_to_follow_stays_as_it_is() -> None:
    with DuckDB() as engine:
        graph = graph_of(ledger(engine, transactions=TRANSACTIONS, merchants=MERCHANTS.replace("k:settles", "")))
        assert trace_funds([], graph) == ()


def test_the_page_says_where_proceeds_rest_and_what_the_method_is() -> None:
    case: Referral = two_members()
    page = Html().write(case).decode()
    assert "Where proceeds rest" in page
    assert "first in, first out" in page
    assert "by its transfer transfer-1" in page
