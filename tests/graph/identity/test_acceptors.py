"""One card acceptor at several issuers is one merchant: both numbers of it, and by different organisations."""

from __future__ import annotations

from finpath.engine import Engine
from tests.graph.identity.found import identities


def test_one_acquirer_and_one_number_at_three_issuers_are_one_merchant(engine: Engine) -> None:
    paid = """
        provider_id | merchant_id | acquirer_id | payer_ref
        bank1       | 4711        | 476173      | a
        bank2       | 4711        | 476173      | b
        bank3       | 4711        | 476173      | c
        bank3       | 4711        |             | d
        bank1       | 4712        | 476173      | a
    """
    found = identities(engine, "", paid)
    assert found.merchants == {frozenset({"bank1/4711", "bank2/4711", "bank3/4711"})}
    assert {tie.kind for tie in found.ties} == {"card acceptor"}


def test_the_same_number_at_two_acquirers_is_two_merchants(engine: Engine) -> None:
    paid = """
        provider_id | merchant_id | acquirer_id | payer_ref
        bank1       | 4711        | 476173      | a
        bank2       | 4711        | 520000      | b
        bank3       | 4711        |             | c
        bank4       | 4711        | 476173      | d
        bank4       | 4711        | 520000      | e
    """
    assert identities(engine, "", paid).merchants == set()


def test_what_the_table_of_merchants_says_counts_too(engine: Engine) -> None:
    held = """
        provider_id | merchant_id | acquirer_id | kind
        north       | 4711        | 476173      | merchant
        bank        | 4711        | 476173      | merchant
        wallet      | 4711        | 476173      | payee
    """
    assert identities(engine, held).merchants == {frozenset({"bank/4711", "north/4711"})}
