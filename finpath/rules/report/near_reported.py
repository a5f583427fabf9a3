"""Nearer to confirmed reports than popularity explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import PAYERS_OF_REPORTED
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class NearReported(Rule):
    """Through common payers, the merchant is far nearer to confirmed reports than its popularity explains.

    Who starts at the merchants of confirmed reports and walks from merchant to payer to merchant comes to some places
    far more often than who starts anywhere. A supermarket is near everything, and so near nothing in particular. An
    honest shop that some of the same payers use is a look-alike: this weighs only beside something else. A report may
    be mistaken or planted, so one alone gives a part of the score at most, whatever it names.
    """

    family: ClassVar = Family.REPORT
    source: ClassVar = Source(
        "Tong, Faloutsos and Pan, Fast Random Walk with Restart: the method; the use is our own", 2006
    )
    requires: ClassVar = ("reports.status", "transactions.payer_ref")
    observable_by: ClassVar = ("scheme", "issuer", "acquirer", "wallet")
    weight: ClassVar = 3.5
    version: ClassVar = 2

    payers: int = threshold(5, "different payers", "count")
    lift: float = threshold(2.0, "times nearer than popularity explains", "times")
    full: float = threshold(10.0, "times that score 1", "times")
    one: float = threshold(0.8, "score that one report alone can give", "score")

    sql: ClassVar = """
        SELECT m.merchant                                                            AS subject_id,
               least(1e0,
                     ln(m.report_lift) / ln(:full),
                     greatest(:one, ln(greatest(m.lift_without_one, 1e0)) / ln(:full)))   AS score,
               m.report_lift,
               m.lift_without_one,
               m.payers
        FROM merchants AS m
        WHERE m.confirmed = 0 AND m.payers >= :payers AND m.report_lift >= :lift
    """
    sentence: ClassVar = (
        "Its {payers} payers put it {report_lift:.1f} times nearer to confirmed reports than its popularity explains."
        " Without the most influential report it is {lift_without_one:.1f} times."
    )
    evidence: ClassVar = PAYERS_OF_REPORTED

    examples: ClassVar = (
        Example(
            title="the payers of a reported site also pay here",
            finds=("beside",),
            transactions="""
                merchant_id | payer_ref | times
                shop*~97    | p*~400    | 1600
                reported    | p*%25     | 25
                beside      | p*%25     | 20
            """,
            reports="""
                provider_id | merchant_id
                p           | reported
            """,
        ),
        Example(
            title="a supermarket where everybody pays",
            transactions="""
                merchant_id | payer_ref | times
                shop*~97    | p*~400    | 1600
                reported    | p*%25     | 25
                market      | p*        | 400
            """,
            reports="""
                provider_id | merchant_id
                p           | reported
            """,
        ),
        Example(
            title="a report that is only alleged",
            transactions="""
                merchant_id | payer_ref | times
                shop*~97    | p*~400    | 1600
                reported    | p*%25     | 25
                beside      | p*%25     | 20
            """,
            reports="""
                provider_id | merchant_id | status
                p           | reported    | alleged
            """,
        ),
    )
