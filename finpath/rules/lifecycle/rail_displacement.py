"""Its payers stopped paying somewhere by another rail, and came here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import PAYERS_OF_PREDECESSOR
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class RailDisplacement(Rule):
    """A cohort of payers ended at one merchant and began here, on another rail, and did not go back.

    When cards are refused, the seller moves to wallets or coins and takes the customers along; the old account need not
    close. A shop that drops cards moves its customers as well, but under its own registered name, and is left alone. A
    festival's visitors who pay on the spot and then for the photographs are a look-alike.
    """

    family: ClassVar = Family.LIFECYCLE
    source: ClassVar = Source("European Financial Coalition, chair's message: flows moved to other rails")
    requires: ClassVar = ("transactions.payer_ref", "transactions.occurred_at")
    observable_by: ClassVar = ("scheme", "issuer", "wallet", "vasp")
    weight: ClassVar = 0.75
    shadow: ClassVar = True
    nearly: ClassVar = ("pairs",)
    terms: ClassVar = {
        "shared": ("payers in common with a merchant of another rail", "count"),
        "moved": ("payers whose last payment there came before their first here", "count"),
        "active_days": ("days with payments", "count"),
    }

    shared: int = threshold(5, "payers in common with a merchant of another rail", "count")
    lasting: int = threshold(7, "days with payments that both had", "days")
    moved: int = threshold(5, "payers whose last payment there came before their first here", "count")
    share: float = threshold(0.7, "of those in common", "share")
    here: float = threshold(0.2, "of the payers here", "share")
    within: int = threshold(60, "days from the last payment there to the first here", "days")

    sql: ClassVar = """
        WITH pairs AS (
            SELECT s.merchant, s.other, s.shared, n.payers, a.rail AS rail_here, b.rail AS rail_there
            FROM shared_payers AS s
            JOIN kinds         AS a ON a.merchant = s.merchant
            JOIN kinds         AS b ON b.merchant = s.other AND b.rail <> a.rail
            JOIN merchants     AS n ON n.merchant = s.merchant
            JOIN merchants     AS o ON o.merchant = s.other
            WHERE s.shared >= :shared
              AND n.active_days >= :lasting
              AND o.active_days >= :lasting
              AND coalesce(n.registration_number = o.registration_number, FALSE) = FALSE
        ), cohorts AS (
            SELECT p.merchant,
                   p.other,
                   count(*) FILTER (WHERE t.last_seen <= h.first_seen
                                      AND fp_days_between(t.last_seen, h.first_seen) <= :within) AS moved
            FROM pairs AS p
            JOIN links AS t ON t.merchant = p.other
            JOIN links AS h ON h.merchant = p.merchant AND h.payer = t.payer
            GROUP BY p.merchant, p.other
        )
        SELECT p.merchant                                    AS subject_id,
               least(1e0, fp_share(c.moved, p.shared))       AS score,
               c.moved,
               p.shared,
               p.payers,
               p.rail_here,
               p.rail_there,
               concat(e.provider_id, '/', e.merchant_id)     AS predecessor
        FROM pairs    AS p
        JOIN cohorts  AS c ON c.merchant = p.merchant AND c.other = p.other
        JOIN entities AS e ON e.merchant = p.other
        WHERE c.moved >= :moved AND c.moved >= :share * p.shared AND c.moved >= :here * p.payers
        QUALIFY row_number() OVER (PARTITION BY p.merchant ORDER BY c.moved DESC, p.other) = 1
    """
    sentence: ClassVar = (
        "{moved} of {shared} payers in common moved here from {predecessor}. There they paid by {rail_there}, and here"
        " by {rail_here}."
    )
    evidence: ClassVar = PAYERS_OF_PREDECESSOR

    examples: ClassVar = (
        Example(
            title="from cards to a wallet in March",
            finds=("w/new",),
            transactions="""
                provider_id | merchant_id | payer_ref | payer_ref_kind | rail   | occurred_at      | times | every
                c           | old         | a*%9      | par            | card   | 2026-01-05 12:00 | 18    | 1d
                w           | new         | a*%9      | par            | wallet | 2026-02-05 12:00 | 18    | 1d
                c           | shop*~60    | b*~300    | par            | card   | 2026-01-05 12:00 | 900   | 1h
            """,
        ),
        Example(
            title="a shop and a wallet that the same people use at the same time",
            transactions="""
                provider_id | merchant_id | payer_ref | payer_ref_kind | rail   | occurred_at      | times | every
                c           | grocer      | a*%9      | par            | card   | 2026-01-05 12:00 | 36    | 1d
                w           | lunch       | a*%9      | par            | wallet | 2026-01-05 13:00 | 36    | 1d
                c           | shop*~60    | b*~300    | par            | card   | 2026-01-05 12:00 | 900   | 1h
            """,
        ),
        Example(
            title="a shop that gave up cards, under its own registered name",
            merchants="""
                provider_id | merchant_id | registration_number
                c           | grocer      | 123
                w           | grocer      | 123
            """,
            transactions="""
                provider_id | merchant_id | payer_ref | payer_ref_kind | rail   | occurred_at      | times | every
                c           | grocer      | a*%9      | par            | card   | 2026-01-05 12:00 | 18    | 1d
                w           | grocer      | a*%9      | par            | wallet | 2026-02-05 12:00 | 18    | 1d
                c           | shop*~60    | b*~300    | par            | card   | 2026-01-05 12:00 | 900   | 1h
            """,
        ),
    )
