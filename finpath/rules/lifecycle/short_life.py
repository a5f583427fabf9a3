"""Took money for a few weeks only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ShortLife(Rule):
    """A merchant took money from many payers for a few weeks, and then never again.

    Sites for this material live briefly and come back under other names. Many honest web shops fail as quickly; they
    fade, and this asks for business to the last day. A festival stall lives for days, not weeks. A neighbourhood shop
    sees its customers' cards, and they meet all around it. A seller of one season has an account that was opened long
    before. A new shop that is still open has not ended: only a life that the data show whole counts, with a
    silence at its end that is long for its own rhythm.
    """

    family: ClassVar = Family.LIFECYCLE
    source: ClassVar = Source(
        "Internet Watch Foundation, Annual Report: 1,408 active commercial brands, 375 of them new", 2019
    )
    requires: ClassVar = ("transactions.occurred_at",)
    observable_by: ClassVar = ("acquirer", "scheme", "issuer", "wallet")
    weight: ClassVar = 1.5
    version: ClassVar = 2
    nearly: ClassVar = ("brief",)
    terms: ClassVar = {
        "fp_days_between(starts, first_seen)": ("days of data before its first payment", "days"),
        "fp_days_between(last_seen, ends)": ("days of silence at the end of the data", "days"),
        "coalesce(remote_share, 1e0)": ("payments without the card present", "share"),
        "late_payments": ("payments in the last third of its life", "count"),
    }

    shortest: int = threshold(8, "days; less is a stall", "days")
    longest: int = threshold(60, "days", "days")
    payers: int = threshold(20, "different payers", "count")
    margin: int = threshold(10, "days that the data must reach back before the first payment", "days")
    silent: int = threshold(21, "days without a payment up to the end of the data", "days")
    rhythm: int = threshold(3, "times its own longest silence, which the last one must exceed", "times")
    opened: int = threshold(60, "days before the first payment that the account may have been open", "days")
    meetings: float = threshold(2.5, "times chance: how often its payers meet elsewhere, at most", "times")
    remote: float = threshold(0.5, "share of payments without the card present, where that is known", "share")
    last_third: float = threshold(0.25, "share of the payments in the last third of its life", "share")
    full: int = threshold(80, "payers that score 1", "count")

    sql: ClassVar = """
        WITH span AS (
            SELECT provider_id, first_seen AS starts, last_seen AS ends FROM contributors
        ), brief AS (
            SELECT m.*
            FROM merchants AS m
            JOIN span      AS s ON s.provider_id = m.provider_id
            WHERE m.life_days BETWEEN :shortest AND :longest
              AND m.payers >= :payers
              AND fp_days_between(s.starts, m.first_seen) >= :margin
              AND fp_days_between(m.last_seen, s.ends) >= greatest(:silent, :rhythm * m.longest_gap_days)
              AND coalesce(fp_day_number(m.first_seen) - fp_day_number(m.opened_on) <= :opened, TRUE)
              AND m.meeting_ratio <= :meetings
              AND coalesce(m.remote_share, 1e0) >= :remote
        ), endings AS (
            SELECT d.merchant, sum(d.payments) AS late_payments
            FROM brief AS b
            JOIN days  AS d ON d.merchant = b.merchant
            WHERE 3 * (fp_day_number(b.last_seen) - d.day) < b.life_days
            GROUP BY d.merchant
        )
        SELECT m.merchant                                              AS subject_id,
               5e-1 + 5e-1 * least(1e0, m.payers * 1e0 / :full)        AS score,
               m.life_days,
               m.payers,
               m.transactions,
               m.first_seen,
               m.last_seen
        FROM brief   AS m
        JOIN endings AS e ON e.merchant = m.merchant
        WHERE e.late_payments >= :last_third * m.transactions
    """
    sentence: ClassVar = (
        "{payers} payers made {transactions} payments within {life_days} days. There was none before"
        " {first_seen:%Y-%m-%d}, and none after {last_seen:%Y-%m-%d}."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="a site of six weeks",
            finds=("site",),
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~97    | p*~400    | 2026-01-01 12:00 | 1600  | 3h
                site        | q*~40     | 2026-02-10 12:00 | 80    | 12h
            """,
        ),
        Example(
            title="a stall of five days, and a new shop that is still open",
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~97    | p*~400    | 2026-01-01 12:00 | 1600  | 3h
                stall       | q*~40     | 2026-02-10 12:00 | 80    | 1h
                new         | r*~40     | 2026-06-10 12:00 | 80    | 6h
            """,
        ),
        Example(
            title="a garden centre's spring, year after year",
            merchants="""
                merchant_id | opened_on
                garden      | 2019-03-01
            """,
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~97    | p*~400    | 2026-01-01 12:00 | 1600  | 3h
                garden      | q*~40     | 2026-02-10 12:00 | 80    | 12h
            """,
        ),
    )
