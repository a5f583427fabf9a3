"""Payers who meet here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import BOTH_LAST, COUNTRY_SPREAD, PERIOD, RECENT, REMOTE, STRENGTH, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class StrangersMeet(Rule):
    """The same people pay this merchant and another far beyond chance, and share nothing else: no home, no other shop.

    Customers of one hidden seller know of his sites, and of nothing in common besides. What they buy elsewhere, at
    honest shops, does not hide this. Neighbours share shops too, and so do a parish, a club or colleagues, but each for
    a reason that can be seen, and that takes its part from the score. Neighbours meet in many other places, with the
    card in hand, and live in one country. Those who travel or celebrate together meet on a few days. Who was there
    before the data began, and still is, says less. Everybody buys at a marketplace, so the overlap must be large for
    both.
    """

    family: ClassVar = Family.NETWORK
    source: ClassVar = Source("Hooi and others, FRAUDAR: Bounding Graph Fraud in the Face of Camouflage", 2016)
    requires: ClassVar = ("transactions.payer_ref",)
    observable_by: ClassVar = ("scheme", "issuer", "wallet", "acquirer")
    weight: ClassVar = 4.5
    version: ClassVar = 6
    nearly: ClassVar = ("pairs",)
    terms: ClassVar = {
        "shared": ("payers in common with one other merchant", "count"),
        "surprise": ("improbability of that by chance", "powers of ten"),
    }

    shared: int = threshold(4, "payers of both", "count")
    mutual: float = threshold(0.1, "share of the payers of the larger of the two", "share")
    share: float = threshold(0.6, "the same, from which more say no more", "share")
    surprise: float = threshold(
        4.0, "powers of ten: how improbable the overlap is, where the score begins", "powers of ten"
    )
    certain: float = threshold(30.0, "powers of ten that score 1", "powers of ten")
    apart: float = threshold(
        0.75, "times chance: how seldom the payers of both meet elsewhere, below which less says no more", "times"
    )
    meetings: float = threshold(
        8.0, "times chance: how often its payers meet elsewhere, at most; more are neighbours", "times"
    )
    home: float = threshold(
        0.3, "chance that two payers are from different countries, up to which they are neighbours", "share"
    )
    abroad: float = threshold(0.7, "the same, from which they are strangers", "share")
    occasion: int = threshold(3, "days with payments, at both, up to which it is one occasion", "days")
    lasting: int = threshold(14, "the same, from which it is none", "days")
    young: float = threshold(
        0.75, "share of the time that the data cover, up to which a merchant is no settled one", "share"
    )
    old: float = threshold(0.95, "the same, from which it is settled, and loses a quarter", "share")
    covered: int = threshold(
        90, "days that the data are taken to cover at least: to be there throughout a month proves nothing", "days"
    )

    sql: ClassVar = compose(
        PERIOD,
        """
        pairs AS (
            SELECT m.merchant,
                   m.payers,
                   m.meeting_ratio,
                   x.shared,
                   x.surprise,
                   o.payers AS other_payers,
                   {strength} AS strength,
                   -- overlap_share: everybody buys at a marketplace; 1 from the share of both that says it all
                   sqrt(least(x.shared * 1e0 / greatest(m.payers, o.payers) / :share, 1e0)) AS overlap_share,
                   -- apart: neighbours meet in many other places too
                   sqrt(:apart / greatest(m.meeting_ratio, o.meeting_ratio, :apart)) AS apart,
                   {country_spread} AS country_spread,
                   {lasts} AS lasts,
                   {remote} AS remote,
                   {recent} AS recent
            FROM shared_payers AS x
            JOIN merchants     AS m ON m.merchant = x.merchant
            JOIN merchants     AS o ON o.merchant = x.other
            JOIN period        AS e ON e.provider_id = m.provider_id
            WHERE x.shared >= :shared
              AND x.surprise >= :surprise
              AND x.shared >= :mutual * greatest(m.payers, o.payers)
              AND m.meeting_ratio <= :meetings
        ), scored_pairs AS (
            SELECT p.*,
                   strength * overlap_share * apart * country_spread * lasts * remote * recent AS score
            FROM pairs AS p
        ), counted_pairs AS (
            SELECT s.*,
                   count(*) OVER (PARTITION BY merchant) AS partners
            FROM scored_pairs AS s
            WHERE score > 0
        )
        """,
        """
        SELECT merchant      AS subject_id,
               score,
               partners,
               shared,
               payers,
               other_payers,
               surprise      AS powers,
               meeting_ratio
        FROM counted_pairs
        QUALIFY row_number() OVER (
            PARTITION BY merchant ORDER BY round(score, 9) DESC, shared DESC, other_payers
        ) = 1
        """,
        strength=STRENGTH,
        country_spread=COUNTRY_SPREAD,
        lasts=BOTH_LAST,
        remote=REMOTE,
        recent=RECENT,
    )
    sentence: ClassVar = (
        "{shared} of {payers} payers also pay one other merchant, which has {other_payers} payers. Chance explains"
        " that {powers:chance}. Elsewhere its payers overlap {meeting_ratio:overlap}."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM flagged       AS g
            JOIN links         AS h ON h.merchant = g.merchant
            JOIN links         AS l ON l.payer = h.payer
            JOIN shared_payers AS s ON s.merchant = g.merchant AND s.other = l.merchant
            WHERE g.merchant = p.merchant AND h.payer = p.payer
        )
    """

    examples: ClassVar = (
        Example(
            title="two sites with the same strangers",
            finds=("site1", "site2"),
            transactions="""
                merchant_id | payer_ref | occurred_at | times | every
                shop*~97    | p*~400    | 2026-01-01  | 1600  | 1h
                site*%2     | p*%25     | 2026-01-05  | 50    | 6h
            """,
        ),
        Example(
            title="shops round the corner, where the card is in the hand",
            transactions="""
                merchant_id | payer_ref | card_present | occurred_at | times | every
                shop*~97    | p*~400    | true         | 2026-01-01  | 1600  | 1h
                corner*%2   | p*%25     | true         | 2026-01-05  | 50    | 6h
            """,
        ),
        Example(
            title="a group that travels together, and a shop whose customers buy at a marketplace as everybody does",
            transactions="""
                merchant_id | payer_ref | occurred_at | times | every
                shop*~97    | p*~400    | 2026-01-01  | 1600  | 1h
                hotel*%2    | g*%25     | 2026-01-05  | 50    | 1h
                market      | p*        | 2026-01-01  | 400   | 4h
                small       | p*%25     | 2026-01-05  | 25    | 1d
            """,
        ),
        Example(
            title="a community of one country that gives to two of its causes",
            merchants="""
                merchant_id | kind  | country | times
                cause*      | payee | PH      | 2
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | occurred_at | times | every
                shop*~97    | p*~400    | NL            | 2026-01-01  | 1600  | 1h
                cause*%2    | p*%25     | ES            | 2026-01-05  | 50    | 6h
            """,
        ),
    )
