"""Two independent sources report accounts of one controller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import HELD, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class TwoReportersOneController(Rule):
    """Confirmed reports of two or more independent sources name accounts that one controller holds.

    One source can be mistaken, or be fed; two that do not know of each other seldom are. Each sees another account, and
    only together is it seen that they speak of the same seller. A facilitator holds accounts of many sellers, and is
    bound to be reported by several: who holds very many accounts is left alone. Two hotlines that pass on the same tip
    look independent and are not, which a person must ask.
    """

    family: ClassVar = Family.REPORT
    source: ClassVar = Source("Regulation (EU) 2024/1624, Article 75; experience of TMNL", 2024)
    requires: ClassVar = ("reports.status",)
    observable_by: ClassVar = ("acquirer", "scheme", "issuer", "wallet", "bank")
    weight: ClassVar = 1.0
    version: ClassVar = 2
    shadow: ClassVar = True
    terms: ClassVar = {
        "reporters": ("independent sources whose confirmed reports name the controller's accounts", "count"),
        "reported_accounts": ("accounts of the controller that they name", "count"),
        "accounts": ("accounts of the controller", "count"),
    }

    reporters: int = threshold(2, "independent sources", "count")
    reported_accounts: int = threshold(2, "different accounts that they name", "count")
    accounts: int = threshold(40, "of the controller, at most; more is a facilitator", "count")
    full: int = threshold(3, "sources that score 1", "count")

    sql: ClassVar = compose(
        HELD,
        """
        reported AS (
            SELECT e.controller,
                   count(DISTINCT k.reporter_id)     AS reporters,
                   count(DISTINCT k.merchant)        AS reported_accounts,
                   min(k.reported_at)                AS first_reported
            FROM known    AS k
            JOIN entities AS e ON e.merchant = k.merchant
            WHERE k.status = 'confirmed'
            GROUP BY e.controller
        )
        """,
        """
        SELECT e.merchant                                           AS subject_id,
               least(1e0, t.reporters * 1e0 / :full)                AS score,
               t.reporters,
               t.reported_accounts,
               h.accounts,
               t.first_reported
        FROM reported AS t
        JOIN held     AS h ON h.controller = t.controller
        JOIN entities AS e ON e.controller = t.controller
        WHERE t.reporters >= :reporters
          AND t.reported_accounts >= :reported_accounts
          AND h.accounts <= :accounts
        """,
    )
    sentence: ClassVar = (
        "Confirmed reports of {reporters} sources name {reported_accounts} of the {accounts} accounts of its"
        " controller, the first on {first_reported:%Y-%m-%d}."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="a hotline names one account, the police two others; the fourth is nobody's yet",
            finds=("one", "two", "three", "four"),
            merchants="""
                merchant_id | settlement_account
                one         | acc
                two         | acc
                three       | acc
                four        | acc
                other       | own
            """,
            transactions="""
                merchant_id | payer_ref
                one         | a
                two         | b
                three       | c
                four        | e
                other       | d
            """,
            reports="""
                reporter_id | source_kind     | provider_id | merchant_id
                hotline     | hotline         | p           | one
                police      | law_enforcement | p           | two
                police      | law_enforcement | p           | three
            """,
        ),
        Example(
            title="one hotline that names two accounts, and a second source that only alleges",
            merchants="""
                merchant_id | settlement_account
                one         | acc
                two         | acc
            """,
            transactions="""
                merchant_id | payer_ref
                one         | a
                two         | b
            """,
            reports="""
                reporter_id | source_kind | provider_id | merchant_id | status
                hotline     | hotline     | p           | one         | confirmed
                hotline     | hotline     | p           | two         | confirmed
                bank        | member      | p           | two         | alleged
            """,
        ),
    )
