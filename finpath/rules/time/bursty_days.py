"""Days with payments come in bursts with long silences between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class BurstyDays(Rule):
    """Payments come on a few days together, then for long on none, again and again.

    Whoever sells at an appointed hour, or only after an announcement, is paid in bursts. The measure is that of Goh
    and Barabási: -1 for the regular beat of a clock, 0 for chance, 1 for bursts, here of the silences between days
    with payments. A market is held every week and is regular; a seller of one season sleeps once, and the longest
    silence is left out. Clubs that collect for each outing, and theatres with one play at a time, are paid in bursts
    too.
    """

    family: ClassVar = Family.TIME
    source: ClassVar = Source(
        "Goh and Barabási, Burstiness and memory in complex systems; that it marks sales of this kind is background"
        " knowledge",
        2008,
    )
    requires: ClassVar = ("transactions.occurred_at",)
    observable_by: ClassVar = ("acquirer", "scheme", "wallet", "remitter", "bank")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "gaps": ("silences between days with payments", "count"),
        "(deviation - mean_gap) / (deviation + mean_gap)": ("burstiness of its days", "from -1 to 1"),
    }

    gaps: int = threshold(15, "silences between days with payments, the longest left out", "count")
    payers: int = threshold(10, "different payers", "count")
    burstiness: float = threshold(0.2, "of -1 to 1; days at random have less than 0", "from -1 to 1")
    full: float = threshold(0.5, "burstiness that scores 1", "from -1 to 1")

    sql: ClassVar = """
        WITH silences AS (
            SELECT merchant,
                   count(gap) - 1                                           AS gaps,
                   fp_share(sum(gap) - max(gap), count(gap) - 1)            AS mean_gap,
                   fp_share(sum(gap * gap) - max(gap * gap), count(gap) - 1) AS mean_square,
                   max(gap)                                                 AS longest
            FROM days
            WHERE gap IS NOT NULL
            GROUP BY merchant
        ), spread AS (
            SELECT s.*,
                   sqrt(greatest(mean_square - mean_gap * mean_gap, 0e0)) AS deviation
            FROM silences AS s
            WHERE gaps > 0
        )
        SELECT s.merchant                                                                       AS subject_id,
               least(1e0, (s.deviation - s.mean_gap) / (s.deviation + s.mean_gap) / :full)      AS score,
               (s.deviation - s.mean_gap) / (s.deviation + s.mean_gap)                          AS found,
               s.mean_gap,
               s.deviation,
               m.active_days,
               m.life_days
        FROM spread    AS s
        JOIN merchants AS m ON m.merchant = s.merchant
        WHERE s.gaps >= :gaps
          AND m.payers >= :payers
          AND (s.deviation - s.mean_gap) / (s.deviation + s.mean_gap) >= :burstiness
    """
    sentence: ClassVar = (
        "It was paid in bursts, on {active_days} days of {life_days}. Between them lay {mean_gap:.1f} days on average,"
        " and days at random would vary less."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="four days of payments, then a month of none, five times",
            finds=("shows",),
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shows       | q*        | 2026-01-05 22:00 | 6     | 1d
                shows       | q*        | 2026-02-12 22:00 | 6     | 1d
                shows       | q*        | 2026-03-20 22:00 | 6     | 1d
                shows       | q*        | 2026-05-02 22:00 | 6     | 1d
                shows       | r*        | 2026-06-08 22:00 | 6     | 1d
            """,
        ),
        Example(
            title="a weekly market, a shop, and a seller of one season",
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                market      | q*%15     | 2026-01-05 12:00 | 25    | 7d
                shop        | p*%15     | 2026-01-05 12:00 | 90    | 1d
                season      | r*%15     | 2026-01-05 12:00 | 30    | 1d
                season      | r*%15     | 2026-11-05 12:00 | 30    | 1d
            """,
        ),
    )
