"""Payers who are welcome everywhere are turned away here, while others get in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class DeclinesGoodPayers(Rule):
    """A merchant declines payers who never get through here, though they pay without trouble at many others.

    Operators have learned the cards of test buyers and kept a list of them, so that a test finds a site that takes no
    money. A merchant abroad whose banks refuse his country's cards looks the same, as does a shop with a clumsy fraud
    filter. It is a reason to look at who is refused, which only those who issued the cards can.
    """

    family: ClassVar = Family.STRANGENESS
    source: ClassVar = Source("United States v. Shalon, indictment: cards of test buyers put on a list", 2015)
    requires: ClassVar = ("transactions.kind", "transactions.payer_ref")
    observable_by: ClassVar = ("scheme", "acquirer", "issuer")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "turned_away": ("payers turned away who pay at many others", "count"),
        "turned_share - usual": ("share of declined payers turned away so, above the usual", "points"),
    }

    elsewhere: int = threshold(3, "other merchants that took the payer's money", "count")
    turned_away: int = threshold(6, "such payers who never got through here", "count")
    payers: int = threshold(12, "who did get through", "count")
    excess: float = threshold(0.3, "share of its declined payers, above that at all merchants", "share")
    deviations: float = threshold(3.0, "standard deviations of that share", "standard deviations")

    sql: ClassVar = """
        WITH declined AS (
            SELECT merchant, payer, count(*) AS attempts
            FROM payments
            WHERE kind = 'decline'
            GROUP BY merchant, payer
        ), judged AS (
            SELECT d.merchant,
                   l.payer IS NULL AND coalesce(y.merchants >= :elsewhere, FALSE) AS turned
            FROM declined    AS d
            LEFT JOIN links  AS l ON l.merchant = d.merchant AND l.payer = d.payer
            LEFT JOIN payers AS y ON y.payer = d.payer
        ), counts AS (
            SELECT merchant,
                   count(*)                             AS declined_payers,
                   count(*) FILTER (WHERE turned)       AS turned_away
            FROM judged
            GROUP BY merchant
        ), shares AS (
            SELECT c.*,
                   fp_share(turned_away, declined_payers)                                      AS turned_share,
                   fp_share(sum(turned_away) OVER (), sum(declined_payers) OVER ())            AS usual
            FROM counts AS c
        )
        SELECT s.merchant                        AS subject_id,
               least(1e0, s.turned_share)        AS score,
               s.turned_away,
               s.declined_payers,
               m.payers,
               s.usual
        FROM shares    AS s
        JOIN merchants AS m ON m.merchant = s.merchant
        WHERE s.turned_away >= :turned_away
          AND m.payers >= :payers
          AND s.turned_share - s.usual >= greatest(
                  :excess, :deviations * sqrt(s.usual * (1 - s.usual) / s.declined_payers)
              )
    """
    sentence: ClassVar = (
        "{turned_away} of {declined_payers} payers who were declined never got through here, though they pay at"
        " several other merchants. Everywhere else that is {usual:.0%}."
    )
    evidence: ClassVar = "p.kind = 'decline'"

    examples: ClassVar = (
        Example(
            title="eight good payers never get through",
            finds=("site",),
            transactions="""
                merchant_id | payer_ref | kind    | occurred_at      | times | every
                shop*%9     | p*%40     |         | 2026-01-01 12:00 | 800   | 1h
                shop*%9     | p*%40     | decline | 2026-01-01 12:20 | 60    | 9h
                site        | q*        |         | 2026-02-01 12:00 | 20    | 12h
                site        | p*        | decline | 2026-02-01 12:00 | 8     | 12h
            """,
        ),
        Example(
            title="cards without cover, refused everywhere, and a mistyped code",
            transactions="""
                merchant_id | payer_ref | kind    | occurred_at      | times | every
                shop*%9     | p*%40     |         | 2026-01-01 12:00 | 800   | 1h
                shop*%9     | p*%40     | decline | 2026-01-01 12:20 | 60    | 9h
                other       | q*        |         | 2026-02-01 12:00 | 20    | 12h
                other       | q*        | decline | 2026-02-01 11:59 | 8     | 12h
                other       | empty*    | decline | 2026-02-01 12:00 | 8     | 12h
            """,
        ),
    )
