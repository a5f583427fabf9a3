"""Cards from abroad that are never present, in a trade that is done at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class RemoteFromAbroad(Rule):
    """A merchant takes cards that are not present, and from abroad, where its kind sells over the counter at home.

    A hidden site uses the account of a shop, and its customers never come there. Web shops sell so as well: they are
    compared with their own kind, which does the same. A florist who takes orders by telephone has them from nearby; a
    hotel has foreign cards, and sees them. Both things must be out of the common at once.
    """

    family: ClassVar = Family.GEOGRAPHY
    source: ClassVar = Source("Austreme, transaction laundering: cross-reference of geography", 2019)
    requires: ClassVar = ("transactions.card_present", "transactions.payer_country")
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "remote_share - usual": ("share of payments without the card present, above the usual", "points"),
        "foreign_share - usual": ("share of payments from abroad, above the usual", "points"),
    }

    payers: int = threshold(12, "different payers", "count")
    remote: float = threshold(0.4, "share of payments without the card present above the usual", "share")
    abroad: float = threshold(0.2, "share of payments from abroad above the usual", "share")
    full: float = threshold(0.8, "mean of both that scores 1", "share")

    sql: ClassVar = """
        SELECT m.merchant                                                                        AS subject_id,
               least(1e0, (m.remote_share - r.usual + m.foreign_share - a.usual) / 2 / :full)    AS score,
               m.remote_share,
               r.usual                                                                           AS usual_remote,
               m.foreign_share,
               a.usual                                                                           AS usual_abroad,
               r.peers,
               r.peer_merchants
        FROM merchants AS m
        JOIN compared  AS r ON r.merchant = m.merchant AND r.feature = 'remote_share'
        JOIN compared  AS a ON a.merchant = m.merchant AND a.feature = 'foreign_share'
        WHERE m.payers >= :payers
          AND m.remote_share - r.usual >= :remote
          AND m.foreign_share - a.usual >= :abroad
    """
    sentence: ClassVar = (
        "{remote_share:.0%} of the payments are made without the card, and {foreign_share:.0%} come from abroad. Usual"
        " for {peer_merchants} merchants of {peers} are {usual_remote:.0%} and {usual_abroad:.0%}."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND (NOT p.card_present OR p.payer_country <> p.place)"

    examples: ClassVar = (
        Example(
            title="a bakery that the world pays from afar",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | mcc  | card_present | payer_country | payee_country | times | every
                shop*~17    | p*~60     | 5462 | true         | NL            | NL            | 600   | 4h
                odd         | q*%20     | 5462 | false        | DE            | NL            | 30    | 1d
                odd         | r*%20     | 5462 | true         | NL            | NL            | 10    | 1d
            """,
        ),
        Example(
            title="a web shop among web shops, telephone orders from nearby, a hotel's guests",
            transactions="""
                merchant_id | payer_ref | mcc  | card_present | payer_country | payee_country | times | every
                shop*~17    | p*~60     | 5462 | true         | NL            | NL            | 600   | 4h
                web*~17     | p*~60     | 5732 | false        | DE            | NL            | 600   | 4h
                orders      | q*%20     | 5462 | false        | NL            | NL            | 40    | 1d
                guests      | r*%20     | 5462 | true         | DE            | NL            | 40    | 1d
            """,
        ),
    )
