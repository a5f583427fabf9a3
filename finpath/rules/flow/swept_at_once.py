"""All takings are passed on at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import FLOWS, MAIN_FLOWS, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SweptAtOnce(Rule):
    """Nearly all that a merchant takes is passed on to one account, day by day, as soon as it comes.

    Money that may be asked back is not left where it can be found. Honest merchants leave some for wages, rent and
    refunds, or are paid out week by week. A group that sweeps its shops every night into its own account is a
    look-alike: an account of the same controller is left alone.
    """

    family: ClassVar = Family.FLOW
    source: ClassVar = Source(
        "United States v. Regpay: settlement through third countries; the threshold is our own", 2005
    )
    requires: ClassVar = ("transfers.to_account", "merchants.settlement_account")
    observable_by: ClassVar = ("acquirer", "bank")
    weight: ClassVar = 1.0
    terms: ClassVar = {
        "transfers": ("transfers to the one account", "count"),
        "paid": ("passed on to the one account", "EUR"),
    }

    transfers: int = threshold(10, "to the one account", "count")
    share: float = threshold(0.95, "of what was paid out", "share")
    takings: float = threshold(0.85, "of what the merchant took", "share")
    pace: float = threshold(0.5, "transfers for each day with payments", "per day")
    days: int = threshold(
        2, "from takings to transfer, at most, on average: half the distance between transfers", "days"
    )

    sql: ClassVar = compose(
        FLOWS,
        MAIN_FLOWS,
        """
        takers AS (
            SELECT settlement_account,
                   min(merchant)            AS merchant,
                   count(*)                 AS accounts,
                   sum(volume_eur)          AS taken,
                   max(active_days)         AS active_days,
                   max(life_days)           AS life_days
            FROM merchants
            WHERE settlement_account IS NOT NULL AND transactions > 0
            GROUP BY settlement_account
        )
        """,
        """
        SELECT t.merchant                                                  AS subject_id,
               least(1e0, fp_share(s.paid, t.taken))                       AS score,
               s.transfers,
               s.paid                                                      AS paid_eur,
               fp_share(s.paid, s.paid_out)                                AS paid_share,
               fp_share(s.paid, t.taken)                                   AS taken_share,
               t.active_days
        FROM main_flows    AS s
        JOIN takers        AS t ON t.settlement_account = s.from_account
        JOIN entities      AS e ON e.merchant = t.merchant
        WHERE t.accounts = 1
          AND s.transfers >= :transfers
          AND s.transfers >= :pace * t.active_days
          AND t.life_days <= 2 * :days * s.transfers
          AND s.paid >= :share * s.paid_out
          AND s.paid >= :takings * t.taken
          AND NOT EXISTS (
              SELECT 1
              FROM merchant_accounts AS a
              JOIN entities          AS o ON o.merchant = a.merchant
              WHERE a.settlement_account = s.to_account AND o.controller = e.controller
          )
        """,
    )
    sentence: ClassVar = (
        "{taken_share:.0%} of what it took was passed on to one account at once, {paid_eur:.2f} EUR in {transfers}"
        " transfers."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="passed on every day",
            finds=("site",),
            merchants="""
                merchant_id | settlement_account
                site        | acc-site
                shop        | acc-shop
            """,
            transactions="""
                merchant_id | payer_ref | amount | occurred_at      | times | every
                site        | p*        | 100    | 2026-01-05 12:00 | 30    | 1d
                shop        | q*        | 100    | 2026-01-05 12:00 | 30    | 1d
            """,
            transfers="""
                from_account | to_account | amount | occurred_at      | times | every
                acc-site     | elsewhere  | 98     | 2026-01-05 18:00 | 30    | 1d
                acc-shop     | owner      | 560    | 2026-01-12 18:00 | 4     | 7d
            """,
        ),
        Example(
            title="a group that sweeps its shop into its own account",
            merchants="""
                merchant_id | settlement_account | principal
                shop        | acc-shop           | group
                mother      | acc-group          | group
            """,
            transactions="""
                merchant_id | payer_ref | amount | occurred_at      | times | every
                shop        | q*        | 100    | 2026-01-05 12:00 | 30    | 1d
            """,
            transfers="""
                from_account | to_account | amount | occurred_at      | times | every
                acc-shop     | acc-group  | 98     | 2026-01-05 18:00 | 30    | 1d
            """,
        ),
    )
