"""Candidate cases: accounts that are looked at together.

Groups of accounts whose payers meet beyond chance (`payer_groups`) are cases; the accounts of one controller join them
while the whole stays small enough for a person to look through. A shop that shares payers with a case by one price
alone is not in it; the price is (`case_streams`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from finpath.graph.kernels.incidence import Ints
from finpath.graph.merchants import MERCHANTS
from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.cases import CASE_ACCOUNTS, CASE_STREAMS, PAYER_GROUPS
from finpath.tables.graph import LINKS
from finpath.tables.identity import ENTITIES
from finpath.tables.overlap import STREAM_MEETINGS, STREAM_PAYERS, STREAMS

MOST = 60
"""Accounts of a case at most: more nobody looks through, and so many share payers for a reason that all can see."""

CROWDED = (
    "{crowds} groups of more than {most} accounts each share payers; they are too large for one case, and their"
    " accounts were judged one by one."
)

MOST_OF = 0.8
"""Share of the payers that a shop has in common with a case who pay one price of it, from which that price is of the
case, and the shop is not."""

HELD = """
SELECT p.merchant,
       p.payer_group,
       e.controller
FROM payer_groups AS p
JOIN entities     AS e ON e.merchant = p.merchant
ORDER BY p.merchant
"""

HOSTS = """
WITH paid AS (
    SELECT a.case_number,
           l.payer,
           count(*) AS accounts
    FROM case_drawn AS a
    JOIN links      AS l ON l.merchant = a.merchant
    GROUP BY a.case_number, l.payer
), met AS (
    SELECT a.case_number,
           a.merchant,
           l.payer
    FROM case_drawn AS a
    JOIN links      AS l ON l.merchant = a.merchant
    JOIN paid       AS p ON p.case_number = a.case_number AND p.payer = l.payer
    WHERE p.accounts > 1
), company AS (
    SELECT case_number, merchant, count(*) AS payers
    FROM met
    GROUP BY case_number, merchant
)
SELECT DISTINCT m.merchant
FROM met           AS m
JOIN company       AS n ON n.merchant = m.merchant
JOIN streams       AS s ON s.merchant = m.merchant
JOIN stream_payers AS p ON p.stream = s.stream AND p.payer = m.payer
JOIN merchants     AS w ON w.merchant = m.merchant
WHERE 2 * s.payers <= w.payers
GROUP BY m.merchant, s.stream, n.payers
HAVING fp_share(count(*), n.payers) >= :most_of
"""

STAYING = """
WITH kept AS (
    SELECT d.case_number, d.merchant
    FROM case_drawn      AS d
    ANTI JOIN case_hosts AS h ON h.merchant = d.merchant
), large AS (
    SELECT case_number
    FROM kept
    GROUP BY case_number
    HAVING count(*) > 1
)
SELECT k.case_number, k.merchant
FROM kept       AS k
SEMI JOIN large AS l ON l.case_number = k.case_number
"""

JOINING = """
WITH served AS (
    SELECT a.case_number,
           t.stream,
           t.merchant,
           count(*)                                         AS accounts,
           CAST(sum(fp_millionths(m.surprise)) AS BIGINT)   AS surprise
    FROM stream_meetings    AS m
    JOIN streams            AS t ON t.stream = m.stream
    JOIN case_accounts      AS a ON a.merchant = m.other
    LEFT JOIN case_accounts AS o ON o.merchant = t.merchant AND o.case_number = a.case_number
    WHERE o.merchant IS NULL
    GROUP BY a.case_number, t.stream, t.merchant
)
SELECT case_number,
       stream,
       merchant,
       accounts,
       surprise * 1e-6 AS surprise
FROM served
QUALIFY row_number() OVER (PARTITION BY stream ORDER BY surprise DESC, case_number) = 1
"""


@step(
    makes=(CASE_ACCOUNTS, CASE_STREAMS),
    reads=(PAYER_GROUPS, ENTITIES, MERCHANTS, LINKS, STREAMS, STREAM_MEETINGS, STREAM_PAYERS),
)
def draw_cases(given: GraphInput) -> Notes:
    """Make candidate cases, and say which prices inside other merchants are of them."""
    engine = given.engine
    held = engine.arrow(HELD)
    case, crowds = draw(held["payer_group"].to_numpy(), held["controller"].to_numpy())
    inside = np.flatnonzero(case >= 0)
    with engine.scratch() as scratch:
        scratch.register("case_drawn", pa.table({"case_number": case[inside], "merchant": inside}))
        scratch.make("case_hosts", HOSTS, {"most_of": MOST_OF})
        engine.make(CASE_ACCOUNTS, STAYING)
    engine.make(CASE_STREAMS, JOINING)
    return (CROWDED.format(crowds=crowds, most=MOST),) if crowds else ()


def draw(group: Ints, controller: Ints) -> tuple[Ints, int]:
    """The case of each account, numbered by its smallest; -1 for one alone, or in a crowd; and how many crowds."""
    size = np.bincount(group, minlength=len(group))
    crowds = int((size > MOST).sum())
    root = np.where(size[group] > MOST, np.arange(len(group)), group)
    members = np.bincount(root, minlength=len(root))
    joined = list(range(len(group)))
    held = np.bincount(controller, minlength=len(group))
    for one in np.flatnonzero((controller != np.arange(len(group))) & (held[controller] <= MOST)).tolist():
        a, b = _find(joined, int(root[controller[one]])), _find(joined, int(root[one]))
        if a != b and members[a] + members[b] <= MOST:
            first, last = min(a, b), max(a, b)
            joined[last] = first
            members[first] += members[last]
    of = np.array([_find(joined, each) for each in root.tolist()], np.int64).reshape(-1)
    alone = np.bincount(of, minlength=len(group))[of] == 1 if len(of) else np.zeros(0, np.bool_)
    return np.where(alone, -1, of), crowds


def _find(joined: list[int], one: int) -> int:
    while joined[one] != one:
        joined[one] = joined[joined[one]]
        one = joined[one]
    return one
