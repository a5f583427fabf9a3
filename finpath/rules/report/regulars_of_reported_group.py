"""Payers who already paid several sites of one reported group pay here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import PAYERS_OF_REPORTED
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class RegularsOfReportedGroup(Rule):
    """Several of its payers have each paid at least two merchants of one group that confirmed reports name.

    Who paid one reported site may have been deceived, or have had a card stolen. Who paid two of the same group was
    hardly there by chance. Where such payers gather, the group may sell as well. A supermarket where everybody pays,
    they among others, is left alone: their share of the payers counts. A merchant who sells them something lawful, such
    as a file host, is a look-alike.
    """

    family: ClassVar = Family.REPORT
    source: ClassVar = Source("background knowledge: cluster logic of the IWF's brand and group analysis")
    requires: ClassVar = ("reports.status", "transactions.payer_ref")
    observable_by: ClassVar = ("scheme", "issuer", "wallet")
    weight: ClassVar = 0.75
    terms: ClassVar = {
        "regulars": ("payers who paid several merchants of one reported group", "count"),
        "times_usual": ("their share against that among the payers of all merchants", "times"),
    }

    sites: int = threshold(2, "merchants of one reported group that such a payer paid", "count")
    regulars: int = threshold(3, "such payers here", "count")
    share: float = threshold(0.05, "of the payers here", "share")
    times: float = threshold(
        5.0, "that share, against what they, active as they are, are of all merchants' payers", "times"
    )
    full: float = threshold(0.4, "share that scores 1", "share")

    sql: ClassVar = """
        WITH grouped AS (
            SELECT DISTINCT
                   k.merchant,
                   CASE WHEN r.group_id IS NOT NULL THEN concat(k.reporter_id, ' group ', r.group_id)
                        WHEN r.brand_id IS NOT NULL THEN concat(k.reporter_id, ' brand ', r.brand_id)
                        ELSE concat('controller ', e.controller) END AS cluster
            FROM known        AS k
            JOIN live_reports AS r ON r.reporter_id = k.reporter_id AND r.report_id = k.report_id
            JOIN entities     AS e ON e.merchant = k.merchant
            WHERE k.status = 'confirmed'
        ), paid AS (
            SELECT l.payer, g.cluster, count(*) AS sites
            FROM links   AS l
            JOIN grouped AS g ON g.merchant = l.merchant
            GROUP BY l.payer, g.cluster
        ), faithful AS (
            SELECT DISTINCT payer
            FROM paid
            WHERE sites >= :sites
        ), everybody AS (
            SELECT count(*)          AS links,
                   count(f.payer)    AS faithful_links
            FROM links         AS l
            LEFT JOIN faithful AS f ON f.payer = l.payer
        ), here AS (
            SELECT l.merchant, count(*) AS regulars
            FROM links    AS l
            JOIN faithful AS f ON f.payer = l.payer
            GROUP BY l.merchant
        ), against AS (
            SELECT h.merchant,
                   h.regulars,
                   m.payers,
                   fp_share(h.regulars, m.payers) / fp_share(e.faithful_links, e.links) AS times_usual
            FROM here            AS h
            JOIN merchants       AS m ON m.merchant = h.merchant AND m.confirmed = 0
            CROSS JOIN everybody AS e
        )
        SELECT merchant                                                      AS subject_id,
               least(1e0, fp_share(regulars, payers) / :full)                AS score,
               regulars,
               payers,
               times_usual
        FROM against
        WHERE regulars >= :regulars AND regulars >= :share * payers AND times_usual >= :times
    """
    sentence: ClassVar = (
        "{regulars} of {payers} payers have paid at least two merchants of one reported group. That is"
        " {times_usual:.1f} times the usual share."
    )
    evidence: ClassVar = PAYERS_OF_REPORTED

    examples: ClassVar = (
        Example(
            title="payers of two sites of one brand pay at a third",
            finds=("third",),
            transactions="""
                merchant_id | payer_ref | times
                site*%2     | a*%9      | 18
                third       | a*%9      | 9
                third       | b*        | 3
                shop*%9     | c*        | 200
            """,
            reports="""
                provider_id | merchant_id | group_id
                p           | site1       | G
                p           | site2       | G
            """,
        ),
        Example(
            title="a market where everybody pays, and two reports that nothing ties",
            transactions="""
                merchant_id | payer_ref | times
                site*%2     | a*%9      | 18
                market      | a*%9      | 9
                market      | c*        | 200
                other*%2    | d*%9      | 18
                beside      | d*%9      | 9
            """,
            reports="""
                provider_id | merchant_id | group_id
                p           | site1       | G
                p           | site2       | G
                p           | other1      |
                p           | other2      |
            """,
        ),
    )
