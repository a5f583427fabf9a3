"""Paid from abroad, and from many countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ForeignPayers(Rule):
    """A merchant is paid from abroad, and from many countries, far more than merchants of its kind.

    Hidden sites sell to the world, whatever neighbourhood shop the account pretends to be. Hotels, museums and web
    shops are paid from abroad too, so a merchant is compared with its own category where that is large enough. A
    border town has payers of one foreign country, not of many. No country counts for more than another here.
    """

    family: ClassVar = Family.GEOGRAPHY
    source: ClassVar = Source("Austreme, transaction laundering: cross-reference of geography", 2019)
    requires: ClassVar = ("transactions.payer_country",)
    observable_by: ClassVar = ("acquirer", "scheme", "wallet", "remitter")
    weight: ClassVar = 1.0
    terms: ClassVar = {"above": ("share of payments from abroad, above the usual", "points")}

    payers: int = threshold(12, "different payers", "count")
    countries: int = threshold(4, "that the payers are in", "count")
    excess: float = threshold(0.3, "share of payments from abroad above the usual", "share")
    spreads: float = threshold(3.0, "distances from the median of the peers to their upper quartile", "distances")
    deviations: float = threshold(4.0, "standard deviations of a share of so many payments", "standard deviations")
    one_country: float = threshold(0.7, "of the payers in one country; more is a border or a tourist town", "share")
    full: float = threshold(0.7, "share above the usual that scores 1", "share")

    sql: ClassVar = """
        WITH beside AS (
            SELECT m.merchant,
                   m.foreign_payments,
                   m.located,
                   m.foreign_share,
                   m.payer_countries,
                   m.payers,
                   m.top_country_share,
                   c.usual,
                   c.peers,
                   c.peer_merchants,
                   m.foreign_share - c.usual                                            AS above,
                   greatest(c.upper_value - c.usual, 2e-2)                              AS spread,
                   sqrt(greatest(c.usual, 2e-2) * (1 - c.usual) / m.located)            AS deviation
            FROM merchants AS m
            JOIN compared  AS c ON c.merchant = m.merchant AND c.feature = 'foreign_share'
        )
        SELECT merchant                    AS subject_id,
               least(1e0, above / :full)   AS score,
               foreign_payments,
               located,
               foreign_share,
               payer_countries,
               usual,
               peers,
               peer_merchants
        FROM beside
        WHERE payers >= :payers
          AND payer_countries >= :countries
          AND top_country_share <= :one_country
          AND above >= greatest(:excess, :spreads * spread, :deviations * deviation)
    """
    sentence: ClassVar = (
        "{foreign_share:.0%} of {located} payments come from abroad, from {payer_countries} countries. Usual for"
        " {peer_merchants} merchants of {peers} is {usual:.0%}."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.payer_country <> p.place"

    examples: ClassVar = (
        Example(
            title="a florist that the world pays",
            finds=("odd",),
            merchants="""
                merchant_id | country | times
                shop*       | NL      | 17
                odd         | NL      |
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | mcc  | times
                shop*~17    | p*~99     | NL            | 5992 | 500
                odd         | q*        | DE            | 5992 | 8
                odd         | r*        | FR            | 5992 | 8
                odd         | s*        | IT            | 5992 | 8
                odd         | t*        | NL            | 5992 | 6
            """,
        ),
        Example(
            title="a florist at the border, and hotels among hotels",
            merchants="""
                merchant_id | country | times
                shop*       | NL      | 17
                hotel*      | NL      | 16
                border      | NL      |
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | mcc  | times
                shop*~17    | p*~99     | NL            | 5992 | 500
                hotel*~16   | q*~99     | DE            | 7011 | 300
                hotel*~16   | r*~99     | FR            | 7011 | 300
                hotel*~16   | s*~99     | IT            | 7011 | 300
                hotel*~16   | t*~99     | US            | 7011 | 300
                border      | u*        | DE            | 5992 | 40
                border      | v*        | NL            | 5992 | 4
            """,
        ),
    )
