"""Unrelated people of several countries send one person small sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class UnrelatedSenders(Rule):
    """Several people of several countries send small sums to one private person.

    This is how live abuse is paid for: one receiver, unrelated senders, sums that a family would not notice. A family
    abroad and a village that collects for its school send through one corridor, so senders of several countries are
    asked for. Senders who declare kinship count less, though anybody can declare it. A freelancer's clients remain a
    look-alike. The receiver may be a victim, or a relative of one: never a suspect by this alone.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source("AUSTRAC, Combating the sexual exploitation of children: financial crime guide", 2022)
    requires: ClassVar = ("transactions.payer_ref", "transactions.payer_country")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.3

    senders: int = threshold(5, "different senders", "count")
    countries: int = threshold(3, "that the senders are in", "count")
    one_country: float = threshold(0.7, "of the senders in one country; more is a corridor", "share")
    small: float = threshold(0.8, "share of payments of at most 200 EUR", "share")
    kin: float = threshold(0.5, "what stated kinship takes off the score, where all state it", "share")
    foreign: float = threshold(0.6, "share of payments from abroad", "share")
    full: int = threshold(15, "senders that score 1", "count")

    sql: ClassVar = """
        SELECT m.merchant                                                                   AS subject_id,
               (5e-1 + 5e-1 * least(1e0, m.payers * 1e0 / :full))
                   * (1 - :kin * coalesce(fp_share(m.kin_payments, m.related_known), 0))    AS score,
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
    """
    sentence: ClassVar = (
        "{payers} senders of {payer_countries} countries made {transactions} payments, mostly small ones."
        " {kin_payments} of {related_known} that state a relationship say family or friends."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

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
            title="a family whose children work in one country, and a friend in another",
            merchants="""
                merchant_id | kind  | country
                mother      | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | amount | relationship | times | every
                mother      | a*%5      | DE            | remittance | 90     | family       | 16    | 7d
                mother      | b*        | NL            | remittance | 60     | friend       | 1     |
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
