"""One week is many times busier than usual, and nobody else's is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class VolumeSpike(Rule):
    """In one week a merchant takes many times what it takes in its other weeks, while others do not.

    A site that is announced somewhere sells at once, and its volume has no reason in the trade that the account
    declares. Christmas and a sale season lift everybody, so the week is held against everybody's as well. A festival
    next door, a concert's ticket sale and a day in the news look the same: this is a weak sign. The first week of a
    new account is left to another rule.
    """

    family: ClassVar = Family.TIME
    source: ClassVar = Source("Payabli, risk basics: volume spike with no business reason; thresholds are our own")
    requires: ClassVar = ("transactions.occurred_at",)
    observable_by: ClassVar = ("acquirer", "scheme", "wallet")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "peak": ("payments in its busiest week", "count"),
        "active_weeks": ("weeks with payments", "count"),
        "peak / usual": ("its busiest week against its others", "times"),
    }

    peak: int = threshold(25, "payments in the busiest week", "count")
    weeks: int = threshold(8, "with payments: fewer do not say what is usual", "count")
    payers: int = threshold(15, "different payers", "count")
    times: float = threshold(
        5.0, "the average of its other weeks, and as many times as everybody's week is above theirs", "times"
    )
    full: float = threshold(15.0, "times that score 1", "times")

    sql: ClassVar = """
        WITH weeks AS (
            SELECT merchant,
                   CAST(floor(day / 7) AS BIGINT)       AS week,
                   CAST(sum(payments) AS BIGINT)        AS payments
            FROM days
            GROUP BY merchant, CAST(floor(day / 7) AS BIGINT)
        ), everybody AS (
            SELECT week,
                   fp_share(sum(payments) * count(*) OVER (), sum(sum(payments)) OVER ()) AS times_everybody
            FROM weeks
            GROUP BY week
        ), busiest AS (
            SELECT merchant,
                   week,
                   payments                                                                  AS peak,
                   min(week) OVER (PARTITION BY merchant)                                    AS first_week,
                   count(*) OVER (PARTITION BY merchant)                                     AS active_weeks,
                   fp_share(sum(payments) OVER (PARTITION BY merchant) - payments,
                            max(week) OVER (PARTITION BY merchant) - min(week) OVER (PARTITION BY merchant)) AS usual
            FROM weeks
            QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY payments DESC, week) = 1
        )
        SELECT b.merchant                                    AS subject_id,
               least(1e0, b.peak / b.usual / :full)          AS score,
               b.peak,
               b.usual,
               b.peak / b.usual                              AS times_usual,
               e.times_everybody,
               b.week
        FROM busiest   AS b
        JOIN everybody AS e ON e.week = b.week
        JOIN merchants AS m ON m.merchant = b.merchant
        WHERE b.peak >= :peak
          AND b.active_weeks >= :weeks
          AND m.payers >= :payers
          AND b.week > b.first_week
          AND b.peak / b.usual >= :times * greatest(1e0, e.times_everybody)
    """
    sentence: ClassVar = (
        "In its busiest week it took {peak} payments, {times_usual:.1f} times what its other weeks took. All merchants"
        " together took {times_everybody:.1f} times theirs."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND floor(fp_day_number(p.occurred_at) / 7) = f.week"

    examples: ClassVar = (
        Example(
            title="one week out of all proportion",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~47    | p*~400    | 2026-01-01 12:00 | 1600  | 2h
                odd         | q*%30     | 2026-01-02 12:00 | 60    | 2d
                odd         | r*        | 2026-03-06 00:10 | 60    | 2h
            """,
        ),
        Example(
            title="Christmas, for everybody",
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*%9     | p*~400    | 2026-10-01 12:00 | 540   | 4h
                shop*%9     | p*~400    | 2026-12-17 12:00 | 540   | 15m
            """,
        ),
        Example(
            title="a steady shop, and a stall that comes with the fair",
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~47    | p*~400    | 2026-01-01 12:00 | 1600  | 2h
                steady      | q*%30     | 2026-01-02 12:00 | 120   | 1d
                stall       | r*        | 2026-03-06 00:10 | 60    | 1h
            """,
        ),
    )
