"""Unrelated people of several countries send one person small sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source


@dataclass(frozen=True, kw_only=True)
class UnrelatedSenders(Rule):
    """Several people of several countries, who are not family, send small sums to one private person.

    This is how live abuse is paid for: one receiver, unrelated senders, sums that a family would not notice. Families
    abroad, a village that collects for a school, and a freelancer's clients look the same. The first say that they are
    family, or come from one country; the second come through one corridor; so senders of several countries are asked
    for, and few who declare kinship. The receiver may be a victim or a relative of one: never a suspect by this.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source("AUSTRAC, Combating the sexual exploitation of children: financial crime guide", 2022)
    requires: ClassVar = ("transactions.payer_ref", "transactions.payer_country")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 1.5

    senders: int = 5  # different senders
    countries: int = 3  # that the senders are in
    one_country: float = 0.7  # of the senders in one country; more is a corridor
    small: float = 0.8  # share of payments of at most 200 EUR
    kin: float = 0.5  # share of the stated relationships that are family or friends, at most
    foreign: float = 0.6  # share of payments from abroad
    full: int = 15  # senders that score 1

    sql: ClassVar = """
        SELECT m.merchant                                                                   AS subject_id,
               5e-1 + 5e-1 * least(1e0, m.payers * 1e0 / :full)                             AS score,
               m.payers,
               m.payer_countries,
               m.transactions,
               m.small_payments,
               m.kin_payments,
               m.related_known
        FROM merchants AS m
        JOIN kinds     AS k ON k.merchant = m.merchant
        WHERE (m.kind = 'payee' OR k.rail = 'remittance')
          AND m.payers >= :senders
          AND m.payer_countries >= :countries
          AND m.top_country_share <= :one_country
          AND m.small_share >= :small
          AND m.foreign_share >= :foreign
          AND coalesce(fp_share(m.kin_payments, m.related_known), 0) <= :kin
    """
    sentence: ClassVar = (
        "{payers} senders of {payer_countries} countries made {transactions} payments, {small_payments} of them of at most"
        " 200 EUR; {kin_payments} of {related_known} that state a relationship say family or friends."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND coalesce(p.relationship, 'unknown') NOT IN ('family', 'friend')"

    examples: ClassVar = (
        Example(
            title="senders of four countries, none of them family",
            finds=("receiver",),
            merchants="""
                merchant_id | kind  | country
                receiver    | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | amount | relationship | times | every
                receiver    | a*        | DE            | remittance | 40     | none         | 3     | 7d
                receiver    | b*        | NL            | remittance | 60     |              | 3     | 9d
                receiver    | c*        | AU            | remittance | 35     | none         | 3     | 8d
                receiver    | d*        | GB            | remittance | 80     | none         | 2     | 5d
            """,
        ),
        Example(
            title="a family whose children work in four countries",
            merchants="""
                merchant_id | kind  | country
                mother      | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | amount | relationship | times | every
                mother      | a*%2      | DE            | remittance | 90     | family       | 6     | 7d
                mother      | b*%2      | NL            | remittance | 60     | family       | 6     | 9d
                mother      | c*%2      | AU            | remittance | 150    | family       | 6     | 8d
                mother      | d*        | GB            | remittance | 80     | friend       | 2     | 5d
            """,
        ),
        Example(
            title="a village that collects in one corridor",
            merchants="""
                merchant_id | kind  | country
                school      | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | amount | relationship | times | every
                school      | a*        | ES            | remittance | 20     | none         | 30    | 1d
                school      | b*        | NL            | remittance | 20     | none         | 3     | 9d
                school      | c*        | IT            | remittance | 20     | none         | 3     | 9d
            """,
        ),
    )
