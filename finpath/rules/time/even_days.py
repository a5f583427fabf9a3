"""Every day the same number of payments, more even than chance allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class EvenDays(Rule):
    """Day after day a merchant takes nearly the same number of payments, as if somebody held it below a limit.

    Customers who come by chance make some days busy and others quiet; shops have weekends on top. A switch that
    spreads payments over accounts, or stops at a daily limit, makes them even. A tour with ten places and a doctor's
    practice are even as well, at the hours when they are open: closed days make them uneven again.
    """

    family: ClassVar = Family.TIME
    source: ClassVar = Source("Federal Trade Commission v. EPS: load-balancing; the measure is our own", 2017)
    requires: ClassVar = ("transactions.occurred_at",)
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "calendar_days": ("days from its first payment to its last", "days"),
        "mean_day": ("payments on an average day of its life", "per day"),
        "dispersion": ("variance of its days against chance", "times"),
    }

    days: int = threshold(28, "of life", "days")
    payers: int = threshold(15, "different payers", "count")
    daily: float = threshold(3.0, "payments on an average day", "per day")
    dispersion: float = threshold(0.45, "variance of the days to their mean, at most; chance has 1", "times")
    deviations: float = threshold(4.0, "standard deviations of that below chance", "standard deviations")

    sql: ClassVar = """
        WITH sums AS (
            SELECT d.merchant,
                   m.payers,
                   max(d.day) - min(d.day) + 1                                              AS calendar_days,
                   fp_share(sum(d.payments), max(d.day) - min(d.day) + 1)                   AS mean_day,
                   fp_share(sum(d.payments * d.payments), max(d.day) - min(d.day) + 1)      AS mean_square
            FROM days      AS d
            JOIN merchants AS m ON m.merchant = d.merchant
            GROUP BY d.merchant, m.payers
        ), measured AS (
            SELECT s.*,
                   (mean_square - mean_day * mean_day) / mean_day AS dispersion
            FROM sums AS s
        )
        SELECT merchant                          AS subject_id,
               least(1e0, 1 - dispersion)        AS score,
               mean_day,
               calendar_days,
               dispersion
        FROM measured
        WHERE calendar_days >= :days
          AND payers >= :payers
          AND mean_day >= :daily
          AND dispersion <= least(:dispersion, 1 - :deviations * sqrt(2e0 / calendar_days))
    """
    sentence: ClassVar = (
        "It took {mean_day:.1f} payments a day on average, for {calendar_days} days. The days vary {dispersion:.2f}"
        " times as much as chance alone makes them vary."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="eight payments each day, for three months",
            finds=("site",),
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~37    | p*~400    | 2026-01-01 12:00 | 2400  | 1h
                site        | q*~90     | 2026-01-05 12:00 | 720   | 3h
            """,
        ),
        Example(
            title="a practice that is closed at weekends",
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~37    | p*~400    | 2026-01-01 12:00 | 2400  | 1h
                practice    | q*~90     | 2026-01-05 09:00 | 40    | 3h
                practice    | q*~90     | 2026-01-12 09:00 | 40    | 3h
                practice    | q*~90     | 2026-01-19 09:00 | 40    | 3h
                practice    | q*~90     | 2026-01-26 09:00 | 40    | 3h
                practice    | q*~90     | 2026-02-02 09:00 | 40    | 3h
                practice    | q*~90     | 2026-02-09 09:00 | 40    | 3h
            """,
        ),
    )
