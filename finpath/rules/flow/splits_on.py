"""Right after a receipt, the money goes on to several others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import AFTER_RECEIPT, PAYEE_MOVES, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SplitsOn(Rule):
    """What a person receives from several countries goes on to several others, in parts, within two days, repeatedly.

    Who organises for others collects and shares out. A mother who keeps a household pays several people as well: the
    rent, the school, the shop; but not after each receipt, and not from strangers of several countries. An artists'
    collective that splits its tips, and a guild that sells for its members, are look-alikes.
    """

    family: ClassVar = Family.FLOW
    source: ClassVar = Source("background knowledge: inference from beneficiary-side typologies")
    requires: ClassVar = ("transfers.to_account", "merchants.settlement_account", "transactions.payer_country")
    observable_by: ClassVar = ("wallet", "bank")
    weight: ClassVar = 0.4
    shadow: ClassVar = True
    terms: ClassVar = {
        "splits": ("receipts after which the money went on to several accounts", "count"),
    }

    days: int = threshold(2, "from a receipt to the transfers", "days")
    parts: int = threshold(2, "different accounts that are paid after one receipt", "count")
    splits: int = threshold(3, "receipts after which that happened", "count")
    share: float = threshold(0.3, "of the days with payments", "share")
    payers: int = threshold(5, "senders", "count")
    countries: int = threshold(3, "that they are in", "count")
    one_country: float = threshold(0.7, "of the senders in one country; more is a corridor", "share")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )
    full: int = threshold(10, "such receipts that score 1", "count")

    sql: ClassVar = compose(
        PAYEE_MOVES,
        AFTER_RECEIPT,
        """
        shared_out AS (
            SELECT holder                   AS merchant,
                   received,
                   count(DISTINCT other)    AS parts
            FROM after_receipt
            WHERE leaves = 1 AND fp_days_between(received, occurred_at) < :days
            GROUP BY holder, received
        ), splitting AS (
            SELECT merchant,
                   count(*)      AS splits,
                   max(parts)    AS most_parts
            FROM shared_out
            WHERE parts >= :parts
            GROUP BY merchant
        )
        """,
        """
        SELECT m.merchant                                                                   AS subject_id,
               (5e-1 + 5e-1 * least(1e0, s.splits * 1e0 / :full))
                   * (1 - :kin * coalesce(fp_share(m.kin_payments, m.related_known), 0))    AS score,
               s.splits,
               s.most_parts,
               m.payers,
               m.payer_countries
        FROM splitting AS s
        JOIN merchants AS m ON m.merchant = s.merchant
        WHERE s.splits >= :splits
          AND s.splits >= :share * m.active_days
          AND m.payers >= :payers
          AND m.payer_countries >= :countries
          AND m.top_country_share <= :one_country
        """,
    )
    sentence: ClassVar = (
        "After {splits} receipts the money went on within days, to up to {most_parts} accounts. It came from {payers}"
        " senders of {payer_countries} countries."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="shared out among three on the same day",
            finds=("wallet",),
            merchants="""
                merchant_id | kind  | settlement_account
                wallet      | payee | acc
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | amount | occurred_at      | times | every
                wallet      | a*%2      | DE            | wallet | 90     | 2026-01-05 12:00 | 4     | 9d
                wallet      | b*%2      | NL            | wallet | 90     | 2026-01-08 12:00 | 4     | 9d
                wallet      | c*%2      | AU            | wallet | 90     | 2026-01-11 12:00 | 4     | 9d
            """,
            transfers="""
                from_account | to_account | amount | occurred_at      | times | every
                acc          | one        | 30     | 2026-01-05 18:00 | 6     | 3d
                acc          | two        | 30     | 2026-01-05 19:00 | 6     | 3d
                acc          | three      | 20     | 2026-01-05 20:00 | 6     | 3d
            """,
        ),
        Example(
            title="a household that pays its bills at the end of the month",
            merchants="""
                merchant_id | kind  | settlement_account
                tutor       | payee | acc
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | amount | occurred_at      | times | every
                tutor       | a*%2      | DE            | wallet | 90     | 2026-01-05 12:00 | 4     | 9d
                tutor       | b*%2      | NL            | wallet | 90     | 2026-01-08 12:00 | 4     | 9d
                tutor       | c*%2      | AU            | wallet | 90     | 2026-01-11 12:00 | 4     | 9d
            """,
            transfers="""
                from_account | to_account | amount | occurred_at      | times | every
                acc          | rent       | 300    | 2026-01-31 18:00 | 2     | 30d
                acc          | school     | 100    | 2026-01-31 19:00 | 2     | 30d
            """,
        ),
    )
