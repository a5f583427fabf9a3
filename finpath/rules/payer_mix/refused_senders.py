"""Strangers abroad who tried to pay one person, and were refused, count too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class RefusedSenders(Rule):
    """Several people of several countries tried to send one person money, and some never got through.

    Where a bank or a remitter has begun to refuse, the payments that remain look few and harmless. Who tried is the
    true circle of senders. A closed or mistyped account refuses everybody alike, and is left alone, as nobody got
    through; a sender without cover is refused now and then. A charity whose campaign met a strict bank remains a
    look-alike.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source(
        "Regulation (EU) 2024/1624, Article 69(1): attempts are reportable; the use is ours", 2024
    )
    requires: ClassVar = ("transactions.kind", "transactions.payer_ref", "transactions.payer_country")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.3
    shadow: ClassVar = True
    terms: ClassVar = {
        "refused": ("senders who tried and never got through", "count"),
        "paid": ("senders who got through", "count"),
        "tried": ("senders who tried, refused or not", "count"),
        "countries": ("countries of those who tried", "count"),
    }

    refused: int = threshold(2, "different senders who never got through", "count")
    paid: int = threshold(2, "who did", "count")
    tried: int = threshold(6, "in all", "count")
    countries: int = threshold(3, "that they are in", "count")
    share: float = threshold(0.2, "of those who tried, refused", "share")
    one_country: float = threshold(0.7, "of the senders in one country; more is a corridor", "share")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )
    full: int = threshold(15, "senders who tried that score 1", "count")

    sql: ClassVar = """
        WITH tries AS (
            SELECT merchant,
                   payer,
                   max(payer_country)                                  AS country,
                   count(*) FILTER (WHERE kind = 'purchase')           AS through
            FROM receipts
            GROUP BY merchant, payer
        ), counted_tries AS (
            SELECT merchant,
                   count(*)                                AS tried,
                   count(DISTINCT country)                 AS countries,
                   count(*) FILTER (WHERE through = 0)     AS refused,
                   count(*) FILTER (WHERE through > 0)     AS paid
            FROM tries
            GROUP BY merchant
        ), received AS (
            SELECT t.*,
                   m.top_country_share,
                   coalesce(fp_share(m.kin_payments, m.related_known), 0) AS kin_share
            FROM counted_tries AS t
            JOIN merchants     AS m ON m.merchant = t.merchant
        )
        SELECT merchant                                              AS subject_id,
               (5e-1 + 5e-1 * least(1e0, tried * 1e0 / :full)) * (1 - :kin * kin_share)         AS score,
               tried,
               refused,
               countries
        FROM received
        WHERE refused >= :refused
          AND paid >= :paid
          AND tried >= :tried
          AND countries >= :countries
          AND refused >= :share * tried
          AND top_country_share <= :one_country
    """
    sentence: ClassVar = (
        "{tried} people of {countries} countries tried to send money here; {refused} of them were refused and never got"
        " through."
    )
    evidence: ClassVar = "p.kind IN ('purchase', 'decline')"

    examples: ClassVar = (
        Example(
            title="four got through, four were refused",
            finds=("receiver",),
            merchants="""
                merchant_id | kind
                receiver    | payee
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | kind     | times
                receiver    | a*        | DE            | remittance | purchase | 2
                receiver    | b*        | NL            | remittance | purchase | 2
                receiver    | c*        | NL            | remittance | decline  | 2
                receiver    | d*        | AU            | remittance | decline  | 2
            """,
        ),
        Example(
            title="an account that was closed, and a family whose youngest has no money left",
            merchants="""
                merchant_id | kind
                closed      | payee
                mother      | payee
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | kind     | relationship | times
                closed      | a*        | DE            | remittance | decline  |              | 4
                closed      | b*        | NL            | remittance | decline  |              | 4
                closed      | c*        | AU            | remittance | decline  |              | 4
                mother      | d*%4      | DE            | remittance | purchase | family       | 9
                mother      | e*        | DE            | remittance | decline  | family       | 2
                mother      | f*        | AU            | remittance | purchase | family       | 1
            """,
        ),
    )
