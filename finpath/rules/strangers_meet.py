"""Payers who meet here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source


@dataclass(frozen=True, kw_only=True)
class StrangersMeet(Rule):
    """The same people pay this merchant and another far beyond chance, and yet meet nowhere else.

    Customers of one hidden seller know of his sites and of nothing in common besides. Shops of one neighbourhood share
    their customers too, and a parish, a school or a club does; but such people meet in a hundred places, and
    their meetings elsewhere are counted. What someone buys besides, at honest shops, does not hide this.
    """

    family: ClassVar = Family.NETWORK
    source: ClassVar = Source("Hooi and others, FRAUDAR: Bounding Graph Fraud in the Face of Camouflage", 2016)
    requires: ClassVar = ("transactions.payer_ref",)
    observable_by: ClassVar = ("scheme", "issuer", "wallet", "acquirer")
    weight: ClassVar = 2.5

    shared: int = 5  # payers shared with one neighbour
    surprise: float = 6.0  # powers of ten: how improbable the closest overlap is
    share: float = 0.15  # of the merchant's payers, shared with one neighbour
    meetings: float = 2.0  # times chance: how often its payers meet elsewhere, at most
    full: float = 0.6  # share that scores 1, where the payers meet elsewhere as often as chance has it

    sql: ClassVar = """
        SELECT m.merchant                                                                       AS subject_id,
               least(1e0, m.most_shared_share / :full) / greatest(1e0, m.meeting_ratio)          AS score,
               m.neighbours,
               m.most_shared,
               m.payers,
               m.most_shared_share,
               m.meeting_ratio,
               m.surprise * 1e-6                                                                AS powers
        FROM merchants AS m
        WHERE m.most_shared >= :shared
          AND m.surprise * 1e-6 >= :surprise
          AND m.most_shared_share >= :share
          AND m.meeting_ratio <= :meetings
    """
    sentence: ClassVar = (
        "{most_shared} of {payers} payers also pay one and the same other merchant, which chance explains once in"
        " 10^{powers:.0f}; {neighbours} merchants share payers with it so, and elsewhere its payers meet"
        " {meeting_ratio:.1f} times as often as strangers do."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM shared_payers AS s
            JOIN links         AS l ON l.merchant = s.other
            WHERE s.merchant = p.merchant AND l.payer = p.payer
        )
    """

    examples: ClassVar = (
        Example(
            title="two sites with the same strangers",
            finds=("site1", "site2"),
            transactions="""
                merchant_id | payer_ref | times
                shop*~97    | p*~400    | 1600
                site*%2     | p*%25     | 50
            """,
        ),
        Example(
            title="shops of one street, whose customers meet in all of them",
            transactions="""
                merchant_id | payer_ref | times
                shop*~97    | p*~400    | 1600
                street*~60  | n*~80     | 1200
            """,
        ),
    )
