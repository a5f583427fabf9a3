"""A few exact prices take most payments, where others of the kind have many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class FixedPrices(Rule):
    """Three exact amounts or fewer take most of a merchant's payments; merchants of its kind sell at many prices.

    Access to a site is sold at a few price points, whatever the account pretends to sell. Subscriptions, tickets, car
    parks and charities have few prices as well: those are alike within their category, and a subscription says that
    it recurs. One customer who always pays the same is no sign either: there must be many payers.
    """

    family: ClassVar = Family.PRICE
    source: ClassVar = Source(
        "Ballerine, merchant monitoring guide; price points as in USA Today on the FCACP 2006", 2026
    )
    requires: ClassVar = ("transactions.amount",)
    observable_by: ClassVar = ("acquirer", "scheme", "issuer", "wallet")
    weight: ClassVar = 0.5
    terms: ClassVar = {
        "few_prices_share - usual": ("share of its three most common amounts, above the usual", "points"),
    }

    payers: int = threshold(12, "different payers", "count")
    excess: float = threshold(0.25, "share of the three most common amounts above the usual", "share")
    spreads: float = threshold(3.0, "distances from the median of the peers to their upper quartile", "distances")
    recurring: float = threshold(0.5, "of the payments; more is an open subscription", "share")
    full: float = threshold(0.8, "share above the usual that scores 1", "share")

    sql: ClassVar = """
        SELECT m.merchant                                                   AS subject_id,
               least(1e0, (m.few_prices_share - c.usual) / :full)           AS score,
               m.few_prices_payments,
               m.transactions,
               m.few_prices_share,
               m.payers,
               c.usual,
               c.peers,
               c.peer_merchants
        FROM merchants AS m
        JOIN compared  AS c ON c.merchant = m.merchant AND c.feature = 'few_prices_share'
        WHERE m.payers >= :payers
          AND m.recurring_payments < :recurring * m.transactions
          AND m.few_prices_share - c.usual >= greatest(:excess, :spreads * (c.upper_value - c.usual))
    """
    sentence: ClassVar = (
        "{few_prices_share:.0%} of {transactions} payments are at three exact amounts. Usual for {peer_merchants}"
        " merchants of {peers} is {usual:.0%}."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM prices AS x
            WHERE x.merchant = p.merchant AND x.amount = p.amount AND x.currency = p.currency AND x.nth <= 3
        )
    """

    examples: ClassVar = (
        Example(
            title="access at two prices among shops with baskets",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | mcc  | amount | times | every
                shop*~17    | p*~37     | 5999 | *.37   | 600   | 4h
                odd         | q*%25     | 5999 | 29.95  | 25    | 1d
                odd         | q*%25     | 5999 | 49.95  | 15    | 1d
            """,
        ),
        Example(
            title="a subscription that says so",
            transactions="""
                merchant_id | payer_ref | mcc  | amount | recurring | times | every
                shop*~17    | p*~37     | 5999 | *.37   |           | 600   | 4h
                magazine    | q*%25     | 5999 | 9.95   | true      | 100   | 1d
            """,
        ),
        Example(
            title="a car park among car parks, and one customer who always pays the same",
            transactions="""
                merchant_id | payer_ref | mcc  | amount | times | every
                shop*~17    | p*~37     | 5999 | *.37   | 600   | 4h
                park*%16    | q*%29     | 7523 | 4.00   | 320   | 8h
                rent        | tenant    | 5999 | 800    | 24    | 5d
            """,
        ),
    )
