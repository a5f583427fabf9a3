"""A payment that both sides hand in ties their two views of the merchant, if it can mean one merchant only."""

from __future__ import annotations

from finpath.config import Identities
from finpath.engine import Engine
from finpath.graph.step import GraphInput
from finpath.graph.steps import IDENTIFY, JOIN, LINK
from finpath.testing import ledger

TWICE = "SELECT * REPLACE (provider_id <> 'issuer' AS counted) FROM transactions"
TIES = "SELECT merchant, other, relation, confidence, joins FROM identity_edges WHERE kind = 'payments'"


def tied(engine: Engine, transactions: str) -> list[tuple[object, ...]]:
    world = ledger(engine, transactions=transactions)
    engine.materialize("seen", TWICE)
    engine.materialize("transactions", "SELECT * FROM seen")
    for stage in (LINK, IDENTIFY, JOIN):
        stage.run(GraphInput(world, Identities()))
    return engine.rows(TIES)


def test_two_payments_in_common_are_one_merchant(engine: Engine) -> None:
    rows = """
        provider_id | merchant_id | payer_ref | network_reference | times
        acquirer    | shop        | a*        | ref*              | 2
        issuer      | SHOP 0815   | b*        | ref*              | 2
        issuer      | BAKER       | b*        | other*            | 2
    """
    assert tied(engine, rows) == [(0, 2, "same_merchant", 0.99, True)]


def test_a_collective_name_at_the_issuer_ties_nobody(engine: Engine) -> None:
    rows = """
        provider_id | merchant_id | payer_ref | network_reference | times
        acquirer    | shop1       | a*        | one*              | 2
        acquirer    | shop2       | a*        | two*              | 2
        issuer      | PAYMENTS    | b*        | one*              | 2
        issuer      | PAYMENTS    | b*        | two*              | 2
    """
    assert tied(engine, rows) == []


def test_one_payment_may_be_a_number_that_came_round_again(engine: Engine) -> None:
    rows = """
        provider_id | merchant_id | payer_ref | network_reference
        acquirer    | shop        | a         | ref
        issuer      | SHOP        | b         | ref
    """
    assert tied(engine, rows) == []
