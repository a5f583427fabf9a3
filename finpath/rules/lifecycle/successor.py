"""Payers of a merchant that stopped appear here within days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import PAYERS_OF_PREDECESSOR
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class Successor(Rule):
    """A merchant stopped, and within days its payers appear here, at an account that began when the other ended.

    Whose account is closed opens another, signed elsewhere as another business, and tells his customers. An honest shop
    that moves to a new bank does the same, but says so: the same registered company is left alone. Two shops that are
    both alive may share customers as they like.
    """

    family: ClassVar = Family.LIFECYCLE
    source: ClassVar = Source("United States v. Shalon, indictment: closed accounts, 'then set up more'", 2015)
    requires: ClassVar = ("transactions.payer_ref", "transactions.occurred_at")
    observable_by: ClassVar = ("scheme", "issuer", "acquirer")
    weight: ClassVar = 2.0
    version: ClassVar = 2
    nearly: ClassVar = ("followed",)
    terms: ClassVar = {
        "fp_days_between(last_seen, first_seen)": ("days from the end of the one before it to its own start", "days"),
        "came_over": ("payers who came over from the one before it", "count"),
    }

    shared: int = threshold(5, "payers who came over", "count")
    share: float = threshold(0.15, "of the newcomer's payers", "share")
    before: int = threshold(5, "days that the newcomer may begin before the other's last payment", "days")
    within: int = threshold(30, "days after it", "days")
    lasting: int = threshold(
        7, "days with payments that both had: a fair and the next one share their visitors", "days"
    )
    silent: int = threshold(21, "days without a payment before the end of the data: the other has stopped", "days")
    full: float = threshold(0.6, "share that scores 1", "share")

    sql: ClassVar = """
        WITH ended AS (
            SELECT m.merchant, m.provider_id, m.merchant_id, m.registration_number, m.last_seen
            FROM merchants    AS m
            JOIN contributors AS s ON s.provider_id = m.provider_id
                                  AND fp_days_between(m.last_seen, s.last_seen) >= :silent
            WHERE m.active_days >= :lasting
        ), followed AS (
            SELECT n.merchant, n.payers, n.first_seen, d.provider_id, d.merchant_id, d.last_seen, o.surprise,
                   o.other
            FROM shared_payers AS o
            JOIN merchants     AS n ON n.merchant = o.merchant
            JOIN ended         AS d ON d.merchant = o.other
            WHERE fp_days_between(d.last_seen, n.first_seen) BETWEEN -:before AND :within
              AND n.active_days >= :lasting
              AND coalesce(n.registration_number = d.registration_number, FALSE) = FALSE
        ), came AS (
            SELECT f.merchant, f.other, count(*) AS came_over
            FROM followed AS f
            JOIN links    AS a ON a.merchant = f.other
            JOIN links    AS b ON b.merchant = f.merchant AND b.payer = a.payer AND b.first_seen > a.first_seen
            GROUP BY f.merchant, f.other
        )
        SELECT f.merchant                                                           AS subject_id,
               least(1e0, c.came_over * 1e0 / f.payers / :full)                     AS score,
               c.came_over,
               f.payers,
               concat(f.provider_id, '/', f.merchant_id)                            AS predecessor,
               f.last_seen                                                          AS predecessor_ended,
               f.first_seen                                                         AS began
        FROM followed AS f
        JOIN came     AS c ON c.merchant = f.merchant AND c.other = f.other
        WHERE c.came_over >= :shared AND c.came_over >= :share * f.payers
        QUALIFY row_number() OVER (PARTITION BY f.merchant ORDER BY c.came_over DESC, f.other) = 1
    """
    sentence: ClassVar = (
        "{came_over} of {payers} payers had paid {predecessor}, which then ended. Its last payment was on"
        " {predecessor_ended:%Y-%m-%d}; payments here began on {began:%Y-%m-%d}."
    )
    evidence: ClassVar = PAYERS_OF_PREDECESSOR

    examples: ClassVar = (
        Example(
            title="an account ends and its payers go on at a new one",
            finds=("new",),
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~97    | p*~400    | 2026-01-01 12:00 | 1600  | 3h
                old         | p*%25     | 2026-01-05 12:00 | 40    | 1d
                new         | p*%25     | 2026-02-20 12:00 | 40    | 1d
            """,
        ),
        Example(
            title="two merchants that are both alive",
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~97    | p*~400    | 2026-01-01 12:00 | 1600  | 3h
                old         | p*%25     | 2026-01-05 12:00 | 200   | 1d
                new         | p*%25     | 2026-02-20 12:00 | 140   | 1d
            """,
        ),
        Example(
            title="a company that moves to another bank",
            merchants="""
                provider_id | merchant_id | registration_number
                p           | old         | NL001
                q           | new         | NL001
            """,
            transactions="""
                provider_id | merchant_id | payer_ref | payer_ref_kind | occurred_at      | times | every
                p           | shop*~97    | p*~400    | par            | 2026-01-01 12:00 | 1600  | 3h
                p           | old         | p*%25     | par            | 2026-01-05 12:00 | 40    | 1d
                q           | new         | p*%25     | par            | 2026-02-20 12:00 | 40    | 1d
            """,
        ),
    )
