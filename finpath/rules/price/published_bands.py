"""Sums to one person lie within the bands that were published in other currencies than the euro."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class PublishedBands(Rule):
    """Nearly all that one person receives from abroad in kronor, pesos or Australian dollars lies in a published band.

    Banks and court files say what is paid for live abuse, in the money it was paid in: SEK 90 to 300 (ECPAT Sweden
    2024), AUD 10 to 100 (AUSTRAC), PHP 1,000 to 10,000 (AMLC 2020). The bands are thresholds, each of its currency and
    year; set them anew when prices rise. What friends share after a meal, tips and pocket money are as small: these
    are mostly paid at home, or by the few of one family, and are left alone. By itself a band says little.
    """

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("ECPAT Sweden 2024 (SEK); AUSTRAC case study (AUD); AMLC 2020 (PHP)", 2024)
    requires: ClassVar = ("transactions.amount", "transactions.currency", "transactions.payer_country")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "senders": ("senders in a currency that has a published band", "count"),
        "in_band": ("payments within the published band of their currency", "count"),
    }

    sek_low: float = threshold(90.0, "SEK, ECPAT Sweden 2024", "SEK")
    sek_high: float = threshold(300.0, "SEK, ECPAT Sweden 2024", "SEK")
    aud_low: float = threshold(10.0, "AUD, AUSTRAC case study", "AUD")
    aud_high: float = threshold(100.0, "AUD, AUSTRAC case study", "AUD")
    php_low: float = threshold(1000.0, "PHP, AMLC 2020", "PHP")
    php_high: float = threshold(10000.0, "PHP, AMLC 2020", "PHP")
    senders: int = threshold(5, "different payers in these currencies; a family has fewer", "count")
    share: float = threshold(0.8, "of the payments in these currencies, within their band", "share")
    foreign: float = threshold(0.5, "share of payments from abroad", "share")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )

    sql: ClassVar = """
        WITH banded AS (
            SELECT merchant,
                   count(*)                                                                   AS in_currency,
                   count(DISTINCT payer)                                                      AS senders,
                   count(*) FILTER (WHERE (currency = 'SEK' AND amount BETWEEN :sek_low AND :sek_high)
                                       OR (currency = 'AUD' AND amount BETWEEN :aud_low AND :aud_high)
                                       OR (currency = 'PHP' AND amount BETWEEN :php_low AND :php_high)) AS in_band
            FROM receipts
            WHERE kind = 'purchase' AND currency IN ('SEK', 'AUD', 'PHP')
            GROUP BY merchant
        ), received AS (
            SELECT b.*,
                   m.foreign_share,
                   coalesce(fp_share(m.kin_payments, m.related_known), 0) AS kin_share
            FROM banded    AS b
            JOIN merchants AS m ON m.merchant = b.merchant
        )
        SELECT merchant                              AS subject_id,
               fp_share(in_band, in_currency) * (1 - :kin * kin_share)      AS score,
               in_band,
               in_currency,
               senders
        FROM received
        WHERE senders >= :senders
          AND in_band >= :share * in_currency
          AND foreign_share >= :foreign
    """
    sentence: ClassVar = (
        "{in_band} of {in_currency} payments in SEK, AUD or PHP, by {senders} senders, lie within the band published"
        " for their currency."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.currency IN ('SEK', 'AUD', 'PHP')"

    examples: ClassVar = (
        Example(
            title="kronor from abroad, each sum within the band",
            finds=("receiver",),
            merchants="""
                merchant_id | kind  | country
                receiver    | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | currency | amount | times | every
                receiver    | a*%5      | SE            | remittance | SEK      | 150    | 10    | 6d
                receiver    | b         | SE            | remittance | SEK      | 250    | 4     | 6d
            """,
        ),
        Example(
            title="friends at home who share what a meal cost, and a daughter abroad who keeps her mother",
            merchants="""
                merchant_id | kind  | country
                friend      | payee | SE
                mother      | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | currency | amount | relationship | times
                friend      | a*%5      | SE            | wallet     | SEK      | 150    |              | 10
                mother      | d*%4      | SE            | remittance | SEK      | 250    | family       | 8
            """,
        ),
    )
