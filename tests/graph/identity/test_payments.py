"""A payment that both sides hand in ties their two views of the merchant, if it can mean one merchant only."""

from __future__ import annotations

from finpath.config import Identities
from finpath.engine import Engine
from finpath.graph.step import GraphInput
from finpath.graph.steps import IDENTIFY, JOIN, LINK
from finpath.tables.ledger import MIRRORED
from finpath.testing import ledger

TIES = "SELECT merchant, other, relation, confidence, joins FROM identity_edges WHERE kind = 'payments'"
BOTH = """
    SELECT i.merchant                 AS mirror,
           a.merchant,
           count(*)                   AS payments,
           min(fp_day(a.occurred_at)) AS valid_from,
           max(fp_day(a.occurred_at)) AS valid_to
    FROM transactions AS i
    JOIN transactions AS a ON a.network_reference = i.network_reference
    WHERE i.provider_id = 'issuer' AND a.provider_id = 'acquirer'
    GROUP BY i.merchant, a.merchant
"""


def tied(engine: Engine, transactions: str) -> list[tuple[object, ...]]:
    world = ledger(engine, transactions=transactions)
    engine.make(MIRRORED, BOTH)
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
