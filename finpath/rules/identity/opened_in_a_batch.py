"""One controller opened several accounts under several names within days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class OpenedInABatch(Rule):
    """Within days one controller opened several accounts, each for a company of another name.

    Applications are written in batches, for companies that exist on paper. A chain opens branches together as well,
    under names that begin alike. A group that moves to another bank brings all its companies, and they had taken money
    elsewhere before. Stalls of a fair are opened for some days, and are not counted; an identifier of very many
    accounts is a facilitator's and ties nobody.
    """

    family: ClassVar = Family.IDENTITY
    source: ClassVar = Source("Federal Trade Commission v. EPS and Money Now Funding: batches of applications", 2017)
    requires: ClassVar = ("merchants.opened_on", "merchants.legal_name")
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    version: ClassVar = 2
    terms: ClassVar = {
        "opened_with": ("accounts of its controller opened within the same days", "count"),
        "names": ("different company names among them", "count"),
    }

    days: int = threshold(14, "from the first to the last opening", "days")
    accounts: int = threshold(3, "opened in that time", "count")
    names: int = threshold(3, "different company names among them", "count")
    shortest: int = threshold(8, "days that an account with payments must live; less is a stall", "days")
    letters: int = threshold(8, "that a name begins with: the rest is the branch, the country, the legal form", "count")
    hub: int = threshold(60, "accounts of the controller: more is a chain, or a facilitator", "count")
    full: int = threshold(6, "different names that score 1", "count")

    sql: ClassVar = """
        WITH opened AS (
            SELECT a.merchant,
                   e.controller,
                   fp_day_number(a.opened_on)                               AS day,
                   fp_first(fp_clean_id(a.legal_name), :letters)            AS name,
                   count(*) OVER (PARTITION BY e.controller)                AS held
            FROM merchants AS a
            JOIN entities  AS e ON e.merchant = a.merchant
            WHERE a.opened_on IS NOT NULL
              AND a.legal_name IS NOT NULL
              AND (a.transactions = 0 OR a.life_days >= :shortest)
        ), batches AS (
            SELECT o.controller,
                   o.day                              AS began,
                   count(DISTINCT b.merchant)         AS opened_with,
                   count(DISTINCT b.name)             AS names
            FROM opened AS o
            JOIN opened AS b ON b.controller = o.controller AND b.day >= o.day AND b.day <= o.day + :days
            WHERE o.held > 1 AND o.held <= :hub
            GROUP BY o.controller, o.day
        )
        SELECT o.merchant                                             AS subject_id,
               least(1e0, b.names * 1e0 / :full)                      AS score,
               b.opened_with,
               b.names,
               o.held
        FROM opened  AS o
        JOIN batches AS b ON b.controller = o.controller AND o.day >= b.began AND o.day <= b.began + :days
        WHERE b.opened_with >= :accounts AND b.names >= :names
        QUALIFY row_number() OVER (PARTITION BY o.merchant ORDER BY b.names DESC, b.opened_with DESC, b.began) = 1
    """
    sentence: ClassVar = (
        "{opened_with} accounts of one controller were opened within the same days, under {names} company names; this"
        " is one of them."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="four companies in ten days",
            finds=("a1", "a2", "a3", "a4"),
            merchants="""
                merchant_id | principal | opened_on  | legal_name
                a1          | owner     | 2026-01-05 | Amber Trade BV
                a2          | owner     | 2026-01-07 | Basil Goods BV
                a3          | owner     | 2026-01-12 | Cedar Shop BV
                a4          | owner     | 2026-01-14 | Dune Media BV
            """,
            transactions="""
                merchant_id | payer_ref
                x           | q
            """,
        ),
        Example(
            title="branches of one company, and companies founded over years",
            merchants="""
                merchant_id | principal | opened_on  | legal_name
                b1          | chain     | 2026-01-05 | Breadhouse BV
                b2          | chain     | 2026-01-07 | Breadhouse France SARL
                b3          | chain     | 2026-01-12 | BREADHOUSE B.V.
                c1          | other     | 2019-01-05 | Amber Trade BV
                c2          | other     | 2022-01-07 | Basil Goods BV
                c3          | other     | 2026-01-12 | Cedar Shop BV
            """,
            transactions="""
                merchant_id | payer_ref
                b1          | q
            """,
        ),
    )
