"""Questions of lesson 1 out of a case: from a test purchase to an account, from a closed account to the next."""

from __future__ import annotations

from finpath.course.expected import Number, OneOf
from finpath.course.pick import first
from finpath.course.question import Question
from finpath.engine import Engine


def questions(engine: Engine) -> tuple[Question, ...]:
    """Ask about one test purchase, and one account that was closed and opened again."""
    report, amount, currency, day, text, account = first(engine, TEST_PURCHASE)
    old, last, new, gap, shared = first(engine, REOPENED)
    return (
        Question(
            "test_purchase",
            f"Report {report} is of a test purchase: {amount} {currency} on {day}, on the statement as {text!r}."
            " Which account took the money? (provider/merchant)",
            OneOf((str(account),)),
            "Look for the text on statements among the accounts of the provider that the report names, then for the"
            " amount on that day.",
        ),
        Question(
            "successor",
            f"Account {old} took its last payment on {last}. Where do its payers go on? (provider/merchant)",
            OneOf((str(new),)),
            "`finpath explain` of the old account and of those that begin soon after; the rule is called successor.",
        ),
        Question(
            "gap",
            "How many days lie between the last payment of the old account and the first of the new one?",
            Number(float(str(gap)), within=1),
            "first_seen and last_seen in findings.parquet.",
        ),
        Question(
            "moved",
            "How many payers of the old account have paid the new one too?",
            Number(float(str(shared)), within=1),
            "The reason successor of the new account says it in its sentence.",
        ),
    )


TEST_PURCHASE = """
SELECT r.report_id,
       CAST(r.amount AS DECIMAL(12, 2))      AS amount,
       r.currency,
       CAST(r.occurred_at AS DATE)           AS day,
       r.descriptor,
       m.provider_id || '/' || m.merchant_id AS name
FROM matched_reports AS k
JOIN live_reports    AS r ON r.reporter_id = k.reporter_id AND r.report_id = k.report_id
JOIN merchants       AS m ON m.merchant = k.merchant
WHERE r.source_kind = 'test_purchase' AND r.status = 'confirmed' AND r.merchant_id IS NULL
ORDER BY r.report_id
"""

REOPENED = """
WITH chain AS (
    SELECT t.plant,
           t.merchant,
           t.name,
           m.first_seen,
           m.last_seen,
           lead(t.name) OVER (PARTITION BY t.plant ORDER BY m.first_seen, t.name)       AS next_name,
           lead(t.merchant) OVER (PARTITION BY t.plant ORDER BY m.first_seen, t.name)   AS next_merchant,
           lead(m.first_seen) OVER (PARTITION BY t.plant ORDER BY m.first_seen, t.name) AS next_seen
    FROM truth     AS t
    JOIN merchants AS m ON m.merchant = t.merchant
    WHERE t.typology = 'reopened'
),
moved AS (
    SELECT c.merchant,
           count(*) AS shared
    FROM chain AS c
    JOIN links AS a ON a.merchant = c.merchant
    JOIN links AS b ON b.merchant = c.next_merchant AND b.payer = a.payer
    GROUP BY c.merchant
)
SELECT c.name,
       CAST(c.last_seen AS DATE)                 AS last_day,
       c.next_name,
       fp_days_between(c.last_seen, c.next_seen) AS gap,
       m.shared
FROM chain     AS c
JOIN moved     AS m ON m.merchant = c.merchant
JOIN merchants AS a ON a.merchant = c.merchant
WHERE c.next_seen > c.last_seen
ORDER BY m.shared * 1e0 / a.payers DESC, c.name
"""
