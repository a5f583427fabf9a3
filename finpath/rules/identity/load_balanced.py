"""One controller's accounts carry even loads, and the same payers go round them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class LoadBalanced(Rule):
    """Several accounts of one controller take nearly the same, and the same payers pay now one, now another.

    Volume is spread by a switch, so that no account rises above what a provider looks at. Branches of a chain differ
    in size, and their customers have one that is near. A fair's visitors go round its stalls, which live for days; a
    publisher's readers take several of its magazines, by open subscription: neither is counted. A big shop with
    several accounts at one address is a look-alike.
    """

    family: ClassVar = Family.IDENTITY
    source: ClassVar = Source("Federal Trade Commission v. EPS: load-balancing; thresholds are our own", 2017)
    requires: ClassVar = ("transactions.payer_ref", "transactions.amount")
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    version: ClassVar = 3
    terms: ClassVar = {
        "accounts": ("accounts of its controller that take payments", "count"),
        "rotating": ("payers at more than one of them", "count"),
        "fp_share(most, total) * accounts": ("the largest account against their average", "times"),
    }

    accounts: int = threshold(3, "of the controller, with at least `payments` payments each", "count")
    payments: int = threshold(10, "of each account that counts, at least", "count")
    shortest: int = threshold(14, "days that an account must live; less is a stall", "days")
    recurring: float = threshold(0.5, "of an account's payments, at most; more is an open subscription", "share")
    hub: int = threshold(60, "accounts: more is a chain, or a facilitator", "count")
    even: float = threshold(1.6, "times the average that the largest account takes at most", "times")
    rotating: int = threshold(8, "payers at more than one of the accounts", "count")
    share: float = threshold(0.3, "of all their payers", "share")
    full: float = threshold(0.8, "share that scores 1", "share")

    sql: ClassVar = """
        WITH held AS (
            SELECT e.controller, e.shop_id, m.merchant, m.transactions
            FROM entities  AS e
            JOIN merchants AS m ON m.merchant = e.merchant
            WHERE m.transactions >= :payments
              AND m.life_days >= :shortest
              AND m.recurring_payments <= :recurring * m.transactions
        ), loads AS (
            SELECT controller,
                   count(*)               AS accounts,
                   sum(transactions)      AS total,
                   max(transactions)      AS most
            FROM held
            GROUP BY controller
            HAVING count(DISTINCT shop_id) = count(*) AND count(*) > 1 AND count(*) <= :hub
        ), pairs AS (
            SELECT h.controller, l.payer, count(*) AS accounts_paid
            FROM held  AS h
            JOIN loads AS o ON o.controller = h.controller
            JOIN links AS l ON l.merchant = h.merchant
            GROUP BY h.controller, l.payer
        ), payer_sets AS (
            SELECT controller,
                   count(*)                                         AS payers_of_all,
                   count(*) FILTER (WHERE accounts_paid > 1)        AS rotating
            FROM pairs
            GROUP BY controller
        )
        SELECT h.merchant                                                      AS subject_id,
               least(1e0, fp_share(c.rotating, c.payers_of_all) / :full)       AS score,
               o.accounts,
               c.rotating,
               c.payers_of_all,
               fp_share(o.most, o.total) * o.accounts                          AS evenness
        FROM held       AS h
        JOIN loads      AS o ON o.controller = h.controller
        JOIN payer_sets AS c ON c.controller = h.controller
        WHERE o.accounts >= :accounts
          AND fp_share(o.most, o.total) * o.accounts <= :even
          AND c.rotating >= :rotating
          AND c.rotating >= :share * c.payers_of_all
    """
    sentence: ClassVar = (
        "The {accounts} accounts of its controller take nearly the same amounts. {rotating} of their {payers_of_all}"
        " payers pay more than one of them."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="one crowd, sent round four accounts",
            finds=("a1", "a2", "a3", "a4"),
            merchants="""
                merchant_id | principal
                a1          | owner
                a2          | owner
                a3          | owner
                a4          | owner
            """,
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~37    | p*%40     | 2026-01-01 12:00 | 800   | 1h
                a*%4        | q*~20     | 2026-01-05 12:00 | 80    | 1d
            """,
        ),
        Example(
            title="branches of a chain, each with its own customers, and of many sizes",
            merchants="""
                merchant_id | principal
                b1          | chain
                b2          | chain
                b3          | chain
                c1          | other
                c2          | other
                c3          | other
            """,
            transactions="""
                merchant_id | payer_ref | occurred_at      | times | every
                shop*~37    | p*%40     | 2026-01-01 12:00 | 800   | 1h
                b*%3        | q*%21     | 2026-01-05 12:00 | 80    | 1d
                c1          | r*%20     | 2026-01-05 12:00 | 150   | 1d
                c2          | r*%20     | 2026-01-05 12:00 | 30    | 1d
                c3          | r*%20     | 2026-01-05 12:00 | 15    | 1d
            """,
        ),
        Example(
            title="a fair's visitors go round its stalls, a publisher's readers take several magazines",
            merchants="""
                merchant_id | principal
                s1          | fair
                s2          | fair
                s3          | fair
                s4          | fair
                m1          | publisher
                m2          | publisher
                m3          | publisher
            """,
            transactions="""
                merchant_id | payer_ref | recurring | occurred_at      | times | every
                shop*~37    | p*%40     |           | 2026-01-01 12:00 | 800   | 1h
                s*%4        | q*~20     |           | 2026-01-05 12:00 | 80    | 1h
                m*%3        | r*~20     | true      | 2026-01-05 12:00 | 80    | 1d
            """,
        ),
    )
