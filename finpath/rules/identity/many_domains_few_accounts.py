"""Many short-lived domains are paid into one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ManyDomainsFewAccounts(Rule):
    """Several different domains, most of them alive for weeks only, are settled to one account.

    Pages come and go by the thousand, while the places where the money arrives are few. An agency that runs shops for
    its clients settles to each client; a publisher has many domains, and they last. A shop system that collects for its
    small merchants is paid into by hundreds, and left alone. So is a promoter, whose pages live for days. A maker of
    seasonal pages, such as gifts before a feast, remains a look-alike.
    """

    family: ClassVar = Family.IDENTITY
    source: ClassVar = Source("Internet Watch Foundation, annual reports 2023 to 2025; INHOPE, pyramid sites", 2025)
    requires: ClassVar = ("merchants.domain", "merchants.settlement_account", "transactions.occurred_at")
    observable_by: ClassVar = ("acquirer", "hotline")
    weight: ClassVar = 0.75
    version: ClassVar = 2
    terms: ClassVar = {
        "domains": ("different domains that are settled to its account", "count"),
        "brief_domains": ("of them that were paid for weeks only", "count"),
    }

    domains: int = threshold(3, "different ones, settled to one account", "count")
    shortest: int = threshold(8, "days from first to last payment; less is an event", "days")
    brief: int = threshold(90, "days from first to last payment, at most", "days")
    silent: int = threshold(21, "days without a payment before the end of the data: it has ended", "days")
    share: float = threshold(0.6, "of the domains", "share")
    hub: int = threshold(50, "domains; more is a shop system", "count")
    full: int = threshold(6, "brief domains that score 1", "count")

    sql: ClassVar = """
        WITH sites AS (
            SELECT m.settlement_account,
                   lower(trim(m.domain))                           AS domain,
                   min(m.first_seen)                               AS first_seen,
                   max(m.last_seen)                                AS last_seen,
                   min(fp_days_between(m.last_seen, s.last_seen))  AS silence
            FROM merchants    AS m
            JOIN contributors AS s ON s.provider_id = m.provider_id
            WHERE m.domain IS NOT NULL AND m.settlement_account IS NOT NULL AND m.transactions > 0
            GROUP BY m.settlement_account, lower(trim(m.domain))
        ), counted_sites AS (
            SELECT t.settlement_account,
                   count(*)                                                                    AS domains,
                   count(*) FILTER (WHERE fp_days_between(t.first_seen, t.last_seen) BETWEEN :shortest AND :brief
                                      AND t.silence >= :silent)                                AS brief_domains
            FROM sites AS t
            GROUP BY t.settlement_account
        )
        SELECT m.merchant                                                        AS subject_id,
               4e-1 + 6e-1 * least(1e0, c.brief_domains * 1e0 / :full)           AS score,
               c.domains,
               c.brief_domains
        FROM counted_sites AS c
        JOIN merchants     AS m ON m.settlement_account = c.settlement_account
        WHERE c.domains >= :domains AND c.brief_domains >= :share * c.domains AND c.domains <= :hub
    """
    sentence: ClassVar = (
        "{domains} domains are settled to its account. {brief_domains} of them were paid for a short time and ended."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="four domains, a month each",
            finds=("s1", "s2", "s3", "s4"),
            merchants="""
                merchant_id | domain            | settlement_account | times
                s*          | site*.example     | acc                | 4
                shop        | shop.example      | own                | 1
            """,
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                s1          | a*        | 2026-01-01 12:00 | 20    | 1d
                s2          | b*        | 2026-01-20 12:00 | 20    | 1d
                s3          | c*        | 2026-02-10 12:00 | 20    | 1d
                s4          | d*        | 2026-03-01 12:00 | 20    | 1d
                shop        | e*        | 2026-01-01 12:00 | 180   | 1d
            """,
        ),
        Example(
            title="a publisher whose domains last, a shop system, and a promoter of fairs",
            merchants="""
                merchant_id | domain            | settlement_account | times
                paper*      | paper*.example    | publisher          | 4
                stall*      | stall*.example    | system             | 60
                fair*       | fair*.example     | promoter           | 4
            """,
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                paper*%4    | a*        | 2026-01-01 12:00 | 180   | 1d
                stall*%60   | b*        | 2026-01-01 12:00 | 120   | 1h
                fair*%4     | c*        | 2026-02-01 12:00 | 80    | 1h
            """,
        ),
    )
