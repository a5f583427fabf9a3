"""Payers dispute far more payments than at merchants of the kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class DisputedOften(Rule):
    """Far more payments are disputed than at merchants of the kind.

    Payers do not know the name on their statement, or deny what they bought. A shop that goes broke and no longer
    delivers, and one that is tried out with stolen cards, look the same: they are victims or bad merchants of another
    sort. Transaction laundering is often not disputed at all, so that silence here clears nobody.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source(
        "EverCompliant, transaction laundering and chargebacks; thresholds are our own",
    )
    requires: ClassVar = ("transactions.kind",)
    observable_by: ClassVar = ("acquirer", "scheme", "issuer")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {"chargeback_share - usual": ("share of payments disputed, above the usual", "points")}

    payers: int = threshold(15, "different payers", "count")
    chargebacks: int = threshold(5, "at least", "count")
    excess: float = threshold(0.02, "disputed to all payments, above the usual", "share")
    deviations: float = threshold(5.0, "standard deviations of a share of so many payments", "standard deviations")
    full: float = threshold(0.1, "share above the usual that scores 1", "share")

    sql: ClassVar = """
        SELECT m.merchant                                                  AS subject_id,
               least(1e0, (m.chargeback_share - c.usual) / :full)          AS score,
               m.chargebacks,
               m.transactions,
               m.chargeback_share,
               c.usual,
               c.peers,
               c.peer_merchants
        FROM merchants AS m
        JOIN compared  AS c ON c.merchant = m.merchant AND c.feature = 'chargeback_share'
        WHERE m.payers >= :payers
          AND m.chargebacks >= :chargebacks
          AND m.chargeback_share - c.usual >= greatest(
                  :excess, :deviations * sqrt(greatest(c.usual, 5e-3) / m.transactions)
              )
    """
    sentence: ClassVar = (
        "{chargeback_share:.1%} of {transactions} payments were disputed. Usual for {peer_merchants} merchants of"
        " {peers} is {usual:.1%}."
    )
    evidence: ClassVar = "p.kind = 'chargeback'"

    examples: ClassVar = (
        Example(
            title="one payment in seven is disputed",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | kind       | times | every
                shop*~17    | p*~60     |            | 600   | 4h
                odd         | q*%30     |            | 70    | 1d
                odd         | q*        | chargeback | 10    | 1d
            """,
        ),
        Example(
            title="a dispute now and then",
            transactions="""
                merchant_id | payer_ref | kind       | times | every
                shop*~17    | p*~60     |            | 600   | 4h
                shop*~17    | p*~60     | chargeback | 8     | 4h
                other       | q*%30     |            | 70    | 1d
                other       | q*        | chargeback | 2     | 1d
            """,
        ),
    )
