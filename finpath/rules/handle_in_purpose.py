"""What senders write with a payment is a user name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source


@dataclass(frozen=True, kw_only=True)
class HandleInPurpose(Rule):
    """Several senders write a user name or a platform's name with what they pay to one person.

    Who is met on a platform is paid under the name used there. The text itself never comes in: only that it was a
    handle. Gamers who share a server, readers who tip an author and fans of a lawful creator write handles too, so
    this is nothing by itself; where senders state that they are friends it is left alone.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source("FATF, Detecting, Disrupting and Investigating Online Child Sexual Exploitation", 2025)
    requires: ClassVar = ("transactions.purpose_text", "transactions.payer_ref")
    observable_by: ClassVar = ("bank", "wallet", "remitter")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "writers": ("senders who wrote a user name", "count"),
        "handles": ("payments with a user name as purpose", "count"),
        "kin_share": ("stated relationships that are family or friends", "share"),
    }

    writers: int = 3  # different senders who wrote one
    share: float = 0.3  # of the payments that give any purpose
    kin: float = 0.5  # share of stated relationships that are family or friends, at most
    full: int = 8  # senders that score 1

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
                   coalesce(fp_share(m.kin_payments, m.related_known), 0) AS kin_share
            FROM written   AS w
            JOIN merchants AS m ON m.merchant = w.merchant
        )
        SELECT merchant                                                 AS subject_id,
               3e-1 + 7e-1 * least(1e0, writers * 1e0 / :full)          AS score,
               handles,
               writers,
               told,
               transactions
        FROM received
        WHERE writers >= :writers AND handles >= :share * told AND kin_share <= :kin
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
                merchant_id | kind
                receiver    | payee
            """,
            transactions="""
                merchant_id | payer_ref | rail   | purpose_text | purpose | times
                receiver    | a*        | wallet | @name        | handle  | 5
                receiver    | b*        | wallet | gift         | gift    | 3
            """,
        ),
        Example(
            title="friends who share a game, and one odd text among many",
            merchants="""
                merchant_id | kind
                gamer       | payee
                baker       | payee
            """,
            transactions="""
                merchant_id | payer_ref | rail   | purpose_text | purpose | relationship | times
                gamer       | a*        | wallet | @name        | handle  | friend       | 6
                baker       | b*        | wallet | @name        | handle  |              | 3
                baker       | c*        | wallet | cake         | other   |              | 40
            """,
        ),
    )
