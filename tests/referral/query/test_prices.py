from __future__ import annotations

import pyarrow as pa
import pytest

from finpath.engine import DuckDB
from finpath.graph import build
from finpath.referral.model.trail import Peers
from finpath.referral.query.prices import MIN_PEERS, prices_with_peers
from finpath.tables.conclusions import CASE_MEMBERS
from finpath.testing import ledger

TRANSACTIONS = """
    merchant_id | payer_ref | amount | times | every | mcc
    one         | p*        | 19.99  | 4     | 1d    | 5734
    two         | q*        | 19.99  | 3     | 1d    | 5734
    two         | q*        | 5      | 2     | 1d    | 5734
    rare        | r*        | 19.99  | 2     | 1d    | 5999
    once        | s*        | 19.99  | 1     | 1d    | 5734
"""
SHOP = "    {name}        | t{name}*       | {amount}  | 2     | 1d    | 5734\n"


def told(shops: int, at_price: int) -> tuple[Peers | None, list[tuple[str, int, int, int | None]]]:
    """A case of `one` and `two` beside shops of their category, some of which have the case's price."""
    rows = [SHOP.format(name=f"shop{n}", amount="19.99" if n < at_price else f"{n + 30}.50") for n in range(shops)]
    with DuckDB() as engine:
        build(ledger(engine, transactions=TRANSACTIONS + "".join(rows)))
        number = {str(name): m for m, name in engine.rows("SELECT merchant, merchant_id FROM merchants")}
        case = {"merchant": pa.array([number["one"], number["two"]], pa.int64()), "group_id": ["g", "g"]}
        engine.load(CASE_MEMBERS, pa.table({**case, "place": [1, 2], "label": ["M1", "M2"]}))
        points, peers = prices_with_peers(engine)
    said = [(f"{each.amount:.2f}", each.payments, each.members, each.peers) for each in points["g"]]
    return peers.get("g", (None,))[0], said


def test_a_price_stands_beside_peers_of_the_same_category_without_the_case_itself() -> None:
    peers, said = told(20, 3)
    assert peers == Peers("category 5734", 21)  # the shops, and the one that was paid once
    assert said == [("19.99", 7, 2, 3), ("5.00", 2, 1, 0)]


@pytest.mark.parametrize("shops", [MIN_PEERS - 4])
def test_where_a_category_is_small_all_on_the_rail_are_peers(shops: int) -> None:
    peers, said = told(shops, 2)
    assert peers is None or peers.what != "category 5734"
    assert said[0][:3] == ("19.99", 7, 2)


def test_where_there_are_too_few_merchants_nothing_is_said() -> None:
    peers, said = told(2, 1)
    assert peers is None
    assert [each[3] for each in said] == [None, None]
