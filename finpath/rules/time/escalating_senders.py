"""Regular senders who pay one person more, and more often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class EscalatingSenders(Rule):
    """Several regular senders pay one person at short intervals, and both their sums and their frequency rise.

    A prolific few pay every few days, and pay more and sooner as they go on; the many pay once. A family sends monthly,
    at most weekly, and raises its sums without coming more often. Somebody who falls ill is helped more and sooner by
    everybody at once, and a person with a growing trade has such customers too: both remain look-alikes. It is a
    property of the one who receives; no sender is judged by it.
    """

    family: ClassVar = Family.TIME
    source: ClassVar = Source("Australian Institute of Criminology, Trends & issues 634 (and 589, 2020)", 2021)
    requires: ClassVar = ("transactions.occurred_at", "transactions.amount", "transactions.payer_ref")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.4
    shadow: ClassVar = True
    terms: ClassVar = {
        "rising": ("regular senders whose sums and frequency both rise", "count"),
    }

    times: int = threshold(6, "payments of a regular sender, at least", "count")
    interval: float = threshold(20.0, "days between payments, on average, at most", "days")
    larger: float = threshold(1.25, "times the sums of the earlier half", "times")
    sooner: float = threshold(0.8, "times the intervals of the earlier half", "times")
    rising: int = threshold(3, "regular senders who rise", "count")
    share: float = threshold(0.3, "of the regular senders", "share")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )

    sql: ClassVar = """
        WITH paid AS (
            SELECT merchant,
                   payer,
                   occurred_at,
                   amount_eur,
                   count(*) OVER (PARTITION BY merchant, payer)                                          AS payments,
                   ntile(2) OVER (PARTITION BY merchant, payer ORDER BY occurred_at, transaction_id)     AS half
            FROM receipts
            WHERE kind = 'purchase' AND amount_eur > 0
        ), halves AS (
            SELECT merchant,
                   payer,
                   half,
                   count(*)                                                        AS payments,
                   sum(amount_eur)                                                 AS paid,
                   fp_seconds_between(min(occurred_at), max(occurred_at))          AS seconds
            FROM paid
            WHERE payments >= :times
            GROUP BY merchant, payer, half
        ), regular AS (
            SELECT a.merchant,
                   a.payer,
                   fp_share(b.paid, b.payments) >= :larger * fp_share(a.paid, a.payments)
                       AND fp_share(b.seconds, b.payments - 1) <= :sooner * fp_share(a.seconds, a.payments - 1)
                       AND fp_share(a.seconds + b.seconds, a.payments + b.payments - 2) <= 86400 * :interval AS rises
            FROM halves AS a
            JOIN halves AS b ON b.merchant = a.merchant AND b.payer = a.payer AND b.half = 2
            WHERE a.half = 1
        ), senders AS (
            SELECT merchant,
                   count(*)                          AS regular,
                   count(*) FILTER (WHERE rises)     AS rising
            FROM regular
            GROUP BY merchant
        ), received AS (
            SELECT s.*,
                   m.payers,
                   coalesce(fp_share(m.kin_payments, m.related_known), 0) AS kin_share
            FROM senders   AS s
            JOIN merchants AS m ON m.merchant = s.merchant
        )
        SELECT merchant                                                AS subject_id,
               (5e-1 + 5e-1 * fp_share(rising, regular)) * (1 - :kin * kin_share)      AS score,
               rising,
               regular,
               payers
        FROM received
        WHERE rising >= :rising AND rising >= :share * regular
    """
    sentence: ClassVar = (
        "{regular} of {payers} senders pay regularly. {rising} of these pay larger sums at shorter intervals than at"
        " first."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="four senders who pay more and sooner",
            finds=("receiver",),
            merchants="""
                merchant_id | kind
                receiver    | payee
            """,
            transactions="""
                merchant_id | payer_ref | rail       | amount | occurred_at      | times | every
                receiver    | a*%4      | remittance | 40     | 2026-01-05 20:00 | 16    | 3d
                receiver    | a*%4      | remittance | 90     | 2026-03-01 20:00 | 16    | 1d
            """,
        ),
        Example(
            title="a family that sends every month, and more every year; senders who never change",
            merchants="""
                merchant_id | kind
                mother      | payee
                tutor       | payee
            """,
            transactions="""
                merchant_id | payer_ref | rail       | amount | occurred_at      | times | every | relationship
                mother      | d*%4      | remittance | 100    | 2025-01-05 20:00 | 16    | 7d    | family
                mother      | d*%4      | remittance | 150    | 2025-05-05 20:00 | 16    | 7d    | family
                tutor       | s*%4      | wallet     | 30     | 2026-01-05 20:00 | 48    | 2d    | none
            """,
        ),
    )
