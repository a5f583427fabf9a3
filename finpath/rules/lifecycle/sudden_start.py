"""Full volume from the first days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SuddenStart(Rule):
    """A new merchant is at full volume from its first days, with many payers who came at once.

    An honest shop finds its customers one by one. Whoever only changes the account brings them along. A shop that
    goes viral, a ticket sale and a move to another bank start so too. This is a weak sign, and asks that the start
    also stands out among other merchants that began while the data ran.
    """

    family: ClassVar = Family.LIFECYCLE
    source: ClassVar = Source("Ballerine, monitoring a new merchant account in its first 90 days", 2026)
    requires: ClassVar = ("transactions.occurred_at",)
    observable_by: ClassVar = ("acquirer", "scheme", "wallet")
    weight: ClassVar = 0.25
    terms: ClassVar = {
        "first_week": ("payments in its first week", "count"),
        "times_later": ("its first week against its later weeks", "times"),
        "beginners": ("merchants that began in this time", "count"),
        "slower": ("share of them that started slower", "share"),
    }

    margin: int = threshold(14, "days that the data must reach back before the first payment", "days")
    after: int = threshold(21, "days of life after the first week", "days")
    first: int = threshold(10, "payments in the first week", "count")
    payers: int = threshold(15, "different payers in all", "count")
    ratio: float = threshold(1.5, "times the later weekly average", "times")
    peers: int = threshold(15, "other beginners that a comparison needs", "count")
    rank: float = threshold(0.9, "share of the beginners that must have started slower", "share")
    full: float = threshold(3.0, "times the later weekly average that scores 1", "times")

    sql: ClassVar = """
        WITH span AS (
            SELECT min(first_seen) AS starts FROM merchants
        ), weeks AS (
            SELECT m.merchant,
                   m.payers,
                   m.life_days,
                   m.first_seen,
                   sum(CASE WHEN d.day < fp_day_number(m.first_seen) + 7 THEN d.payments ELSE 0 END)      AS first_week,
                   sum(CASE WHEN d.day < fp_day_number(m.first_seen) + 7 THEN 0 ELSE d.payments END)      AS later
            FROM merchants  AS m
            CROSS JOIN span AS s
            JOIN days       AS d ON d.merchant = m.merchant
            WHERE fp_days_between(s.starts, m.first_seen) >= :margin AND m.life_days >= :after + 7
            GROUP BY m.merchant, m.payers, m.life_days, m.first_seen
        ), ratios AS (
            SELECT merchant,
                   payers,
                   first_seen,
                   CAST(first_week AS BIGINT)                                           AS first_week,
                   fp_share(later * 7, life_days - 7)                                   AS weekly_later,
                   fp_share(first_week * (life_days - 7), later * 7)                    AS times_later
            FROM weeks
            WHERE first_week > 0 AND later > 0
        ), ranked AS (
            SELECT r.*,
                   count(*) OVER ()                               AS beginners,
                   percent_rank() OVER (ORDER BY times_later)     AS slower
            FROM ratios AS r
        )
        SELECT merchant                           AS subject_id,
               least(1e0, times_later / :full)    AS score,
               first_week,
               weekly_later,
               first_seen,
               beginners
        FROM ranked
        WHERE first_week >= :first
          AND payers >= :payers
          AND times_later >= :ratio
          AND beginners > :peers
          AND slower >= :rank
    """
    sentence: ClassVar = (
        "From {first_seen:%Y-%m-%d} it took {first_week} payments in its first week, and {weekly_later:.1f} a week"
        " later. Most of {beginners} merchants that began then started slower."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND fp_day_number(p.occurred_at) < fp_day_number(m.first_seen) + 7"

    examples: ClassVar = (
        Example(
            title="a beginner with all its customers on the first day",
            finds=("sudden",),
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                old         | p*        | 2026-01-01 12:00 | 50    | 1d
                shop*%17    | p*~97     | 2026-02-01 12:00 | 340   | 4h
                sudden      | q*        | 2026-02-02 12:00 | 40    | 3h
                sudden      | q*        | 2026-02-12 12:00 | 40    | 20h
            """,
        ),
        Example(
            title="a beginner that grows",
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                old         | p*        | 2026-01-01 12:00 | 50    | 1d
                shop*%17    | p*~97     | 2026-02-01 12:00 | 340   | 4h
                grows       | q*        | 2026-02-02 12:00 | 10    | 10h
                grows       | q*        | 2026-02-12 12:00 | 80    | 10h
            """,
        ),
    )
