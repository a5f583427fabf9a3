"""The takings of several strangers end at one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import FLOWS, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class CommonCollector(Rule):
    """Several merchants whom nothing else ties pass most of their takings on to one and the same account.

    Whoever hides every other tie still wants the money in the end. A wholesaler, a landlord and a card processor are
    paid by many merchants too, but by hundreds, or a part of what they take. A parent company that collects from its
    shops is a look-alike: it can be told by the register.
    """

    family: ClassVar = Family.FLOW
    source: ClassVar = Source("FinCEN, FIN-2021-NTC3: third-party processors that conceal; Regpay prosecutions", 2021)
    requires: ClassVar = ("transfers.to_account", "merchants.settlement_account")
    observable_by: ClassVar = ("acquirer", "bank")
    weight: ClassVar = 0.75
    shadow: ClassVar = True
    terms: ClassVar = {
        "controllers": ("controllers whose takings end there", "count"),
    }

    controllers: int = threshold(2, "different ones", "count")
    share: float = threshold(0.5, "of what the settlement account paid out", "share")
    hub: int = threshold(
        25,
        "accounts that pay the collector, or merchants of one account: more is a supplier, or a facilitator",
        "count",
    )
    transfers: int = threshold(2, "to the collector, of each", "count")
    full: int = threshold(5, "controllers that score 1", "count")

    sql: ClassVar = compose(
        FLOWS,
        """
        fed AS (
            SELECT f.*,
                   count(*) OVER (PARTITION BY f.to_account) AS feeders
            FROM flows AS f
        ), holders AS (
            SELECT settlement_account
            FROM merchant_accounts
            WHERE settlement_account IS NOT NULL
            GROUP BY settlement_account
            HAVING count(*) <= :hub
        ), collected AS (
            SELECT m.merchant,
                   e.controller,
                   c.from_account,
                   c.to_account,
                   c.transfers,
                   c.paid,
                   c.paid_out
            FROM fed               AS c
            JOIN holders           AS h ON h.settlement_account = c.from_account
            JOIN merchant_accounts AS m ON m.settlement_account = c.from_account
            JOIN entities          AS e ON e.merchant = m.merchant
            WHERE c.paid >= :share * c.paid_out AND c.transfers >= :transfers AND c.feeders <= :hub
        ), collectors AS (
            SELECT to_account, count(DISTINCT controller) AS controllers, count(*) AS accounts
            FROM collected
            GROUP BY to_account
            HAVING count(DISTINCT from_account) > 1
        )
        """,
        """
        SELECT c.merchant                                             AS subject_id,
               least(1e0, k.controllers * 1e0 / :full)                AS score,
               c.transfers,
               c.paid                                                 AS paid_eur,
               fp_share(c.paid, c.paid_out)                           AS paid_share,
               k.controllers,
               k.accounts
        FROM collected  AS c
        JOIN collectors AS k ON k.to_account = c.to_account
        WHERE k.controllers >= :controllers
        QUALIFY row_number() OVER (PARTITION BY c.merchant ORDER BY k.controllers DESC, c.paid DESC, c.to_account) = 1
        """,
    )
    sentence: ClassVar = (
        "Its settlement account passed {paid_share:.0%} of what it paid out on to one account. {accounts} merchants of"
        " {controllers} controllers feed that account so."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="three strangers feed one account",
            finds=("a", "b", "c"),
            merchants="""
                merchant_id | settlement_account
                a           | acc-a
                b           | acc-b
                c           | acc-c
                d           | acc-d
            """,
            transfers="""
                from_account | to_account | amount | times | every
                acc-a        | collector  | 500    | 5     | 7d
                acc-b        | collector  | 300    | 5     | 7d
                acc-c        | collector  | 800    | 5     | 7d
                acc-c        | rent       | 200    | 2     | 30d
                acc-d        | owner      | 900    | 5     | 7d
            """,
        ),
        Example(
            title="a wholesaler whom sixty shops pay, and a landlord who gets a part",
            merchants="""
                merchant_id | settlement_account | times
                shop*       | acc-*              | 60
            """,
            transfers="""
                from_account | to_account | amount | times
                acc-*%60     | wholesaler | 500    | 300
                acc-*%3      | landlord   | 100    | 9
            """,
        ),
    )
