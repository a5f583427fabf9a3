"""Strangers give one person every innocuous purpose there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class InnocuousPurposes(Rule):
    """Senders who state no relationship write school, medical, accommodation or family, and not the same one.

    A purpose is written to be believed. A school is paid for school by all who pay it, a clinic for treatment, a
    landlord for rent. A family writes many things and says that it is family. Here several people who name no
    relationship give one person several such reasons. A charity worker who collects for a household in need, and a
    person whose friends help through a bad year without saying that they are friends, look the same.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source("FATF, Detecting, Disrupting and Investigating Online Child Sexual Exploitation", 2025)
    requires: ClassVar = ("transactions.purpose_text", "transactions.relationship", "transactions.payer_ref")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.3
    shadow: ClassVar = True
    terms: ClassVar = {
        "senders": ("senders with an innocuous purpose and no stated kinship", "count"),
        "purposes": ("different innocuous purposes that they give", "count"),
        "pretexts": ("payments with an innocuous purpose and no stated kinship", "count"),
    }

    senders: int = threshold(4, "different ones who give such a purpose and no kinship", "count")
    purposes: int = threshold(3, "different purposes of that kind", "count")
    share: float = threshold(0.3, "of all payments", "share")
    full: int = threshold(10, "senders that score 1", "count")
    foreign: float = threshold(0.5, "share of payments from abroad", "share")

    sql: ClassVar = """
        WITH given AS (
            SELECT merchant,
                   count(*)                 AS pretexts,
                   count(DISTINCT payer)    AS senders,
                   count(DISTINCT purpose)  AS purposes
            FROM receipts
            WHERE kind = 'purchase'
              AND purpose IN ('family', 'school', 'medical', 'accommodation')
              AND coalesce(relationship, 'unknown') NOT IN ('family', 'friend')
            GROUP BY merchant
        )
        SELECT m.merchant                                                    AS subject_id,
               5e-1 + 5e-1 * least(1e0, g.senders * 1e0 / :full)             AS score,
               g.pretexts,
               g.senders,
               g.purposes,
               m.transactions
        FROM given     AS g
        JOIN merchants AS m ON m.merchant = g.merchant
        WHERE g.senders >= :senders
          AND g.purposes >= :purposes
          AND g.pretexts >= :share * m.transactions
          AND m.foreign_share >= :foreign
    """
    sentence: ClassVar = (
        "{senders} senders who state no kinship gave {purposes} different innocuous purposes for {pretexts} of"
        " {transactions} payments."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM receipts AS r
            WHERE r.merchant = p.merchant
              AND r.transaction_id = p.transaction_id
              AND r.purpose IN ('family', 'school', 'medical', 'accommodation')
              AND coalesce(r.relationship, 'unknown') NOT IN ('family', 'friend')
        )
    """

    examples: ClassVar = (
        Example(
            title="school, rent and medicine, from people who say that they are nobody to her",
            finds=("receiver",),
            merchants="""
                merchant_id | kind  | country
                receiver    | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | purpose_text | purpose       | relationship | times
                receiver    | a*        | DE            | wallet | fee          | school        | none         | 2
                receiver    | b*        | NL            | wallet | rent         | accommodation |              | 2
                receiver    | c*        | AU            | wallet | medicine     | medical       | none         | 2
            """,
        ),
        Example(
            title="a school that is paid for school, and a family with every need",
            merchants="""
                merchant_id | kind  | country
                school      | payee | PH
                mother      | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | purpose_text | purpose       | relationship | times
                school      | p*        | DE            | wallet | fee          | school        | none         | 9
                mother      | d*%4      | DE            | wallet | fee          | school        | family       | 4
                mother      | d*%4      | DE            | wallet | rent         | accommodation | family       | 4
                mother      | d*%4      | DE            | wallet | medicine     | medical       | friend       | 4
            """,
        ),
    )
