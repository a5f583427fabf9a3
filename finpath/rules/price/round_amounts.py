"""Whole tens, where others of the kind have prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class RoundAmounts(Rule):
    """Far more payments are whole tens than at merchants of the kind.

    Sums that are agreed, and not added up at a till, are round. Gifts to charities, vouchers, top-ups and sums sent to
    family are round as well: so are those of their peers, with whom each is compared. One customer who always sends a
    round sum is no sign.
    """

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("UniPay and Payabli, merchant fraud signals: excess of round amounts", 2024)
    requires: ClassVar = ("transactions.amount",)
    observable_by: ClassVar = ("acquirer", "scheme", "issuer", "wallet", "remitter")
    weight: ClassVar = 0.25
    terms: ClassVar = {"round_share - usual": ("share of whole tens, above the usual", "points")}

    payers: int = threshold(12, "different payers", "count")
    excess: float = threshold(0.3, "share of whole tens above the usual", "share")
    spreads: float = threshold(3.0, "distances from the median of the peers to their upper quartile", "distances")
    deviations: float = threshold(4.0, "standard deviations of a share of so many payments", "standard deviations")
    full: float = threshold(0.8, "share above the usual that scores 1", "share")

    sql: ClassVar = """
        SELECT m.merchant                                              AS subject_id,
               least(1e0, (m.round_share - c.usual) / :full)           AS score,
               m.round_payments,
               m.transactions,
               m.round_share,
               m.payers,
               c.usual,
               c.peers,
               c.peer_merchants
        FROM merchants AS m
        JOIN compared  AS c ON c.merchant = m.merchant AND c.feature = 'round_share'
        WHERE m.payers >= :payers
          AND m.round_share - c.usual >= greatest(
                  :excess,
                  :spreads * (c.upper_value - c.usual),
                  :deviations * sqrt(greatest(c.usual, 2e-2) * (1 - c.usual) / m.transactions)
              )
    """
    sentence: ClassVar = (
        "{round_share:.0%} of {transactions} payments are whole tens. Usual for {peer_merchants} merchants of {peers}"
        " is {usual:.0%}."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.amount % 10 = 0"

    examples: ClassVar = (
        Example(
            title="round sums among shops with tills",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | mcc  | amount | times | every
                shop*~17    | p*~60     | 5999 | *.37   | 600   | 4h
                odd         | q*%25     | 5999 | *%5*0  | 40    | 1d
            """,
        ),
        Example(
            title="a charity among charities, and one customer's round habit",
            transactions="""
                merchant_id | payer_ref | mcc  | amount | times | every
                shop*~17    | p*~60     | 5999 | *.37   | 600   | 4h
                charity*~17 | p*~60     | 8398 | *~5*0  | 600   | 4h
                rent        | tenant    | 5999 | 800    | 40    | 5d
            """,
        ),
    )
