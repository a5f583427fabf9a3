"""One price inside an honest shop has other payers than the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class PriceStream(Rule):
    """Inside one merchant, one exact price has payers who are far more foreign, or pay far more at night.

    In transaction laundering, sales of a hidden site run through the account of an honest shop. They are a minority,
    so averages dilute them; but they come at the site's own price, and from its own customers. A price that is popular
    with tourists (a set menu, a day ticket) is a look-alike from abroad, though not at night. What everybody buys
    alike, such as a gift card, is left alone.
    """

    family: ClassVar = Family.PRICE
    source: ClassVar = Source(
        "Mastercard BRAM, transaction laundering, as explained by EverCompliant and Austreme", 2019
    )
    requires: ClassVar = ("transactions.amount", "transactions.payer_ref")
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 2.0
    version: ClassVar = 2
    nearly: ClassVar = ("odd_prices",)
    terms: ClassVar = {
        "greatest(abroad_by, night_by, (abroad_by + night_by) / sqrt(2e0))": (
            "how far that price's payers differ from the others, in standard deviations",
            "times",
        ),
        "greatest(farther, later)": ("difference of the shares from abroad, or at night", "points"),
        "payers_here": ("payers at that price", "count"),
    }

    payments: int = threshold(8, "at the price", "count")
    payers: int = threshold(5, "at the price: one customer's habit is no stream", "count")
    most: float = threshold(0.6, "of the merchant's payments; more is its own business", "share")
    apart: float = threshold(0.2, "difference of the shares", "share")
    deviations: float = threshold(
        3.5, "standard deviations of that difference: a merchant has many prices", "standard deviations"
    )
    full: float = threshold(8.0, "deviations that score 1", "standard deviations")

    sql: ClassVar = """
        WITH sides AS (
            SELECT p.merchant, p.amount, p.currency, p.payments, m.transactions,
                   p.foreign_payments, p.located, p.nights, p.clocked,
                   fp_share(p.foreign_payments, p.located)                                     AS foreign_here,
                   fp_share(m.foreign_payments - p.foreign_payments, m.located - p.located)    AS foreign_rest,
                   fp_share(p.nights, p.clocked)                                               AS night_here,
                   fp_share(m.nights - p.nights, m.clocked - p.clocked)                        AS night_rest,
                   fp_share(m.foreign_payments + 1, m.located + 2)                             AS foreign_all,
                   fp_share(m.nights + 1, m.clocked + 2)                                       AS night_all,
                   1e0 / nullif(p.located, 0) + 1e0 / nullif(m.located - p.located, 0)         AS located_parts,
                   1e0 / nullif(p.clocked, 0) + 1e0 / nullif(m.clocked - p.clocked, 0)         AS clocked_parts
            FROM prices    AS p
            JOIN merchants AS m ON m.merchant = p.merchant
            WHERE p.payments >= :payments AND p.payments <= :most * m.transactions
        ), apart AS (
            SELECT s.*,
                   coalesce(foreign_here - foreign_rest, 0)                                                 AS farther,
                   coalesce(night_here - night_rest, 0)                                                     AS later,
                   coalesce((foreign_here - foreign_rest)
                            / sqrt(foreign_all * (1 - foreign_all) * located_parts), 0) AS abroad_by,
                   coalesce((night_here - night_rest)
                            / sqrt(night_all * (1 - night_all) * clocked_parts), 0)     AS night_by
            FROM sides AS s
        ), odd_prices AS (
            SELECT a.*,
                   greatest(abroad_by, night_by, (abroad_by + night_by) / sqrt(2e0)) AS deviations_found
            FROM apart AS a
            WHERE greatest(abroad_by, night_by, (abroad_by + night_by) / sqrt(2e0)) >= :deviations
              AND greatest(farther, later) >= :apart
        ), paid AS (
            SELECT s.merchant, s.amount, s.currency, count(DISTINCT x.payer) AS payers_here
            FROM odd_prices AS s
            JOIN payments   AS x ON x.merchant = s.merchant AND x.amount = s.amount AND x.currency = s.currency
            WHERE x.kind = 'purchase'
            GROUP BY s.merchant, s.amount, s.currency
        )
        SELECT s.merchant                                           AS subject_id,
               least(1e0, s.deviations_found / :full)               AS score,
               s.amount                                             AS price,
               s.currency,
               s.payments,
               s.transactions,
               p.payers_here,
               coalesce(s.foreign_here, 0)                          AS foreign_here,
               coalesce(s.foreign_rest, 0)                          AS foreign_rest,
               coalesce(s.night_here, 0)                            AS night_here,
               coalesce(s.night_rest, 0)                            AS night_rest
        FROM odd_prices AS s
        JOIN paid       AS p ON p.merchant = s.merchant AND p.amount = s.amount AND p.currency = s.currency
        WHERE p.payers_here >= :payers
        QUALIFY row_number() OVER (
            PARTITION BY s.merchant ORDER BY round(s.deviations_found, 9) DESC, s.amount, s.currency
        ) = 1
    """
    sentence: ClassVar = (
        "At exactly {price:.2f} {currency} there are {payments} payments by {payers_here} payers. {foreign_here:.0%}"
        " are from abroad and {night_here:.0%} at night; of its other payments {foreign_rest:.0%} and {night_rest:.0%}"
        " are."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.amount = f.price AND p.currency = f.currency"

    examples: ClassVar = (
        Example(
            title="a stream at one price, foreign and late, through a florist",
            finds=("florist",),
            merchants="""
                merchant_id | country
                florist     | NL
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | amount | occurred_at      | times | every
                florist     | p*%40     | NL            | *.80   | 2026-01-05 12:00 | 90    | 1d
                florist     | q*        | DE            | 39.90  | 2026-01-05 23:10 | 15    | 1d
            """,
        ),
        Example(
            title="a gift card that everybody buys",
            merchants="""
                merchant_id | country
                florist     | NL
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | amount | occurred_at      | times | every
                florist     | p*%40     | NL            | *.80   | 2026-01-05 12:00 | 90    | 1d
                florist     | q*        | NL            | 50     | 2026-01-05 12:10 | 30    | 1d
            """,
        ),
        Example(
            title="one faithful customer from abroad",
            merchants="""
                merchant_id | country
                florist     | NL
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | amount | occurred_at      | times | every
                florist     | p*%40     | NL            | *.80   | 2026-01-05 12:00 | 90    | 1d
                florist     | faithful  | DE            | 39.90  | 2026-01-05 12:10 | 15    | 1d
            """,
        ),
    )
