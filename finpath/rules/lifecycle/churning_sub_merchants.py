"""A facilitator's sub-merchants come, take money for weeks, and go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import LIFETIMES, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ChurningSubMerchants(Rule):
    """A short-lived sub-merchant under a facilitator most of whose sub-merchants are as short-lived.

    Under one contract sellers are changed as quickly as names. A platform for stalls and single events has sub-
    merchants that live for days, which are not counted. A platform that closes takes all of them along on one day, so
    they must have ended at different times.
    """

    family: ClassVar = Family.LIFECYCLE
    source: ClassVar = Source(
        "Ballerine, glossary on payment facilitators: churning sub-merchants; thresholds are our own"
    )
    requires: ClassVar = ("merchants.parent_id", "transactions.occurred_at")
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    version: ClassVar = 2
    shadow: ClassVar = True
    terms: ClassVar = {
        "siblings": ("sub-merchants of its facilitator", "count"),
        "brief_siblings": ("of them that took money only briefly", "count"),
        "last_end - first_end": ("days between the first and the last end of these", "days"),
    }

    payments: int = threshold(10, "that a sub-merchant took to be counted", "count")
    shortest: int = threshold(8, "days; less is a stall", "days")
    brief: int = threshold(75, "days that a brief life lasts at most", "days")
    silent: int = threshold(21, "days without a payment up to the end of the data: it has ended", "days")
    siblings: int = threshold(4, "sub-merchants of the facilitator", "count")
    share: float = threshold(0.5, "of them that lived briefly", "share")
    apart: int = threshold(14, "days between the first and the last end", "days")
    full: int = threshold(10, "brief ones that score 1", "count")

    sql: ClassVar = compose(
        LIFETIMES,
        """
        facilitators AS (
            SELECT provider_id,
                   parent_id,
                   count(*)                                                     AS siblings,
                   count(*) FILTER (WHERE is_brief)                             AS brief_siblings,
                   min(CASE WHEN is_brief THEN fp_day_number(last_seen) END)    AS first_end,
                   max(CASE WHEN is_brief THEN fp_day_number(last_seen) END)    AS last_end
            FROM lifetimes
            WHERE parent_id IS NOT NULL
            GROUP BY provider_id, parent_id
        )
        """,
        """
        SELECT l.merchant                                                     AS subject_id,
               5e-1 + 5e-1 * least(1e0, f.brief_siblings * 1e0 / :full)       AS score,
               f.parent_id                                                    AS facilitator,
               f.siblings,
               f.brief_siblings
        FROM lifetimes    AS l
        JOIN facilitators AS f ON f.provider_id = l.provider_id AND f.parent_id = l.parent_id
        WHERE l.is_brief
          AND f.siblings >= :siblings
          AND f.brief_siblings >= :share * f.siblings
          AND f.last_end - f.first_end >= :apart
        """,
    )
    sentence: ClassVar = (
        "Of {siblings} sub-merchants of facilitator {facilitator}, {brief_siblings} took money for some weeks only."
        " This is one of them."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="five sellers, one after the other",
            finds=("s1", "s2", "s3", "s4"),
            merchants="""
                merchant_id | parent_id
                s1          | fac
                s2          | fac
                s3          | fac
                s4          | fac
                s5          | fac
            """,
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                s1          | q*        | 2026-01-05 12:00 | 20    | 1d
                s2          | q*        | 2026-01-25 12:00 | 20    | 1d
                s3          | q*        | 2026-02-15 12:00 | 20    | 1d
                s4          | q*        | 2026-03-05 12:00 | 20    | 1d
                s5          | q*        | 2026-03-25 12:00 | 30    | 1d
            """,
        ),
        Example(
            title="a platform that closes, and one whose sellers stay",
            merchants="""
                merchant_id | parent_id
                c1          | closed
                c2          | closed
                c3          | closed
                c4          | closed
                d1          | well
                d2          | well
                d3          | well
                d4          | well
            """,
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                c*%4        | q*        | 2026-01-05 12:00 | 160   | 6h
                d*%3        | r*        | 2026-01-05 12:00 | 360   | 12h
                d4          | r*        | 2026-02-05 12:00 | 20    | 1d
            """,
        ),
    )
