"""The same small sums again and again, from several people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SmallFixedAmounts(Rule):
    """Several people pay one receiver the same small sums, within the bands that were published for this crime.

    Court files and banks report what is paid for live abuse: EUR 10 to 200 (FATF 2025); SEK 90 to 300 (ECPAT Sweden
    2024); less than AUD 55 by those who paid most often (AIC 2021). The band here is FATF's, in euro; it is a
    threshold, to be set to the currency and year that fits. Tuition, club fees and tips are small and fixed as well.
    These are paid by people of one place, or to a business, and this looks only at persons and wallets.
    """

    version: ClassVar = 2
    family: ClassVar = Family.PRICE
    source: ClassVar = Source("FATF, Detecting, Disrupting and Investigating Online Child Sexual Exploitation", 2025)
    requires: ClassVar = ("transactions.amount", "transactions.payer_ref")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {"at_small_prices": ("payments at small amounts that come again", "count")}

    currency: str = threshold("EUR", "of the band, which was published in 2025", "currency")
    low: float = threshold(10.0, "in that currency", "its currency")
    high: float = threshold(200.0, "in that currency", "its currency")
    payers: int = threshold(5, "different payers", "count")
    times: int = threshold(3, "that an amount is paid at least", "count")
    share: float = threshold(0.6, "of the payments, at such amounts within the band", "share")
    foreign: float = threshold(0.5, "share of payments from abroad", "share")

    sql: ClassVar = """
        WITH small AS (
            SELECT merchant,
                   sum(payments) AS at_small_prices,
                   count(*)      AS small_prices
            FROM prices
            WHERE currency = :currency AND amount BETWEEN :low AND :high AND payments >= :times
            GROUP BY merchant
        )
        SELECT m.merchant                                                                   AS subject_id,
               fp_share(s.at_small_prices, m.transactions)                                  AS score,
               CAST(s.at_small_prices AS BIGINT)                                            AS at_small_prices,
               s.small_prices,
               m.transactions,
               m.payers
        FROM merchants AS m
        JOIN small     AS s ON s.merchant = m.merchant
        JOIN kinds     AS k ON k.merchant = m.merchant
        WHERE (m.kind = 'payee' OR k.rail = 'remittance')
          AND m.payers >= :payers
          AND s.at_small_prices >= :share * m.transactions
          AND m.foreign_share >= :foreign
    """
    sentence: ClassVar = (
        "{at_small_prices} of {transactions} payments are at {small_prices} small amounts that come again and again."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.currency = :currency AND p.amount BETWEEN :low AND :high"

    examples: ClassVar = (
        Example(
            title="a receiver of thirties and fifties",
            finds=("receiver",),
            merchants="""
                merchant_id | kind  | country
                receiver    | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | amount | times | every
                receiver    | a*%6      | DE            | remittance | 30     | 8     | 7d
                receiver    | b*%3      | NL            | remittance | 50     | 6     | 9d
                receiver    | c*        | NL            | remittance | 47.20  | 1     |
            """,
        ),
        Example(
            title="a family that sends what it can, and one son who always sends the same",
            merchants="""
                merchant_id | kind  | country
                mother      | payee | PH
                widow       | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | amount | times | every
                mother      | a*%6      | DE            | remittance | 8*.15  | 18    | 7d
                widow       | son       | NL            | remittance | 100    | 20    | 9d
            """,
        ),
    )
