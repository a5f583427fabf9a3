"""The payments do not look like the declared business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class CategoryMismatch(Rule):
    """The average payment is many times above or below what merchants of the declared category take.

    An account that says one thing and sells another shows it in the size of its sales. Dear and cheap shops are in
    every category, so the distance must also be large against the spread within it. No category is strange in itself.
    """

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("Visa Integrity Risk Program, on miscoded merchants; Ballerine on drift", 2023)
    requires: ClassVar = ("transactions.amount", "transactions.mcc")
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {"apart": ("distance of its average payment from its category's", "nats")}

    payers: int = threshold(10, "different payers", "count")
    times: float = threshold(4.0, "above or below the usual", "times")
    spreads: float = threshold(
        3.0, "distances, on a scale of ratios, from the median of the peers to the quartile on that side", "distances"
    )
    full: float = threshold(12.0, "times that score 1", "times")

    sql: ClassVar = """
        WITH beside AS (
            SELECT m.merchant,
                   m.mean_ticket_eur,
                   m.payers,
                   c.usual,
                   c.peers,
                   c.peer_merchants,
                   abs(ln(m.mean_ticket_eur / c.usual))                                         AS apart,
                   CASE WHEN m.mean_ticket_eur > c.usual THEN ln(c.upper_value / c.usual)
                        ELSE ln(c.usual / c.lower_value) END                                    AS spread
            FROM merchants AS m
            JOIN compared  AS c ON c.merchant = m.merchant AND c.feature = 'mean_ticket_eur'
            WHERE starts_with(c.peers, 'category') AND m.mean_ticket_eur > 0 AND c.lower_value > 0
        )
        SELECT merchant                              AS subject_id,
               least(1e0, apart / ln(:full))         AS score,
               mean_ticket_eur,
               usual,
               peers,
               peer_merchants
        FROM beside
        WHERE payers >= :payers AND apart >= greatest(ln(:times), :spreads * spread)
    """
    sentence: ClassVar = (
        "The average payment is {mean_ticket_eur:.2f} EUR. Usual for {peer_merchants} merchants of {peers} is"
        " {usual:.2f} EUR."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="a bakery that sells at sixty",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | mcc  | amount | times
                shop*~17    | p*~97     | 5462 | 1*%9   | 500
                odd         | q*        | 5462 | 89.90  | 30
            """,
        ),
        Example(
            title="a dear bakery, and a jeweller",
            transactions="""
                merchant_id | payer_ref | mcc  | amount | times
                shop*~17    | p*~97     | 5462 | 1*%9   | 500
                dear        | q*        | 5462 | 29.90  | 30
                jeweller    | r*        | 5944 | 900    | 30
            """,
        ),
    )
