"""One controller, many accounts that lived briefly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import LIFETIMES, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ManyShortAccounts(Rule):
    """One controller holds several accounts, most of which took money only briefly.

    Accounts are opened, used until someone asks, and left: 293 accounts under 30 company names in one case. A chain
    has many accounts too, but its branches live. A promoter's stalls live for days, all at once. A facilitator's
    identifiers are those of so many that they tie nobody.
    """

    family: ClassVar = Family.IDENTITY
    source: ClassVar = Source("Federal Trade Commission v. CardFlex", 2014)
    requires: ClassVar = ("transactions.occurred_at",)
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 2.5
    version: ClassVar = 2
    terms: ClassVar = {
        "accounts": ("accounts of its controller", "count"),
        "brief_accounts": ("of them that took money only briefly", "count"),
    }

    accounts: int = threshold(3, "of the controller, with at least `payments` payments each", "count")
    payments: int = threshold(10, "of each account that counts, at least", "count")
    shortest: int = threshold(8, "days; less is a stall", "days")
    brief: int = threshold(90, "days that a brief life lasts at most", "days")
    silent: int = threshold(21, "days without a payment up to the end of the data: it has ended", "days")
    share: float = threshold(0.6, "of the accounts", "share")
    full: int = threshold(6, "brief accounts that score 1", "count")

    sql: ClassVar = compose(
        LIFETIMES,
        """
        controlled AS (
            SELECT l.merchant, l.is_brief, e.controller, e.shop_id
            FROM lifetimes AS l
            JOIN entities  AS e ON e.merchant = l.merchant
        ), held AS (
            SELECT controller,
                   count(DISTINCT shop_id)                                AS accounts,
                   count(DISTINCT CASE WHEN is_brief THEN shop_id END)    AS brief_accounts
            FROM controlled
            GROUP BY controller
        )
        """,
        """
        SELECT l.merchant                                                        AS subject_id,
               5e-1 + 5e-1 * least(1e0, h.brief_accounts * 1e0 / :full)          AS score,
               h.accounts,
               h.brief_accounts
        FROM controlled AS l
        JOIN held       AS h ON h.controller = l.controller
        WHERE h.accounts >= :accounts AND h.brief_accounts >= :share * h.accounts AND h.brief_accounts > 1
        """,
    )
    sentence: ClassVar = "Its controller holds {accounts} accounts, of which {brief_accounts} took money only briefly."
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="three accounts one after the other, one person",
            finds=("site1", "site2", "site3"),
            merchants="""
                merchant_id | principal | times
                site*       | somebody  | 3
            """,
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                site1       | p*        | 2026-01-05 12:00 | 30    | 1d
                site2       | p*        | 2026-02-05 12:00 | 30    | 1d
                site3       | p*        | 2026-03-05 12:00 | 30    | 1d
                shop        | q*        | 2026-01-05 12:00 | 150   | 1d
            """,
        ),
        Example(
            title="a chain whose branches live",
            merchants="""
                merchant_id | principal | times
                branch*     | somebody  | 5
            """,
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                branch*%4   | p*        | 2026-01-05 12:00 | 600   | 6h
                branch5     | p*        | 2026-03-05 12:00 | 30    | 1d
            """,
        ),
    )
