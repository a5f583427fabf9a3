"""What people and addresses receive, and nothing else."""

from __future__ import annotations

from finpath.engine import DuckDB, Limits
from finpath.graph import build
from finpath.testing import ledger


def test_holds_what_people_and_addresses_receive_tries_included() -> None:
    with DuckDB(Limits(threads=1)) as engine:
        world = ledger(
            engine,
            merchants="""
                merchant_id | kind
                aunt        | payee
                key         | address
                shop        | merchant
            """,
            transactions="""
                merchant_id | payer_ref | rail       | kind     | transaction_id
                aunt        | a         | wallet     | purchase | one
                aunt        | a         | wallet     | decline  | two
                aunt        | a         | wallet     | refund   | back
                key         | b         | crypto     | purchase | three
                nobody      | b         | remittance | purchase | four
                shop        | b         | card       | purchase | five
            """,
        )
        build(world)
        rows = engine.rows("SELECT transaction_id FROM receipts ORDER BY transaction_id")
        assert [name for (name,) in rows] == ["four", "one", "three", "two"]
