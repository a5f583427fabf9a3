"""Questions of lesson 2 out of a case: the accounts of one seller, the names they go by, and what ties them."""

from __future__ import annotations

from finpath.course.expected import AllOf, Number, OneOf
from finpath.course.pick import first, names
from finpath.course.question import Question
from finpath.engine import Engine


def questions(engine: Engine) -> tuple[Question, ...]:
    """Ask about the distributor with most ties on paper, from one of its accounts that is reported."""
    plant, start = first(engine, SELLER)
    group = {"plant": str(plant)}
    one, other, kind = first(engine, TIE, group)
    (named,) = first(engine, NAMES, group)
    inside, outside = first(engine, DOUBTFUL, group)
    pair = " or ".join(sorted((str(inside), str(outside))))
    return (
        Question(
            "accounts",
            f"A report names {start}. Which other accounts does the same seller hold? (a list)",
            AllOf(tuple(name for name in names(engine, ACCOUNTS, group) if name != start)),
            "Begin with the group of the start in findings.parquet, then ask of each account why it is there.",
        ),
        Question(
            "names",
            "Under how many different registered names (legal_name) do all its accounts go, the start among them?",
            Number(float(str(named))),
            "legal_name in the members' own files of merchants.",
        ),
        Question(
            "tie",
            f"What do {one} and {other} have in common on their papers? (principal, phone, email, settlement_account,"
            " postal_address, registration_number or domain)",
            OneOf((str(kind),)),
            "identities.parquet has a row for each tie, with its kind and its days.",
        ),
        Question(
            "belongs",
            f"One of these belongs to the seller, and one does not: {pair}. Which one belongs?",
            OneOf((str(inside),)),
            "Ask where else the payers of both meet, and from how many countries they are.",
        ),
    )


SELLER = """
SELECT t.plant,
       min(CASE WHEN t.reported THEN t.name END) AS start
FROM truth          AS t
JOIN truth          AS u ON u.plant = t.plant
LEFT JOIN identity_edges AS e ON e.merchant = t.merchant AND e.other = u.merchant
WHERE t.typology = 'distributor'
GROUP BY t.plant
HAVING min(CASE WHEN t.reported THEN t.name END) IS NOT NULL AND count(e.kind) > 0
ORDER BY count(e.kind) DESC, t.plant
"""

ACCOUNTS = "SELECT name FROM truth WHERE plant = :plant ORDER BY name"

NAMES = """
SELECT count(DISTINCT m.legal_name) AS names
FROM truth     AS t
JOIN merchants AS m ON m.merchant = t.merchant
WHERE t.plant = :plant
"""

TIE = """
SELECT t.name,
       u.name      AS other,
       min(e.kind) AS kind
FROM identity_edges AS e
JOIN truth          AS t ON t.merchant = e.merchant AND t.plant = :plant
JOIN truth          AS u ON u.merchant = e.other AND u.plant = :plant
GROUP BY t.name, u.name
HAVING count(DISTINCT e.kind) = 1
ORDER BY t.name, u.name
"""

DOUBTFUL = """
WITH held AS (
    SELECT t.name,
           m.mcc,
           m.payers
    FROM truth     AS t
    JOIN merchants AS m ON m.merchant = t.merchant
    WHERE t.plant = :plant AND NOT t.reported
),
innocent AS (
    SELECT m.provider_id || '/' || m.merchant_id AS name,
           m.mcc,
           m.payers
    FROM merchants  AS m
    LEFT JOIN truth AS t ON t.merchant = m.merchant
    WHERE t.merchant IS NULL AND m.foreign_share > 5e-1 AND m.payers >= 15 AND m.kind <> 'payee'
)
SELECT h.name,
       i.name AS innocent
FROM held     AS h
JOIN innocent AS i ON i.mcc = h.mcc
ORDER BY abs(h.payers - i.payers), h.name, i.name
"""
