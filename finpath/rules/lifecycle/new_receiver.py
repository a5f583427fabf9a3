"""A wallet or account that is hardly open receives small sums from strangers abroad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class NewReceiver(Rule):
    """Within weeks of its opening a person's account receives small sums from several senders in several countries.

    Wallets are opened for this, and left again. A new account at home of somebody known fills slowly, from work and
    family. Who has just moved, or lost a phone, opens an account too, but those who send then are of one place.
    A freelancer's first wallet, and a collection after a disaster, remain look-alikes. The one who
    receives may be a victim: never a suspect by this alone.
    """

    family: ClassVar = Family.LIFECYCLE
    source: ClassVar = Source("AMLC and Department of Justice of the Philippines, briefing, April", 2024)
    requires: ClassVar = ("merchants.opened_on", "transactions.payer_country", "transactions.payer_ref")
    observable_by: ClassVar = ("wallet", "bank")
    weight: ClassVar = 0.4
    terms: ClassVar = {
        "wait": ("days from opening to the first payment", "days"),
    }

    wait: int = threshold(45, "days from opening to the first payment, at most", "days")
    payers: int = threshold(4, "different senders", "count")
    small: float = threshold(0.8, "share of payments of at most 200 EUR", "share")
    foreign: float = threshold(0.6, "share of payments from abroad", "share")
    one_country: float = threshold(0.7, "of the senders in one country; more is a corridor", "share")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )
    full: int = threshold(12, "senders that score 1", "count")

    sql: ClassVar = """
        WITH opened AS (
            SELECT merchant,
                   fp_day_number(first_seen) - fp_day_number(opened_on)   AS wait,
                   coalesce(fp_share(kin_payments, related_known), 0)     AS kin_share,
                   payers,
                   small_share,
                   foreign_share,
                   top_country_share,
                   transactions
            FROM merchants
            WHERE kind = 'payee' AND opened_on IS NOT NULL AND transactions > 0
        )
        SELECT merchant                                              AS subject_id,
               (5e-1 + 5e-1 * least(1e0, payers * 1e0 / :full)) * (1 - :kin * kin_share)        AS score,
               payers,
               transactions,
               wait,
               foreign_share
        FROM opened
        WHERE wait <= :wait
          AND payers >= :payers
          AND small_share >= :small
          AND foreign_share >= :foreign
          AND top_country_share <= :one_country
    """
    sentence: ClassVar = (
        "Days after the account was opened, {payers} senders made {transactions} mostly small payments."
        " {foreign_share:.0%} of these came from abroad."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="opened in January, paid from four countries within a week",
            finds=("wallet",),
            merchants="""
                merchant_id | kind  | country | opened_on
                wallet      | payee | PH      | 2026-01-02
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | amount | occurred_at      | times | every
                wallet      | a*        | DE            | wallet | 40     | 2026-01-09 12:00 | 3     | 2d
                wallet      | b*        | NL            | wallet | 60     | 2026-01-12 12:00 | 3     | 2d
            """,
        ),
        Example(
            title="an account that is old, and a student abroad whose family keeps her",
            merchants="""
                merchant_id | kind  | country | opened_on
                old         | payee | PH      | 2019-05-02
                student     | payee | IE      | 2026-01-02
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail   | amount | occurred_at      | relationship | times
                old         | a*        | DE            | wallet | 40     | 2026-01-09 12:00 | none         | 6
                student     | d*        | PH            | wallet | 40     | 2026-01-09 12:00 | family       | 6
            """,
        ),
    )
