"""The takings go through accounts that keep nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import AFTER_RECEIPT, FLOWS, MAIN_FLOWS, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class PassThroughChain(Rule):
    """Most of the takings go to an account that passes on all it gets within days, and on to another one that does.

    A chain of accounts that keep nothing has one use: to part the money from where it came from. A payment processor
    passes everything on as well, but is fed by hundreds. A holding company that sweeps its shops into its house bank
    is one step, not two. A notary's or a marketplace's escrow account behind another remains a look-alike, which a
    register can tell.
    """

    family: ClassVar = Family.FLOW
    source: ClassVar = Source(
        "FinCEN, FIN-2021-NTC3: third-party processors that conceal; the thresholds are our own", 2021
    )
    requires: ClassVar = ("transfers.from_account", "transfers.to_account", "merchants.settlement_account")
    observable_by: ClassVar = ("bank", "acquirer")
    weight: ClassVar = 0.75
    shadow: ClassVar = True
    terms: ClassVar = {
        "share_one": ("share of what it paid out that goes to the first account", "share"),
        "share_two": ("share of what the first account got that goes to the second", "share"),
        "transfers": ("transfers to the first account", "count"),
    }

    days: int = threshold(3, "from the money's coming to its going on", "days")
    first: float = threshold(
        0.5, "share of what the settlement account paid out that goes to the first account", "share"
    )
    through: float = threshold(0.85, "share of what it got that each account passes on so soon", "share")
    most: float = threshold(1.05, "the same, at most: an account that pays more has other means", "share")
    transfers: int = threshold(3, "to the first account", "count")
    hub: int = threshold(25, "accounts that feed one in the chain; more is a processor", "count")

    sql: ClassVar = compose(
        """
        moves AS (
            SELECT to_account AS holder, occurred_at, 0 AS leaves, from_account AS other, amount_eur AS paid
            FROM transfers
            WHERE from_account <> to_account AND amount_eur IS NOT NULL
            UNION ALL
            SELECT from_account AS holder, occurred_at, 1 AS leaves, to_account AS other, amount_eur AS paid
            FROM transfers
            WHERE from_account <> to_account AND amount_eur IS NOT NULL
        )
        """,
        AFTER_RECEIPT,
        """
        throughput AS (
            SELECT holder AS account,
                   sum(CASE WHEN leaves = 0 THEN paid ELSE 0 END)                              AS got,
                   sum(CASE WHEN leaves = 1 AND fp_days_between(received, occurred_at) < :days
                            THEN paid ELSE 0 END)                                              AS passed,
                   count(DISTINCT CASE WHEN leaves = 0 THEN other END)                         AS feeders
            FROM after_receipt
            GROUP BY holder
        ), through AS (
            SELECT account, got, passed
            FROM throughput
            WHERE got > 0 AND passed >= :through * got AND passed <= :most * got AND feeders <= :hub
        )
        """,
        FLOWS,
        MAIN_FLOWS,
        """
        chains AS (
            SELECT a.from_account,
                   a.valued                              AS transfers,
                   a.paid                                AS paid_eur,
                   fp_share(a.paid, a.paid_out)          AS share_one,
                   fp_share(b.paid, one.got)             AS share_two,
                   fp_share(two.passed, two.got)         AS share_three
            FROM main_flows AS a
            JOIN through    AS one ON one.account = a.to_account
            JOIN main_flows AS b   ON b.from_account = a.to_account AND b.to_account <> a.from_account
            JOIN through    AS two ON two.account = b.to_account
        )
        """,
        """
        SELECT m.merchant                                AS subject_id,
               least(share_one, share_two, share_three)  AS score,
               c.transfers,
               c.paid_eur,
               c.share_one,
               c.share_two,
               c.share_three
        FROM chains    AS c
        JOIN merchants AS m ON m.settlement_account = c.from_account
        WHERE c.transfers >= :transfers AND c.share_one >= :first AND c.share_two >= :first
        """,
    )
    sentence: ClassVar = (
        "{share_one:.0%} of what its settlement account paid out went to a second account. That sent on"
        " {share_two:.0%}, and the third passed on {share_three:.0%} within days. It was {paid_eur:.2f} EUR in"
        " {transfers} transfers."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="two accounts that keep nothing",
            finds=("site",),
            merchants="""
                merchant_id | settlement_account
                site        | acc
            """,
            transfers="""
                from_account | to_account | amount | occurred_at      | times | every
                acc          | one        | 500    | 2026-01-05 12:00 | 5     | 7d
                one          | two        | 490    | 2026-01-06 12:00 | 5     | 7d
                two          | abroad     | 480    | 2026-01-07 12:00 | 5     | 7d
            """,
        ),
        Example(
            title="a shop whose owner lives from it, and a processor that sixty shops feed",
            merchants="""
                merchant_id | settlement_account | times
                shop        | acc-shop           | 1
                client*     | acc-*              | 60
            """,
            transfers="""
                from_account | to_account | amount | occurred_at      | times | every
                acc-shop     | owner      | 500    | 2026-01-05 12:00 | 5     | 7d
                owner        | savings    | 100    | 2026-01-06 12:00 | 5     | 7d
                acc-*        | processor  | 500    | 2026-01-05 12:00 | 60    | 2h
                acc-*        | processor  | 500    | 2026-01-12 12:00 | 60    | 2h
                acc-*        | processor  | 500    | 2026-01-19 12:00 | 60    | 2h
                processor    | bank       | 30000  | 2026-01-12 12:00 | 3     | 7d
                bank         | elsewhere  | 30000  | 2026-01-13 12:00 | 3     | 7d
            """,
        ),
    )
