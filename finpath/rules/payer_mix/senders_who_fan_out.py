"""Those who send to one person send to many unrelated people within weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SendersWhoFanOut(Rule):
    """Several of a person's senders began to pay many different people, no relatives, within a short time.

    Who pays for abuse pays many receivers; a migrant pays the same few for years. It is looked at from the receiver's
    side, as a property of those who send. Who buys second-hand things, and a firm that pays helpers abroad, pay many
    people too, so several such senders are asked for. A hall of residence whose students sell to each other remains a
    look-alike.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source("AUSTRAC, methodology brief (as cited in AUSTRAC v Westpac)", 2016)
    requires: ClassVar = ("transactions.payer_ref", "transactions.occurred_at")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.4
    terms: ClassVar = {
        "spreaders": ("senders who began to pay many people within a short time", "count"),
    }

    receivers: int = threshold(4, "different people that such a sender began to pay …", "count")
    days: int = threshold(30, "… within so many days", "days")
    most: int = threshold(60, "receivers of one sender in all; more is a firm", "count")
    spreaders: int = threshold(3, "such senders", "count")
    share: float = threshold(0.3, "of all senders", "share")
    foreign: float = threshold(0.5, "share of payments from abroad", "share")
    one_country: float = threshold(0.7, "of the senders in one country; more is a corridor", "share")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )

    sql: ClassVar = """
        WITH begun AS (
            SELECT l.payer,
                   l.merchant,
                   l.first_seen,
                   lead(l.first_seen, :receivers - 1) OVER (
                       PARTITION BY l.payer ORDER BY l.first_seen, l.merchant
                   )                                           AS nth_seen,
                   count(*) OVER (PARTITION BY l.payer)        AS receivers
            FROM links     AS l
            JOIN merchants AS m ON m.merchant = l.merchant AND m.kind = 'payee'
        ), spreading AS (
            SELECT payer
            FROM begun
            WHERE receivers <= :most
            GROUP BY payer
            HAVING min(fp_days_between(first_seen, nth_seen)) <= :days
        ), senders AS (
            SELECT b.merchant, count(*) AS spreaders
            FROM begun     AS b
            JOIN spreading AS s ON s.payer = b.payer
            GROUP BY b.merchant
        ), received AS (
            SELECT s.merchant,
                   s.spreaders,
                   m.payers,
                   m.foreign_share,
                   m.top_country_share,
                   coalesce(fp_share(m.kin_payments, m.related_known), 0) AS kin_share
            FROM senders   AS s
            JOIN merchants AS m ON m.merchant = s.merchant
        )
        SELECT merchant                         AS subject_id,
               fp_share(spreaders, payers) * (1 - :kin * kin_share)      AS score,
               spreaders,
               payers
        FROM received
        WHERE spreaders >= :spreaders
          AND spreaders >= :share * payers
          AND foreign_share >= :foreign
          AND top_country_share <= :one_country
    """
    sentence: ClassVar = "{spreaders} of {payers} senders began to pay several different people within a short time."
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="five senders who all pay five people",
            finds=("receiver1", "receiver2", "receiver3", "receiver4", "receiver5"),
            merchants="""
                merchant_id | kind  | country | times
                receiver*   | payee | PH      | 5
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | occurred_at      | times | every
                receiver*   | a         | DE            | remittance | 2026-01-05 12:00 | 5     | 1d
                receiver*   | b         | NL            | remittance | 2026-01-06 12:00 | 5     | 1d
                receiver*   | c         | AU            | remittance | 2026-01-07 12:00 | 5     | 1d
            """,
        ),
        Example(
            title="brothers and sisters who keep parents, aunts and a school",
            merchants="""
                merchant_id | kind  | country | times
                relative*   | payee | PH      | 5
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | relationship | times
                relative*   | a         | DE            | remittance | family       | 5
                relative*   | b         | DE            | remittance | family       | 5
                relative*   | c         | DE            | remittance | friend       | 5
            """,
        ),
        Example(
            title="a person whose senders have sent to one or two people for years",
            merchants="""
                merchant_id | kind  | country | times
                relative*   | payee | PH      | 3
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | times
                relative1   | a*        | DE            | remittance | 6
                relative2   | a*        | DE            | remittance | 6
            """,
        ),
    )
