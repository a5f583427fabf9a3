"""The same people pay small sums in coins to one address, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SmallCoinsAgain(Rule):
    """Several payers withdraw less than a hundred dollars in coins to one address, and come back at intervals.

    Subscriptions are paid in coins like this: small, equal, by the same people. Gifts to a streamer, games, donations
    are small too, but vary, or are made once. Who saves a fixed sum a month pays an address of their own, which has one
    payer. A lawful service that takes coins for a monthly fee, such as a network provider, is a look-alike.
    """

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("Chainalysis: mostly below 100 US dollars, by subscription", 2026)
    requires: ClassVar = ("transactions.amount", "transactions.payer_ref")
    observable_by: ClassVar = ("vasp", "issuer")
    weight: ClassVar = 0.4
    shadow: ClassVar = True
    terms: ClassVar = {
        "senders": ("different senders of coins", "count"),
        "small": ("small payments in coins", "count"),
        "regular_senders": ("senders of coins who paid small sums several times", "count"),
    }

    ticket: float = threshold(95.0, "EUR that a small payment has at most: 100 US dollars, published 2026", "EUR")
    senders: int = threshold(4, "different ones", "count")
    times: int = threshold(3, "small payments of a regular sender, at least", "count")
    regular: float = threshold(0.4, "share of the senders who are regular", "share")
    share: float = threshold(0.8, "of the payments in coins that are small", "share")

    sql: ClassVar = """
        WITH paid AS (
            SELECT merchant,
                   payer,
                   count(*)                                       AS payments,
                   count(*) FILTER (WHERE amount_eur <= :ticket)  AS small
            FROM receipts
            WHERE kind = 'purchase' AND rail = 'crypto' AND amount_eur IS NOT NULL
            GROUP BY merchant, payer
        ), coins AS (
            SELECT merchant,
                   count(*)                                       AS senders,
                   count(*) FILTER (WHERE small >= :times)        AS regular_senders,
                   CAST(sum(payments) AS BIGINT)                  AS payments,
                   CAST(sum(small) AS BIGINT)                     AS small
            FROM paid
            GROUP BY merchant
        )
        SELECT merchant                                AS subject_id,
               fp_share(regular_senders, senders)      AS score,
               regular_senders,
               senders,
               small,
               payments
        FROM coins
        WHERE senders >= :senders
          AND regular_senders >= :regular * senders
          AND small >= :share * payments
    """
    sentence: ClassVar = (
        "{regular_senders} of {senders} senders of coins came back with small sums; {small} of {payments} payments are"
        " small."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.rail = 'crypto' AND p.amount_eur <= :ticket"

    examples: ClassVar = (
        Example(
            title="six who pay 40 every month",
            finds=("key",),
            merchants="""
                merchant_id | kind
                key         | address
            """,
            transactions="""
                merchant_id | payer_ref | rail   | amount | times | every
                key         | p*%6      | crypto | 40     | 24    | 5d
            """,
        ),
        Example(
            title="a fund to which many give once, and a saver's own address",
            merchants="""
                merchant_id | kind
                fund        | address
                own         | address
            """,
            transactions="""
                merchant_id | payer_ref | rail   | amount | times | every
                fund        | g*        | crypto | 20     | 30    | 1d
                own         | saver     | crypto | 50     | 24    | 5d
            """,
        ),
    )
