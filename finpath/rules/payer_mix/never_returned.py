"""Nothing ever comes back, where something should have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class NeverReturned(Rule):
    """No payment, or hardly one, was disputed or refunded, where the merchant's kind would have had many by now.

    Whoever buys what is forbidden does not complain. A good shop has few complaints as well, a bakery has none, and a
    charity gives nothing back. A merchant is held against its own kind, and against its own provider, who may not hand
    in refunds at all. A weak sign.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source(
        "EverCompliant, on chargeback scoring that misses laundering; that buyers stay silent is background knowledge"
    )
    requires: ClassVar = ("transactions.kind",)
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "expected": ("refunds and disputes that its kind would have had", "count"),
        "expected - returns": ("refunds and disputes that are lacking", "count"),
    }

    payers: int = threshold(15, "different payers", "count")
    expected: float = threshold(5.0, "refunds and disputes that its kind, at its provider, would have had", "count")
    lacking: float = threshold(0.9, "of these", "share")
    full: float = threshold(15.0, "lacking ones that score 1", "count")

    sql: ClassVar = """
        WITH usual_returns AS (
            SELECT provider_id,
                   fp_share(sum(refunds) + sum(chargebacks), sum(transactions)) AS usual_here
            FROM merchants
            GROUP BY provider_id
        ), due AS (
            SELECT m.merchant,
                   m.payers,
                   m.transactions,
                   m.refunds + m.chargebacks                                 AS returns,
                   least(c.usual + d.usual, p.usual_here) * m.transactions   AS expected,
                   c.peers,
                   c.peer_merchants
            FROM merchants     AS m
            JOIN usual_returns AS p ON p.provider_id = m.provider_id
            JOIN compared      AS c ON c.merchant = m.merchant AND c.feature = 'refund_share'
            JOIN compared      AS d ON d.merchant = m.merchant AND d.feature = 'chargeback_share'
        )
        SELECT merchant                                             AS subject_id,
               least(1e0, (expected - returns) / :full)             AS score,
               returns,
               expected,
               transactions,
               peers,
               peer_merchants
        FROM due
        WHERE payers >= :payers AND expected >= :expected AND expected - returns >= :lacking * expected
    """
    sentence: ClassVar = (
        "{returns} of {transactions} payments were refunded or disputed. For {peer_merchants} merchants of {peers},"
        " {expected:.1f} would be usual."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="a seller of clothes to whom nobody sends anything back",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | mcc  | kind   | times | every
                shop*%16    | p*~60     | 5651 |        | 800   | 1h
                shop*%16    | p*~60     | 5651 | refund | 160   | 5h
                odd         | q*%30     | 5651 |        | 60    | 1d
            """,
        ),
        Example(
            title="a bakery among bakeries, and a provider that hands in no refunds",
            transactions="""
                provider_id | merchant_id | payer_ref | mcc  | kind   | times | every
                p           | shop*%16    | p*~60     | 5651 |        | 800   | 1h
                p           | shop*%16    | p*~60     | 5651 | refund | 160   | 5h
                p           | bakery*%16  | p*~60     | 5462 |        | 1600  | 1h
                q           | other       | q*%30     | 5651 |        | 60    | 1d
            """,
        ),
    )
