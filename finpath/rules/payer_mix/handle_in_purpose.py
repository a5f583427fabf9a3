"""What senders write with a payment is a user name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class HandleInPurpose(Rule):
    """Several senders write a user name or a platform's name with what they pay to one person.

    Who is met on a platform is paid under the name used there. The text itself never comes in: only that it was a
    handle. Gamers who share a server, readers who tip an author and fans of a lawful creator write handles too, so
    this is nothing by itself. What is mostly paid at home, as among friends, is left alone.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source("FATF, Detecting, Disrupting and Investigating Online Child Sexual Exploitation", 2025)
    requires: ClassVar = ("transactions.purpose_text", "transactions.payer_ref", "transactions.payer_country")
    observable_by: ClassVar = ("bank", "wallet", "remitter")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "writers": ("senders who wrote a user name", "count"),
        "handles": ("payments with a user name as purpose", "count"),
    }

    writers: int = threshold(3, "different senders who wrote one", "count")
    share: float = threshold(0.3, "of the payments that give any purpose", "share")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )
    foreign: float = threshold(0.5, "share of payments from abroad", "share")
    full: int = threshold(8, "senders that score 1", "count")

    sql: ClassVar = """
        WITH written AS (
            SELECT merchant,
                   count(purpose)                                              AS told,
                   count(*) FILTER (WHERE purpose = 'handle')                  AS handles,
                   count(DISTINCT CASE WHEN purpose = 'handle' THEN payer END) AS writers
            FROM receipts
            WHERE kind = 'purchase'
            GROUP BY merchant
        ), received AS (
            SELECT w.*,
                   m.transactions,
                   m.foreign_share,
                   coalesce(fp_share(m.kin_payments, m.related_known), 0) AS kin_share
            FROM written   AS w
            JOIN merchants AS m ON m.merchant = w.merchant
        )
        SELECT merchant                                                 AS subject_id,
               (5e-1 + 5e-1 * least(1e0, writers * 1e0 / :full)) * (1 - :kin * kin_share)      AS score,
               handles,
               writers,
               told,
               transactions
        FROM received
        WHERE writers >= :writers AND handles >= :share * told AND foreign_share >= :foreign
    """
    sentence: ClassVar = (
        "{writers} senders wrote a user name with {handles} payments; {told} of {transactions} payments have any text."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM receipts AS r
            WHERE r.merchant = p.merchant AND r.transaction_id = p.transaction_id AND r.purpose = 'handle'
        )
    """

    examples: ClassVar = (
        Example(
            title="five senders who write user names",
            finds=("receiver",),
            merchants="""
                merchant_id | kind  | country
                receiver    | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | purpose_text | purpose | times
                receiver    | a*        | NL            | wallet | @name        | handle  | 5
                receiver    | b*        | NL            | wallet | gift         | gift    | 3
            """,
        ),
        Example(
            title="friends who share a game, and one odd text among many",
            merchants="""
                merchant_id | kind  | country
                gamer       | payee | NL
                baker       | payee | PH
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | purpose_text | purpose | relationship | times
                gamer       | a*        | NL            | wallet | @name        | handle  | friend       | 6
                baker       | b*        | NL            | wallet | @name        | handle  |              | 3
                baker       | c*        | NL            | wallet | cake         | other   |              | 40
            """,
        ),
    )
