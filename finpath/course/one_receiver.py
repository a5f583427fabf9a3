"""Questions of lesson 3 out of a case: receivers with the same senders, who sends, and a receiver to be cleared."""

from __future__ import annotations

from finpath.course.expected import AllOf, Number, OneOf
from finpath.course.pick import first, names
from finpath.course.question import Question
from finpath.engine import Engine


def questions(engine: Engine) -> tuple[Question, ...]:
    """Ask about the largest case of receivers that a report leads to."""
    plant, start = first(engine, RECEIVERS)
    group, named = {"plant": str(plant)}, {"start": str(start)}
    senders, kin = first(engine, SENDERS, named)
    planted, innocent = first(engine, DOUBTFUL, group | named)
    pair = " and ".join(sorted((str(planted), str(innocent))))
    return (
        Question(
            "receivers",
            f"A report names the receiver {start}. Which other receivers belong to the same case? (a list)",
            AllOf(tuple(name for name in names(engine, CASE, group) if name != start)),
            "The rules same_senders_several_receivers and senders_of_reported_receiver name them with their figures.",
        ),
        Question(
            "senders",
            f"How many different people sent money to {start}?",
            Number(float(str(senders))),
            "The column payers of findings.parquet.",
        ),
        Question(
            "kin",
            "Of those of its payments that state a relationship, how many in a hundred say family or friends?",
            Number(float(str(kin)), within=2),
            "The reason unrelated_senders says it, and so does what speaks against it.",
        ),
        Question(
            "cleared",
            f"{pair} look much alike; one of them must be cleared. Which?",
            OneOf((str(innocent),)),
            "Ask of both who else their senders pay, what kinship they state, and at what hours they send.",
        ),
    )


RECEIVERS = """
SELECT t.plant,
       min(CASE WHEN t.reported THEN t.name END) AS start
FROM truth AS t
WHERE t.typology = 'receivers'
GROUP BY t.plant
HAVING min(CASE WHEN t.reported THEN t.name END) IS NOT NULL
ORDER BY count(*) DESC, t.plant
"""

CASE = "SELECT name FROM truth WHERE plant = :plant ORDER BY name"

SENDERS = """
SELECT m.payers,
       round(100e0 * m.kin_payments / m.related_known, 1) AS kin
FROM merchants AS m
WHERE m.provider_id || '/' || m.merchant_id = :start AND m.related_known > 0
"""

DOUBTFUL = """
WITH planted AS (
    SELECT t.name,
           m.payers
    FROM truth     AS t
    JOIN merchants AS m ON m.merchant = t.merchant
    WHERE t.plant = :plant AND t.name <> :start AND NOT t.reported
),
innocent AS (
    SELECT m.provider_id || '/' || m.merchant_id AS name,
           m.payers
    FROM merchants  AS m
    LEFT JOIN truth AS t ON t.merchant = m.merchant
    WHERE t.merchant IS NULL AND m.kind = 'payee' AND m.foreign_share > 5e-1 AND m.most_shared >= 5
)
SELECT p.name,
       i.name AS innocent
FROM planted  AS p
CROSS JOIN innocent AS i
ORDER BY abs(p.payers - i.payers), p.name, i.name
"""
