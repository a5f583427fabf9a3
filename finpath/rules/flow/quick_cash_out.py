"""What unrelated senders pay to a person leaves the account within two days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import AFTER_RECEIPT, PAYEE_MOVES, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class QuickCashOut(Rule):
    """Small receipts from several countries leave a person's account nearly whole, each within two days.

    Mules and receivers empty the account as it fills. People who live from what their family sends empty it too, but
    their money comes through one corridor. A merchant's takings are swept by agreement, so only people are looked at.
    A freelancer who pays every receipt into a savings account is a look-alike. A mule is often a victim of whoever
    sent them.
    """

    family: ClassVar = Family.FLOW
    source: ClassVar = Source("AMLC of the Philippines, 2020; FinCEN, FIN-2025-NTC2, section on mules", 2025)
    requires: ClassVar = ("transfers.from_account", "merchants.settlement_account", "transactions.payer_country")
    observable_by: ClassVar = ("wallet", "bank")
    weight: ClassVar = 0.5
    shadow: ClassVar = True
    terms: ClassVar = {
        "prompt": ("transfers out within days of a receipt", "count"),
        "prompt_eur": ("money that left within days of a receipt", "EUR"),
    }

    days: int = threshold(2, "from a receipt to the transfer", "days")
    prompt: int = threshold(5, "such transfers", "count")
    share: float = threshold(0.8, "of what was received", "share")
    payers: int = threshold(5, "senders", "count")
    countries: int = threshold(3, "that they are in", "count")
    one_country: float = threshold(0.7, "of the senders in one country; more is a corridor", "share")
    small: float = threshold(0.8, "share of payments of at most 200 EUR", "share")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )

    sql: ClassVar = compose(
        PAYEE_MOVES,
        AFTER_RECEIPT,
        """
        emptied AS (
            SELECT holder       AS merchant,
                   count(*)     AS prompt,
                   sum(paid)    AS prompt_eur
            FROM after_receipt
            WHERE leaves = 1 AND fp_days_between(received, occurred_at) < :days
            GROUP BY holder
        )
        """,
        """
        SELECT m.merchant                                                                   AS subject_id,
               least(1e0, fp_share(e.prompt_eur, m.volume_eur))
                   * (1 - :kin * coalesce(fp_share(m.kin_payments, m.related_known), 0))    AS score,
               e.prompt,
               e.prompt_eur,
               fp_share(e.prompt_eur, m.volume_eur)                                         AS left_share,
               m.payers,
               m.payer_countries
        FROM emptied   AS e
        JOIN merchants AS m ON m.merchant = e.merchant
        WHERE e.prompt >= :prompt
          AND e.prompt_eur >= :share * m.volume_eur
          AND m.payers >= :payers
          AND m.payer_countries >= :countries
          AND m.top_country_share <= :one_country
          AND m.small_share >= :small
        """,
    )
    sentence: ClassVar = (
        "{left_share:.0%} of what {payers} senders of {payer_countries} countries paid left again within days,"
        " {prompt_eur:.2f} EUR in all."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="each receipt gone by the evening",
            finds=("wallet",),
            merchants="""
                merchant_id | kind  | settlement_account
                wallet      | payee | acc
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | amount | occurred_at      | times | every
                wallet      | a*%2      | DE            | wallet | 50     | 2026-01-05 12:00 | 4     | 9d
                wallet      | b*%2      | NL            | wallet | 50     | 2026-01-08 12:00 | 4     | 9d
                wallet      | c*%2      | AU            | wallet | 50     | 2026-01-11 12:00 | 4     | 9d
            """,
            transfers="""
                from_account | to_account | amount | occurred_at      | times | every
                acc          | cash       | 48     | 2026-01-05 18:00 | 12    | 3d
            """,
        ),
        Example(
            title="a mother who lives from what one corridor sends, and a person who pays rent once a month",
            merchants="""
                merchant_id | kind  | settlement_account
                mother      | payee | acc-m
                tutor       | payee | acc-t
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | amount | occurred_at      | times | every
                mother      | d*%5      | DE            | wallet | 50     | 2026-01-05 12:00 | 12    | 3d
                tutor       | a*%2      | DE            | wallet | 50     | 2026-01-05 12:00 | 4     | 9d
                tutor       | b*%2      | NL            | wallet | 50     | 2026-01-08 12:00 | 4     | 9d
                tutor       | c*%2      | AU            | wallet | 50     | 2026-01-11 12:00 | 4     | 9d
            """,
            transfers="""
                from_account | to_account | amount | occurred_at      | times | every
                acc-m        | cash       | 48     | 2026-01-05 18:00 | 12    | 3d
                acc-t        | rent       | 280    | 2026-01-31 18:00 | 2     | 30d
            """,
        ),
    )
