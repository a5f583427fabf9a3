"""Money goes back to whoever never paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class RefundsWithoutSale(Rule):
    """Most refunds of a merchant go to payers who had not bought anything there before.

    A refund without a sale pays somebody out through the terminal. Cards are replaced and presents are given back by
    whom they were given to, so some refunds find no sale at every shop. A sale may lie before the data begin, so
    the first weeks do not count.
    """

    family: ClassVar = Family.FLOW
    source: ClassVar = Source("Payabli, risk basics: refunds with no matching sale; thresholds are our own")
    requires: ClassVar = ("transactions.kind", "transactions.payer_ref")
    observable_by: ClassVar = ("acquirer", "scheme", "issuer")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "unmatched": ("refunds without a sale", "count"),
        "strangers": ("payers who were refunded without a sale", "count"),
        "unmatched_share - usual": ("share of refunds without a sale, above the usual", "points"),
    }

    margin: int = threshold(45, "days that the data must reach back before a refund", "days")
    unmatched: int = threshold(5, "refunds without a sale", "count")
    payers: int = threshold(3, "who got them", "count")
    excess: float = threshold(0.4, "share of the refunds, above that of everybody's refunds", "share")

    sql: ClassVar = """
        WITH spans AS (
            SELECT provider_id, min(first_seen) AS starts
            FROM merchants
            GROUP BY provider_id
        ), refunded AS (
            SELECT p.merchant,
                   p.payer,
                   coalesce(l.first_seen <= p.occurred_at, FALSE) AS bought
            FROM payments   AS p
            JOIN spans      AS s ON s.provider_id = p.provider_id
            LEFT JOIN links AS l ON l.merchant = p.merchant AND l.payer = p.payer
            WHERE p.kind = 'refund' AND fp_days_between(s.starts, p.occurred_at) >= :margin
        ), counts AS (
            SELECT merchant,
                   count(*)                                                AS refunds,
                   count(*) FILTER (WHERE NOT bought)                      AS unmatched,
                   count(DISTINCT CASE WHEN NOT bought THEN payer END)     AS strangers
            FROM refunded
            GROUP BY merchant
        ), shares AS (
            SELECT c.*,
                   fp_share(unmatched, refunds)                                        AS unmatched_share,
                   fp_share(sum(unmatched) OVER (), sum(refunds) OVER ())              AS usual
            FROM counts AS c
        )
        SELECT merchant                                     AS subject_id,
               unmatched_share                              AS score,
               unmatched,
               refunds,
               strangers,
               usual
        FROM shares
        WHERE unmatched >= :unmatched AND strangers >= :payers AND unmatched_share - usual >= :excess
    """
    sentence: ClassVar = (
        "{unmatched} of {refunds} refunds went to {strangers} payers who had bought nothing here before. Of"
        " everybody's refunds, {usual:.0%} find no sale."
    )
    evidence: ClassVar = """
        p.kind = 'refund' AND NOT EXISTS (
            SELECT 1
            FROM links AS l
            WHERE l.merchant = p.merchant AND l.payer = p.payer AND l.first_seen <= p.occurred_at
        )
    """

    examples: ClassVar = (
        Example(
            title="refunds to strangers",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | kind   | occurred_at      | times | every
                shop*%5     | p*%30     |        | 2026-01-05 12:00 | 300   | 6h
                shop*%5     | p*%30     | refund | 2026-03-05 12:00 | 60    | 6h
                odd         | q*%20     |        | 2026-01-05 12:00 | 100   | 1d
                odd         | other*%6  | refund | 2026-03-05 12:00 | 12    | 1d
            """,
        ),
        Example(
            title="goods that are sent back, refunds as the data begin, and a present that was given back",
            transactions="""
                merchant_id | payer_ref | kind   | occurred_at      | times | every
                shop*%5     | p*%30     |        | 2026-01-05 12:00 | 300   | 6h
                shop*%5     | p*%30     | refund | 2026-03-05 12:00 | 60    | 6h
                early       | before*   | refund | 2026-01-08 12:00 | 12    | 1d
                gifts       | q*%20     |        | 2026-01-05 12:00 | 100   | 1d
                gifts       | given*    | refund | 2026-03-05 12:00 | 2     | 1d
            """,
        ),
    )
