"""Paid at night, by the payer's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source


@dataclass(frozen=True, kw_only=True)
class NightPayments(Rule):
    """A merchant is paid at night, by the payers' own clocks, far more than merchants of its kind.

    Buyers of this material pay late and in secret; the published indicators speak of late-night and early-morning
    payments in the payer's zone. Bars, taxis, gaming sites and shops for workers in shifts are paid at night too, so a
    merchant is compared with its own category where that is large enough, and with its rail where it is not. The
    share must stand out from the upper half of its peers, and beyond what so few payments can show by chance.
    """

    family: ClassVar = Family.TIME
    source: ClassVar = Source("FATF, Detecting online child sexual exploitation (with ECPAT Sweden 2024)", 2025)
    requires: ClassVar = ("transactions.occurred_at",)
    observable_by: ClassVar = ("acquirer", "issuer", "wallet", "remitter", "bank")
    weight: ClassVar = 1.0

    at_least: int = 20  # payments with a known hour, of the merchant and of a peer that counts
    peers: int = 15  # merchants that a comparison needs
    excess: float = 0.15  # night share above the usual
    spreads: float = 3.0  # distances from the median of the peers to their upper quartile
    deviations: float = 3.0  # standard deviations of a share of so many payments

    sql: ClassVar = """
        WITH usual AS (
            SELECT b.peers,
                   count(*)                                                        AS peer_merchants,
                   percentile_cont(5e-1)  WITHIN GROUP (ORDER BY m.night_share)    AS usual_share,
                   percentile_cont(75e-2) WITHIN GROUP (ORDER BY m.night_share)    AS upper_share
            FROM members   AS b
            JOIN merchants AS m ON m.merchant = b.merchant
            WHERE m.clocked >= :at_least
            GROUP BY b.peers
            HAVING count(*) >= :peers
        ), compared AS (
            SELECT m.merchant, m.nights, m.clocked, m.night_share, u.peers, u.peer_merchants, u.usual_share,
                   greatest(u.upper_share - u.usual_share, 2e-2)                                         AS spread,
                   sqrt(greatest(u.usual_share, 2e-2) * (1 - u.usual_share) / m.clocked)                 AS deviation
            FROM merchants AS m
            JOIN members   AS b ON b.merchant = m.merchant
            JOIN usual     AS u ON u.peers = b.peers
            WHERE m.clocked >= :at_least
            QUALIFY row_number() OVER (PARTITION BY m.merchant ORDER BY b.breadth) = 1
        )
        SELECT merchant                                                AS subject_id,
               least(1e0, (night_share - usual_share) / 6e-1)          AS score,
               nights,
               clocked,
               night_share,
               usual_share,
               peers,
               peer_merchants
        FROM compared
        WHERE night_share - usual_share >= greatest(:excess, :spreads * spread)
          AND night_share - usual_share >= :deviations * deviation
    """
    sentence: ClassVar = (
        "{nights} of {clocked} payments ({night_share:.0%}) were made between 23:00 and 05:00 by the payer's clock;"
        " among {peer_merchants} merchants of {peers}, half have at most {usual_share:.0%}."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND (p.hour >= 23 OR p.hour < 5)"

    examples: ClassVar = (
        Example(
            title="a shop paid at night among shops paid by day",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | mcc  | occurred_at      | times | every
                shop*%20    | p*%37     | 5999 | 2026-01-05 09:00 | 600   | 25h
                odd         | q*        | 5999 | 2026-01-05 23:30 | 30    | 1d
                odd         | r*        | 5999 | 2026-01-05 14:00 | 10    | 1d
            """,
        ),
        Example(
            title="a bar among bars",
            transactions="""
                merchant_id | payer_ref | mcc  | occurred_at      | times | every
                shop*%20    | p*%37     | 5999 | 2026-01-05 09:00 | 600   | 25h
                bar*%16     | q*%29     | 5813 | 2026-01-05 23:30 | 480   | 1d
            """,
        ),
        Example(
            title="dates without a time of day",
            transactions="""
                merchant_id | payer_ref | mcc  | occurred_at      | times | every
                shop*%20    | p*%37     | 5999 | 2026-01-05 09:00 | 600   | 25h
                odd         | q*        | 5999 | 2026-01-05       | 30    | 1d
            """,
        ),
    )
