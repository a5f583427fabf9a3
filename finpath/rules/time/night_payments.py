"""Paid at night, by the payer's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class NightPayments(Rule):
    """A merchant is paid at night, by the payers' own clocks, far more than merchants of its kind.

    Buyers of this material pay late and in secret: the published indicators speak of late-night and early-morning
    payments in the payer's zone. Bars, taxis, games and shops for workers in shifts are paid at night too. So a
    merchant is compared with its own category where that is large enough, and with its rail where it is not. The
    share must stand out from the upper half of the peers, and beyond what so few payments can show by chance.
    """

    family: ClassVar = Family.TIME
    source: ClassVar = Source("FATF, Detecting, Disrupting and Investigating Online Child Sexual Exploitation", 2025)
    requires: ClassVar = ("transactions.time_of_day",)
    observable_by: ClassVar = ("acquirer", "issuer", "wallet", "remitter", "bank")
    weight: ClassVar = 0.5
    terms: ClassVar = {"above": ("share of payments at night, above the usual", "points")}

    excess: float = threshold(0.15, "night share above the usual", "share")
    spreads: float = threshold(3.0, "distances from the median of the peers to their upper quartile", "distances")
    deviations: float = threshold(3.0, "standard deviations of a share of so many payments", "standard deviations")
    full: float = threshold(0.6, "night share above the usual that scores 1", "share")

    sql: ClassVar = """
        WITH beside AS (
            SELECT m.merchant,
                   m.nights,
                   m.clocked,
                   m.night_share,
                   c.usual,
                   c.peers,
                   c.peer_merchants,
                   m.night_share - c.usual                                              AS above,
                   greatest(c.upper_value - c.usual, 2e-2)                              AS spread,
                   sqrt(greatest(c.usual, 2e-2) * (1 - c.usual) / m.clocked)            AS deviation
            FROM merchants AS m
            JOIN compared  AS c ON c.merchant = m.merchant AND c.feature = 'night_share'
        )
        SELECT merchant                    AS subject_id,
               least(1e0, above / :full)   AS score,
               nights,
               clocked,
               night_share,
               usual,
               peers,
               peer_merchants
        FROM beside
        WHERE above >= greatest(:excess, :spreads * spread, :deviations * deviation)
    """
    sentence: ClassVar = (
        "{night_share:.0%} of {clocked} payments were made at night, between 23:00 and 05:00 by the payer's clock."
        " Usual for {peer_merchants} merchants of {peers} is {usual:.0%}."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND (p.hour >= 23 OR p.hour < 5)"

    examples: ClassVar = (
        Example(
            title="a shop paid at night among shops paid by day",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | mcc  | occurred_at      | times | every
                shop*%17    | p*%37     | 5999 | 2026-01-05 09:00 | 340   | 8h
                odd         | q*        | 5999 | 2026-01-05 23:30 | 20    | 1d
                odd         | r*        | 5999 | 2026-01-05 14:00 | 10    | 1d
            """,
        ),
        Example(
            title="a bar among bars",
            transactions="""
                merchant_id | payer_ref | mcc  | occurred_at      | times | every
                shop*%17    | p*%37     | 5999 | 2026-01-05 09:00 | 340   | 8h
                bar*%16     | q*%29     | 5813 | 2026-01-05 23:30 | 320   | 1d
            """,
        ),
        Example(
            title="dates without a time of day",
            transactions="""
                merchant_id | payer_ref | mcc  | occurred_at      | times | every
                shop*%17    | p*%37     | 5999 | 2026-01-05 09:00 | 340   | 8h
                odd         | q*        | 5999 | 2026-01-05       | 30    | 1d
            """,
        ),
    )
