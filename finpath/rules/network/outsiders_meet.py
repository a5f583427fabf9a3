"""Payers who are not at home here meet again where they are not at home either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import BOTH_LAST, COUNTRY_SPREAD, REMOTE, STRENGTH, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold

TOWN = """
                merchant_id | payer_ref | occurred_at | times | every
                north*~59   | n*~61     | 2026-01-01  | 1500  | 1h
                east*~59    | e*~61     | 2026-01-01  | 1500  | 1h
                south*~59   | s*~61     | 2026-01-01  | 1500  | 1h
                west*~59    | w*~61     | 2026-01-01  | 1500  | 1h
                old*~59     | o*~61     | 2026-01-01  | 1500  | 1h
                new*~59     | v*~61     | 2026-01-01  | 1500  | 1h
                mall*~59    | x*~901    | 2026-01-01  | 1500  | 1h
"""
"""Six districts, where everybody shops round the corner, and a mall for all."""


@dataclass(frozen=True, kw_only=True)
class OutsidersMeet(Rule):
    """The merchant has a neighbourhood; some payers are not of it, and the same ones meet again at another merchant.

    In a district or a town, all shops share payers. A hidden site that sells through such a shop, or imitates one,
    has other customers: they pay this shop and none of those around it. So the customers of the neighbourhood are set
    aside, and the rest is compared with the rest of every other merchant. Commuters and visitors of one place are a
    look-alike: they come from one place, and meet there in many shops. Those who travel together meet on a few days.
    Both take their part from the score.
    """

    family: ClassVar = Family.NETWORK
    source: ClassVar = Source("Hooi and others, FRAUDAR: Bounding Graph Fraud in the Face of Camouflage", 2016)
    requires: ClassVar = ("transactions.payer_ref",)
    observable_by: ClassVar = ("scheme", "issuer", "wallet", "acquirer")
    weight: ClassVar = 4.5
    nearly: ClassVar = ("pairs",)
    terms: ClassVar = {
        "shared": ("outsiders in common with one other merchant", "count"),
        "surprise": ("improbability of that by chance", "powers of ten"),
        "meeting_ratio": ("how often those meet elsewhere", "times chance"),
    }

    shared: int = threshold(4, "outsiders of both", "count")
    mutual: float = threshold(0.1, "share of the outsiders of the merchant that has more", "share")
    share: float = threshold(0.6, "of its outsiders, from which more say no more", "share")
    surprise: float = threshold(
        4.0, "powers of ten: how improbable the overlap is, where the score begins", "powers of ten"
    )
    certain: float = threshold(20.0, "powers of ten that score 1", "powers of ten")
    meetings: float = threshold(
        3.0, "times chance: how often they meet elsewhere, at most; more come from one place", "times"
    )
    home: float = threshold(
        0.3, "chance that two outsiders are from different countries, up to which they are neighbours", "share"
    )
    abroad: float = threshold(0.7, "the same, from which they are strangers", "share")
    occasion: int = threshold(3, "days with their payments, at both, up to which it is one occasion", "days")
    lasting: int = threshold(14, "the same, from which it is none", "days")

    sql: ClassVar = compose(
        """
        pairs AS (
            SELECT x.merchant,
                   x.shared,
                   x.surprise,
                   x.meeting_ratio,
                   m.payers AS outsiders,
                   o.payers AS other_outsiders,
                   {strength} AS strength,
                   -- overlap_share: a few of many may meet there for any reason; 1 from the share that says it all
                   sqrt(least(x.shared * 1e0 / m.payers / :share, 1e0)) AS overlap_share,
                   -- apart: who meets in many other places too comes from one place
                   1e0 / greatest(x.meeting_ratio, 1e0) AS apart,
                   {country_spread} AS country_spread,
                   {lasts} AS lasts,
                   {remote} AS remote
            FROM outsider_meetings AS x
            JOIN outsider_crowds   AS m ON m.merchant = x.merchant
            JOIN outsider_crowds   AS o ON o.merchant = x.other
            WHERE x.shared >= :shared
              AND x.surprise >= :surprise
              AND x.shared >= :mutual * greatest(m.payers, o.payers)
              AND x.meeting_ratio <= :meetings
        ), scored_pairs AS (
            SELECT p.*,
                   strength * overlap_share * apart * country_spread * lasts * remote AS score
            FROM pairs AS p
        )
        """,
        """
        SELECT s.merchant    AS subject_id,
               s.score,
               s.shared,
               s.outsiders,
               a.payers,
               s.other_outsiders,
               s.surprise    AS powers,
               s.meeting_ratio
        FROM scored_pairs AS s
        JOIN merchants    AS a ON a.merchant = s.merchant
        WHERE s.score > 0
        QUALIFY row_number() OVER (
            PARTITION BY s.merchant ORDER BY round(s.score, 9) DESC, s.shared DESC, s.other_outsiders
        ) = 1
        """,
        strength=STRENGTH,
        country_spread=COUNTRY_SPREAD,
        lasts=BOTH_LAST,
        remote=REMOTE,
    )
    sentence: ClassVar = (
        "{outsiders} of {payers} payers pay next to none of the shops that the others pay. {shared} of them are also"
        " outsiders of one other merchant. Chance explains that {powers:chance}."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM flagged           AS g
            JOIN outsider_links    AS h ON h.merchant = g.merchant AND h.payer = p.payer
            JOIN outsider_meetings AS x ON x.merchant = g.merchant
            JOIN outsider_links    AS l ON l.merchant = x.other AND l.payer = p.payer
            WHERE g.merchant = p.merchant
        )
    """

    examples: ClassVar = (
        Example(
            title="strangers buy through two shops of two districts",
            finds=("east3", "west3"),
            transactions=f"""{TOWN}
                east3       | x*%12     | 2026-01-05  | 30    | 1d
                west3       | x*%12     | 2026-01-06  | 30    | 1d
            """,
        ),
        Example(
            title="people of one district who shop together in the other",
            transactions=f"""{TOWN}
                west3       | e*%20     | 2026-01-05  | 20    | 1d
                west4       | e*%20     | 2026-01-06  | 20    | 1d
            """,
        ),
        Example(
            title="a tour that stops at two shops on one day",
            transactions=f"""{TOWN}
                east3       | x*%12     | 2026-01-05  | 30    | 1m
                west3       | x*%12     | 2026-01-05  | 30    | 1m
            """,
        ),
    )
