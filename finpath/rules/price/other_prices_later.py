"""A new merchant drops the prices it began with, and sells at quite others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class OtherPricesLater(Rule):
    """After its first weeks a new account sells at a few prices of quite another size, and the first ones are gone.

    An account is shown a decent trade while it is watched, and is put to its use when the watching ends. Shops raise
    their prices by a few percent and change their range piece by piece. Here the old prices end and the new ones are
    a multiple of them. A shop that moves from winter to summer goods comes near: its prices are many.
    """

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("Ballerine, monitoring a new merchant account in its first 90 days", 2026)
    requires: ClassVar = ("transactions.amount", "transactions.occurred_at")
    observable_by: ClassVar = ("acquirer",)
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    nearly: ClassVar = ("beginners",)
    terms: ClassVar = {
        "fp_days_between(starts, first_seen)": ("days of data before its first payment", "days"),
        "later_payments": ("payments at prices that came later", "count"),
        "fp_share(later_payments, early_payments + later_payments)": ("share of these among repeated prices", "share"),
        "first_later - last_early": ("days from the last sale at a first price to the first at a later one", "days"),
        "abs(ln(later_mean / early_mean))": ("distance of the later prices from the first", "nats"),
    }

    margin: int = threshold(14, "days that the data must reach back before the first payment", "days")
    trial: int = threshold(60, "days within which the first prices begin and end", "days")
    few: float = threshold(0.7, "share of payments at repeated prices: fewer is a shop with baskets", "share")
    payments: int = threshold(15, "at prices that came later", "count")
    share: float = threshold(0.4, "of payments at repeated prices", "share")
    overlap: int = threshold(14, "days that first and later prices may run side by side", "days")
    times: float = threshold(1.7, "larger or smaller, on average", "times")
    full: float = threshold(4.0, "times that score 1", "times")

    sql: ClassVar = """
        WITH span AS (
            SELECT min(first_seen) AS starts FROM merchants
        ), beginners AS (
            SELECT m.merchant, m.first_seen
            FROM merchants  AS m
            CROSS JOIN span AS s
            WHERE fp_days_between(s.starts, m.first_seen) >= :margin AND m.repeated_price_share >= :few
        ), sides AS (
            SELECT b.merchant,
                   p.currency,
                   p.amount,
                   p.payments,
                   fp_day_number(p.first_seen)                                 AS began,
                   fp_day_number(p.last_seen)                                  AS ended,
                   fp_days_between(b.first_seen, p.last_seen) <= :trial        AS early
            FROM beginners AS b
            JOIN prices    AS p ON p.merchant = b.merchant
        ), measured AS (
            SELECT merchant,
                   currency,
                   sum(CASE WHEN early THEN payments ELSE 0 END)               AS early_payments,
                   sum(CASE WHEN early THEN 0 ELSE payments END)               AS later_payments,
                   max(CASE WHEN early THEN ended END)                         AS last_early,
                   min(CASE WHEN early THEN NULL ELSE began END)               AS first_later,
                   fp_share(sum(CASE WHEN early THEN payments * amount END),
                            sum(CASE WHEN early THEN payments END))            AS early_mean,
                   fp_share(sum(CASE WHEN early THEN NULL ELSE payments * amount END),
                            sum(CASE WHEN early THEN NULL ELSE payments END))  AS later_mean
            FROM sides
            GROUP BY merchant, currency
        )
        SELECT merchant                                                          AS subject_id,
               least(1e0, abs(ln(later_mean / early_mean)) / ln(:full))          AS score,
               CAST(early_payments AS BIGINT)                                    AS early_payments,
               CAST(later_payments AS BIGINT)                                    AS later_payments,
               early_mean,
               later_mean,
               currency
        FROM measured
        WHERE early_mean > 0
          AND later_payments >= :payments
          AND fp_share(later_payments, early_payments + later_payments) >= :share
          AND first_later - last_early >= -:overlap
          AND abs(ln(later_mean / early_mean)) >= ln(:times)
        QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY later_payments DESC, currency) = 1
    """
    sentence: ClassVar = (
        "Its first {early_payments} payments were of {early_mean:.2f} {currency} on average. These prices ended, and"
        " {later_payments} payments of {later_mean:.2f} {currency} on average followed."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.currency = f.currency"

    examples: ClassVar = (
        Example(
            title="five weeks of small sales, then access at two prices",
            finds=("site",),
            transactions="""
                merchant_id | payer_ref | amount | occurred_at      | times | every
                shop*~97    | p*~400    | *.37   | 2026-01-01 12:00 | 1600  | 3h
                site        | q*        | *%3.50 | 2026-02-01 12:00 | 35    | 1d
                site        | r*        | 29.95  | 2026-03-10 12:00 | 60    | 1d
                site        | r*        | 49.95  | 2026-03-10 18:00 | 30    | 2d
            """,
        ),
        Example(
            title="prices that rise by a tenth, and a shop that keeps both ranges",
            transactions="""
                merchant_id | payer_ref | amount | occurred_at      | times | every
                shop*~97    | p*~400    | *.37   | 2026-01-01 12:00 | 1600  | 3h
                cafe        | q*        | *%3.50 | 2026-02-01 12:00 | 35    | 1d
                cafe        | r*        | *%3.80 | 2026-03-10 12:00 | 60    | 1d
                both        | s*        | *%3.50 | 2026-02-01 12:00 | 100   | 1d
                both        | t*        | 29.95  | 2026-03-10 12:00 | 60    | 1d
            """,
        ),
    )
