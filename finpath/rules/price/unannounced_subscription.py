"""The same payers pay the same few prices month by month, and nobody calls it a subscription."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class UnannouncedSubscription(Rule):
    """Most payers who come back do so every month and at one of a few prices, in a trade that sells at many.

    Membership of a site is paid by the month. An open subscription is marked as recurring, and gyms, insurers and
    magazines have few prices all alike: the merchant is held against its own category. Rent is paid monthly too, but
    each tenant pays another sum.
    """

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("Chainalysis, on subscriptions; Ballerine on drift; thresholds are our own", 2026)
    requires: ClassVar = ("transactions.amount", "transactions.payer_ref", "transactions.occurred_at")
    observable_by: ClassVar = ("acquirer", "scheme", "issuer", "wallet")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "monthly": ("payers who come back every month", "count"),
        "few_prices_share - usual": ("share of its three most common amounts, above the usual", "points"),
    }

    often: int = threshold(3, "payments that a payer's rhythm needs", "count")
    shortest: float = threshold(27.0, "days between a payer's payments, on average", "days")
    longest: float = threshold(33.0, "days, as above", "days")
    payers: int = threshold(8, "who come back so", "count")
    share: float = threshold(0.5, "of the payers who paid that often", "share")
    recurring: float = threshold(0.5, "of the payments; more is an open subscription", "share")
    excess: float = threshold(0.25, "share of the three most common amounts above the usual", "share")

    sql: ClassVar = """
        WITH faithful AS (
            SELECT merchant,
                   count(*) FILTER (WHERE fp_share(fp_days_between(first_seen, last_seen), payments - 1)
                                          BETWEEN :shortest AND :longest)    AS monthly,
                   count(*)                                                  AS frequent
            FROM links
            WHERE payments >= :often
            GROUP BY merchant
        )
        SELECT m.merchant                                      AS subject_id,
               fp_share(f.monthly, f.frequent)                AS score,
               f.monthly,
               f.frequent,
               m.few_prices_share,
               c.usual,
               c.peers,
               c.peer_merchants
        FROM faithful  AS f
        JOIN merchants AS m ON m.merchant = f.merchant
        JOIN compared  AS c ON c.merchant = m.merchant AND c.feature = 'few_prices_share'
        WHERE f.monthly >= :payers
          AND f.monthly >= :share * f.frequent
          AND m.recurring_payments <= :recurring * m.transactions
          AND m.few_prices_share - c.usual >= :excess
    """
    sentence: ClassVar = (
        "{monthly} of {frequent} frequent payers paid once a month, without a standing agreement."
        " {few_prices_share:.0%} of the payments are at three exact amounts; {usual:.0%} is usual for {peer_merchants}"
        " merchants of {peers}."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM links AS l
            WHERE l.merchant = p.merchant AND l.payer = p.payer AND l.payments >= :often
              AND fp_share(fp_days_between(l.first_seen, l.last_seen), l.payments - 1) BETWEEN :shortest AND :longest
        )
    """

    examples: ClassVar = (
        Example(
            title="membership by the month at an account that says books",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | mcc  | amount | occurred_at      | times | every
                shop*~17    | p*~37     | 5942 | *.37   | 2026-01-01 12:00 | 600   | 6h
                odd         | q*%15     | 5942 | 29.95  | 2026-01-01 12:00 | 75    | 2d
            """,
        ),
        Example(
            title="a subscription that says so, and a house let to tenants",
            transactions="""
                merchant_id | payer_ref | mcc  | amount   | recurring | occurred_at      | times | every
                shop*~17    | p*~37     | 5942 | *.37     |           | 2026-01-01 12:00 | 600   | 6h
                magazine    | q*%15     | 5942 | 9.95     | true      | 2026-01-01 12:00 | 75    | 2d
                house       | t*%15     | 6513 | 7*%15.00 |           | 2026-01-01 12:00 | 75    | 2d
            """,
        ),
    )
