"""Addresses of one payer each pay everything on to one wallet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import FLOWS, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class AddressesToOneWallet(Rule):
    """Many deposit addresses, each paid by one or two people, pass all they get on to one wallet.

    A site that gives every customer an address of their own collects in one place: one such site had 1.3 million
    addresses and took about USD 353,000. Every exchange and every payment service for shops works the same way, with
    thousands of addresses and large sums, and is told by its licence and its size. This asks for small sums and not too
    many addresses. A small lawful shop that takes coins remains a look-alike.
    """

    family: ClassVar = Family.FLOW
    source: ClassVar = Source("United States Department of Justice, Welcome to Video", 2019)
    requires: ClassVar = ("transfers.from_account", "merchants.settlement_account", "transactions.payer_ref")
    observable_by: ClassVar = ("vasp", "law_enforcement")
    weight: ClassVar = 0.75
    shadow: ClassVar = True
    nearly: ClassVar = ("single",)
    terms: ClassVar = {
        "addresses": ("addresses of few payers that pay on to the same wallet", "count"),
    }

    payers: int = threshold(2, "of one address, at most", "count")
    ticket: float = threshold(300.0, "EUR, the average payment, at most", "EUR")
    share: float = threshold(0.8, "of what an address paid on, to the one wallet", "share")
    addresses: int = threshold(5, "that pay on to it", "count")
    hub: int = threshold(5000, "addresses; more is an exchange", "count")
    full: int = threshold(20, "addresses that score 1", "count")

    sql: ClassVar = compose(
        FLOWS,
        """
        single AS (
            SELECT merchant, settlement_account, payers, transactions
            FROM merchants
            WHERE kind = 'address'
              AND settlement_account IS NOT NULL
              AND payers > 0
              AND payers <= :payers
              AND mean_ticket_eur <= :ticket
        ), collected AS (
            SELECT s.merchant,
                   m.to_account,
                   s.payers,
                   count(*) OVER (PARTITION BY m.to_account) AS addresses
            FROM single AS s
            JOIN flows  AS m ON m.from_account = s.settlement_account
            WHERE m.paid >= :share * m.paid_out AND m.paid > 0
        )
        """,
        """
        SELECT merchant                                                AS subject_id,
               4e-1 + 6e-1 * least(1e0, addresses * 1e0 / :full)       AS score,
               addresses,
               payers
        FROM collected
        WHERE addresses >= :addresses AND addresses <= :hub
        """,
    )
    sentence: ClassVar = (
        "It is one of {addresses} addresses of one or two payers each that pass what they get on to one wallet."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="six addresses, six customers, one wallet",
            finds=("key1", "key2", "key3", "key4", "key5", "key6"),
            merchants="""
                merchant_id | kind    | settlement_account | times
                key*        | address | acc-*              | 6
            """,
            transactions="""
                merchant_id | payer_ref | rail   | amount | times
                key*        | p*        | crypto | 40     | 6
            """,
            transfers="""
                from_account | to_account | amount | times
                acc-*        | wallet     | 39     | 6
            """,
        ),
        Example(
            title="a trader's own addresses, which hold large sums, and a fund that many give to",
            merchants="""
                merchant_id | kind    | settlement_account | times
                trade*      | address | trade-*            | 6
                fund*       | address | fund-*             | 6
            """,
            transactions="""
                merchant_id | payer_ref | rail   | amount | times
                trade*      | t         | crypto | 9000   | 6
                fund*%6     | g*        | crypto | 20     | 60
            """,
            transfers="""
                from_account | to_account | amount | times
                trade-*      | exchange   | 8990   | 6
                fund-*       | charity    | 190    | 6
            """,
        ),
    )
