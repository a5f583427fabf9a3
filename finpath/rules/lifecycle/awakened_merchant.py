"""Asleep for weeks, then busier than ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class AwakenedMerchant(Rule):
    """After a long sleep a merchant is far more active than before it.

    Old accounts of failed shops are bought and put to another use. A seller of one season wakes every year, and is as
    busy as the last time. A shop that reopens after works comes back as it was. Only the change counts.
    """

    family: ClassVar = Family.LIFECYCLE
    source: ClassVar = Source("UniPay, merchant fraud signals: dormant account suddenly active", 2024)
    requires: ClassVar = ("transactions.occurred_at",)
    observable_by: ClassVar = ("acquirer", "scheme", "wallet")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "gap": ("longest sleep", "days"),
        "before_sleep": ("payments before the sleep", "count"),
        "after_sleep": ("payments after it", "count"),
        "rate_after": ("payments a day after it", "per day"),
    }

    asleep: int = threshold(30, "days without a payment", "days")
    unusual: float = threshold(
        5.0, "times its mean distance between days with payments, which the sleep must exceed", "times"
    )
    before: int = threshold(5, "payments before the sleep", "count")
    after: int = threshold(20, "payments after it", "count")
    times: float = threshold(3.0, "busier, per day", "times")
    full: float = threshold(10.0, "times busier that scores 1", "times")

    sql: ClassVar = """
        WITH sleeps AS (
            SELECT merchant, day AS woke, gap
            FROM days
            WHERE gap >= :asleep
            QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY gap DESC, day) = 1
        ), sides AS (
            SELECT s.merchant,
                   s.woke,
                   s.gap,
                   min(d.day)                                                        AS began,
                   max(d.day)                                                        AS ended,
                   count(*)                                                          AS active_days,
                   sum(CASE WHEN d.day < s.woke THEN d.payments ELSE 0 END)          AS before_sleep,
                   sum(CASE WHEN d.day < s.woke THEN 0 ELSE d.payments END)          AS after_sleep
            FROM sleeps AS s
            JOIN days   AS d ON d.merchant = s.merchant
            GROUP BY s.merchant, s.woke, s.gap
        ), rates AS (
            SELECT merchant,
                   gap,
                   CAST(before_sleep AS BIGINT)                                      AS before_sleep,
                   CAST(after_sleep AS BIGINT)                                       AS after_sleep,
                   fp_share(before_sleep, woke - gap - began + 1)                    AS rate_before,
                   fp_share(after_sleep, ended - woke + 1)                           AS rate_after,
                   fp_share(ended - began + 1 - gap, active_days)                    AS usual_gap
            FROM sides
        )
        SELECT merchant                                             AS subject_id,
               least(1e0, rate_after / rate_before / :full)         AS score,
               gap,
               before_sleep,
               after_sleep,
               rate_after / rate_before                             AS busier
        FROM rates
        WHERE before_sleep >= :before
          AND after_sleep >= :after
          AND rate_after >= :times * rate_before
          AND gap >= :unusual * usual_gap
    """
    sentence: ClassVar = (
        "After {before_sleep} payments it slept for {gap} days, then took {after_sleep}. That is {busier:.1f} times as"
        " many a day."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="an old account put to another use",
            finds=("woken",),
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                woken       | p*        | 2026-01-01 12:00 | 8     | 3d
                woken       | q*        | 2026-04-01 12:00 | 60    | 8h
            """,
        ),
        Example(
            title="a season as busy as the last, and a shop closed for works",
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                season      | p*        | 2026-01-01 12:00 | 60    | 8h
                season      | q*        | 2026-04-01 12:00 | 70    | 8h
                works       | r*        | 2026-01-01 12:00 | 40    | 1d
                works       | s*        | 2026-03-20 12:00 | 40    | 1d
            """,
        ),
    )
