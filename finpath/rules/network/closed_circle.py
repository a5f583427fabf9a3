"""Several merchants whose payers meet among themselves, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import COUNTRY_SPREAD, PERIOD, RECENT, REMOTE, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ClosedCircle(Rule):
    """It is one of several merchants whose payers meet inside this circle far beyond chance, and nowhere else.

    A seller behind many sites has customers who each know a few of them: two sites share hardly anybody, all together
    share nearly everybody. What these payers buy at honest shops does not hide it. Shops of a district and their
    common customers look the same, and are told apart by what can be seen. Such payers meet outside as well, hold the
    card in hand, live in one country, and know shops by the dozen. A festival is over in days. A marketplace has a good
    part of all payers. Readers of one publisher pay every month. Who was there before the data began, and still is,
    says less, above all in a large circle: sites of one seller come and go. It assumes that payers are named alike at
    all members of the circle, and that a seller has several accounts. Collectors of one hobby, abroad from each other,
    with their few dealers are a look-alike that remains.
    """

    family: ClassVar = Family.NETWORK
    source: ClassVar = Source("Hooi and others, FRAUDAR: Bounding Graph Fraud in the Face of Camouflage", 2016)
    requires: ClassVar = ("transactions.payer_ref",)
    observable_by: ClassVar = ("scheme", "issuer", "wallet", "acquirer")
    weight: ClassVar = 4.5
    version: ClassVar = 4
    nearly: ClassVar = ("candidates",)
    terms: ClassVar = {
        "payers": ("payers of two of its circle or more", "count"),
        "density": ("how improbable its circle is, on average over the members", "powers of ten"),
    }

    inside: int = threshold(5, "payers of two members or more", "count")
    density: float = threshold(
        6.0, "powers of ten, on average over the members: how improbable it is, where the score begins", "powers of ten"
    )
    certain: float = threshold(15.0, "powers of ten that score 1", "powers of ten")
    share: float = threshold(0.6, "of its payers who also pay another member, from which more say no more", "share")
    meetings: float = threshold(
        8.0, "times chance: how often payers meet elsewhere, at most; more are neighbours", "times"
    )
    known: int = threshold(
        12, "members that a payer pays on average, up to which they are sites of one seller", "count"
    )
    lived: int = threshold(18, "the same, from which it is where the payers live", "count")
    popular: float = threshold(0.05, "share of all payers, from which it is where everybody buys", "share")
    home: float = threshold(
        0.3, "chance that two payers are from different countries, up to which they are neighbours", "share"
    )
    abroad: float = threshold(0.7, "the same, from which they are strangers", "share")
    occasion: int = threshold(3, "days with payments up to which it is one occasion", "days")
    lasting: int = threshold(14, "the same, from which it is none", "days")
    young: float = threshold(
        0.75, "share of the time that the data cover, up to which a merchant is no settled one", "share"
    )
    old: float = threshold(0.95, "the same, from which it is settled, and loses a quarter", "share")
    dozen: int = threshold(
        13, "members up to which a circle whose members are settled says as much as another", "count"
    )
    covered: int = threshold(
        90, "days that the data are taken to cover at least: to be there throughout a month proves nothing", "days"
    )
    month: float = threshold(30.0, "days between two payments of a subscriber", "days")
    early: float = threshold(5.0, "days by which a subscriber's payments may be early or late, on average", "days")

    sql: ClassVar = compose(
        PERIOD,
        """
        everybody AS (
            SELECT count(*) AS payers FROM payers
        ), customers AS (
            SELECT block,
                   sum(shared) AS visits
            FROM block_members
            GROUP BY block
        ), subscribers AS (
            SELECT b.merchant,
                   count(*) AS subscribers
            FROM block_members AS b
            JOIN links         AS l ON l.merchant = b.merchant
            WHERE l.payments > 2
              AND abs(fp_days_between(l.first_seen, l.last_seen) - :month * (l.payments - 1))
                  <= :early * (l.payments - 1)
            GROUP BY b.merchant
        ), candidates AS (
            SELECT m.merchant,
                   m.payers,
                   b.shared,
                   k.merchants,
                   k.payers AS circle_payers,
                   k.density,
                   k.first_seen,
                   k.last_seen,
                   k.usual_life,
                   -- the most that its own payers, or those of its circle, meet elsewhere: neighbours meet everywhere
                   greatest(k.meeting_ratio, m.meeting_ratio) AS meeting_ratio,
                   -- strength: how improbable the circle is by chance; 0 where the score begins, 1 where it is certain
                   (least(k.density, :certain) - :density) / (:certain - :density) AS strength,
                   -- overlap_share: a shop of which a few payers belong to the circle is not in it
                   sqrt(least(b.shared * 1e0 / m.payers / :share, 1e0)) AS overlap_share,
                   -- popularity_discount: a circle of a good part of all payers is where everybody buys
                   least(:popular * a.payers / k.payers, 1e0) AS popularity_discount,
                   -- low_repeat: who pays a dozen members uses sites of one seller; who pays more of them lives there
                   least(greatest((:lived - c.visits * 1e0 / k.payers)
                                  / (:lived - :known), 0e0), 1e0) AS low_repeat,
                   {country_spread} AS country_spread,
                   -- lasts: those who travel or celebrate together meet on a few days; 0 for one occasion
                   least(greatest((m.active_days - :occasion) * 1e0
                                  / (:lasting - :occasion), 0e0), 1e0) AS lasts,
                   -- short_lived: many members of which half are there all the time are a town; sites come and go
                   1e0 - (1e0 - :dozen * 1e0 / greatest(k.merchants, :dozen))
                         * least(greatest((k.usual_life / e.days - :young)
                                          / (:old - :young), 0e0), 1e0) AS short_lived,
                   {remote} AS remote,
                   -- irregular: subscribers of a lawful service come back month by month
                   1e0 - coalesce(s.subscribers, 0) * 1e0 / m.payers AS irregular,
                   {recent} AS recent
            FROM block_members    AS b
            JOIN blocks           AS k ON k.block = b.block
            JOIN customers        AS c ON c.block = b.block
            JOIN merchants        AS m ON m.merchant = b.merchant
            LEFT JOIN subscribers AS s ON s.merchant = b.merchant
            JOIN period           AS e ON e.provider_id = m.provider_id
            CROSS JOIN everybody  AS a
            WHERE k.payers >= :inside
              AND k.density >= :density
              AND k.meeting_ratio <= :meetings
              AND m.meeting_ratio <= :meetings
        )
        """,
        """
        SELECT merchant      AS subject_id,
               strength * overlap_share * popularity_discount * low_repeat * country_spread * lasts * remote * irregular
                   * recent * short_lived / sqrt(greatest(meeting_ratio, 1e0)) AS score,
               merchants,
               circle_payers,
               shared,
               payers,
               density       AS powers,
               meeting_ratio,
               first_seen,
               last_seen,
               usual_life
        FROM candidates
        """,
        country_spread=COUNTRY_SPREAD,
        remote=REMOTE,
        recent=RECENT,
    )
    sentence: ClassVar = (
        "{shared} of its {payers} payers also pay others of a dense community of {merchants} merchants. Chance"
        " explains that {powers:chance}. Elsewhere these payers overlap {meeting_ratio:overlap}."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM flagged       AS g
            JOIN block_members AS b ON b.merchant = g.merchant
            JOIN links         AS h ON h.merchant = g.merchant
            JOIN (
                SELECT o.block,
                       l.payer
                FROM block_members AS o
                JOIN links         AS l ON l.merchant = o.merchant
                GROUP BY o.block, l.payer
                HAVING count(*) > 1
            ) AS y ON y.block = b.block AND y.payer = h.payer
            WHERE g.merchant = p.merchant AND h.payer = p.payer
        )
    """

    examples: ClassVar = (
        Example(
            title="six sites of one seller, whose customers each know a few of them",
            finds=("site1", "site2", "site3", "site4", "site5", "site6"),
            transactions="""
                merchant_id | payer_ref | occurred_at | times | every
                shop*~97    | p*~700    | 2026-01-01  | 3000  | 1h
                site*~6     | p*~30     | 2026-02-05  | 90    | 10h
            """,
        ),
        Example(
            title="six shops of a mall, where the card is in the hand",
            transactions="""
                merchant_id | payer_ref | card_present | occurred_at | times | every
                shop*~97    | p*~700    | true         | 2026-01-01  | 3000  | 1h
                mall*~6     | p*~30     | true         | 2026-02-05  | 90    | 10h
            """,
        ),
        Example(
            title="six causes of a community that lives in one country",
            merchants="""
                merchant_id | kind  | country | times
                cause*      | payee | PH      | 6
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | occurred_at | times | every
                shop*~97    | p*~700    | NL            | 2026-01-01  | 3000  | 1h
                cause*~6    | p*~30     | ES            | 2026-02-05  | 90    | 10h
            """,
        ),
        Example(
            title="six stalls of a festival",
            transactions="""
                merchant_id | payer_ref | occurred_at | times | every
                shop*~97    | p*~700    | 2026-01-01  | 3000  | 1h
                stall*~6    | p*~30     | 2026-02-05  | 90    | 30m
            """,
        ),
        Example(
            title="the six titles of one publisher, read by subscription",
            transactions="""
                merchant_id | payer_ref | occurred_at | times | every
                shop*~97    | p*~700    | 2026-01-01  | 3000  | 1h
                title*%6    | p*%25     | 2026-01-15  | 90    | 4h
                title*%6    | p*%25     | 2026-02-14  | 90    | 4h
                title*%6    | p*%25     | 2026-03-16  | 90    | 4h
                title*%6    | p*%25     | 2026-04-15  | 90    | 4h
            """,
        ),
        Example(
            title="six shops of a town of sixty, whose people meet at every one",
            transactions="""
                merchant_id | payer_ref | occurred_at | times | every
                shop*~97    | p*~700    | 2026-01-01  | 3000  | 1h
                town*~60    | q*~30     | 2026-01-05  | 900   | 2h
            """,
        ),
    )
