"""A confirmed report names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ReportedByName(Rule):
    """A confirmed report that still stands names this merchant, or what can mean this merchant only.

    Hotlines pass on the payment identifiers that a commercial page shows, and test purchases lead from a page to an
    account. A report can be wrong, or planted: an innocent merchant's account has been slipped under a test purchase
    to extort it. So a report never decides alone, whoever sends it.
    """

    family: ClassVar = Family.REPORT
    source: ClassVar = Source("Internet Watch Foundation, Payment Brand Alerts", 2024)
    requires: ClassVar = ("reports.status",)
    observable_by: ClassVar = ("hotline", "law_enforcement", "acquirer", "scheme")
    weight: ClassVar = 2.0
    all_or_nothing: ClassVar = "A confirmed report names it, or none does."

    full: int = threshold(2, "independent sources that score 1", "count")

    sql: ClassVar = """
        SELECT merchant                                                                     AS subject_id,
               least(1e0, count(DISTINCT reporter_id) * 1e0 / :full)                        AS score,
               count(DISTINCT report_id)                                                    AS reports,
               count(DISTINCT reporter_id)                                                  AS reporters,
               min(how)                                                                     AS how,
               min(reported_at)                                                             AS first_reported
        FROM known
        WHERE status = 'confirmed'
        GROUP BY merchant
    """
    sentence: ClassVar = (
        "Confirmed reports name it, the first on {first_reported:%Y-%m-%d}, matched by {how}. Reports: {reports};"
        " sources: {reporters}."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="a confirmed report by domain",
            finds=("site",),
            transactions="""
                merchant_id | payer_ref | times
                site        | p*        | 5
                shop        | p*        | 5
            """,
            merchants="""
                merchant_id | domain
                site        | pay.site.example
                shop        | shop.example
            """,
            reports="""
                domain
                pay.site.example
            """,
        ),
        Example(
            title="alleged, and withdrawn",
            transactions="""
                merchant_id | payer_ref | times
                site        | p*        | 5
                shop        | p*        | 5
            """,
            reports="""
                report_id | provider_id | merchant_id | status    | reported_at
                r1        | p           | site        | alleged   | 2026-03-01
                r2        | p           | shop        | confirmed | 2026-03-01
                r2        | p           | shop        | withdrawn | 2026-03-05
            """,
        ),
    )
