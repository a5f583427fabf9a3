"""Payers come from everywhere, and from nowhere in particular."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class NoHomeMarket(Rule):
    """The payers of this merchant are spread over many countries, and none of them is its home market.

    A shop sells to its own country first, and a site that is known only by word of mouth in closed circles does not.
    Games, software and travel sell to the world as well, and so do viral shops: this says little by itself.
    """

    family: ClassVar = Family.GEOGRAPHY
    source: ClassVar = Source("Austreme, transaction laundering guidance: geography cross-reference", 2020)
    requires: ClassVar = ("transactions.payer_country",)
    observable_by: ClassVar = ("acquirer", "scheme", "issuer", "wallet", "remitter")
    weight: ClassVar = 1.0

    payers: int = threshold(5, "whose country is known", "count")
    spread: float = threshold(
        0.5, "chance that two payers are from different countries, where the score begins", "share"
    )
    full: float = threshold(0.85, "the same that scores 1", "share")

    sql: ClassVar = """
        SELECT merchant                                                        AS subject_id,
               least(1e0, (country_diversity - :spread) / (:full - :spread))
                   * coalesce(remote_share, 1e0)                               AS score,
               placed_payers,
               payer_countries,
               top_country_share
        FROM merchants
        WHERE placed_payers >= :payers AND country_diversity > :spread
    """
    sentence: ClassVar = (
        "Its {placed_payers} payers are from {payer_countries} countries. At most {top_country_share:.0%} are from any"
        " one of them."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="a site that is known everywhere and at home nowhere",
            finds=("site",),
            transactions="""
                merchant_id | payer_ref | payer_country | times
                site        | a*        | DE            | 3
                site        | b*        | FR            | 3
                site        | c*        | GB            | 3
                site        | d*        | SE            | 3
            """,
        ),
        Example(
            title="a shop with a home market and some customers abroad",
            transactions="""
                merchant_id | payer_ref | payer_country | times
                shop        | a*        | DE            | 12
                shop        | b*        | FR            | 2
                shop        | c*        | GB            | 1
            """,
        ),
    )
