"""Groups of merchants that are one case, each hearing the evidence about the others.

Two merchants are tied when one controller holds both, or when strangers keep meeting at both or in their circle. A
group shares the average of its members' evidence: a seller behind ten sites is judged by all ten. An average, so that
one odd account condemns nobody it happens to be tied to.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from finpath.engine import Engine
from finpath.graph.kernels import components
from finpath.rules import Family
from finpath.scoring.evidence import ADDITIVE, FAMILIES, Evidence, Floats
from finpath.scoring.whole import Whole

Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

_NO_TIES = (np.zeros(0, np.int64), np.zeros(0, np.int64))

TIED_FROM = 1.5
"""A merchant belongs to a group only if its own evidence weighs so much, in nats."""

TIES = """
WITH met AS (
    SELECT merchant AS one,
           other    AS two
    FROM shared_payers
    WHERE merchant < other
    UNION
    SELECT least(merchant, other),
           greatest(merchant, other)
    FROM outsider_meetings
    UNION
    SELECT min(merchant) OVER (PARTITION BY block),
           merchant
    FROM block_members
)
SELECT m.one,
       m.two
FROM met                AS m
LEFT JOIN case_accounts AS a ON a.merchant = m.one
LEFT JOIN case_accounts AS b ON b.merchant = m.two
WHERE coalesce(a.case_number, -1) = coalesce(b.case_number, -1)
ORDER BY m.one, m.two
"""
"""Of merchants in different candidate cases, not all that ties two of them is one seller's."""

SAME_CONTROLLER = """
SELECT controller AS one,
       merchant   AS two
FROM entities
WHERE controller <> merchant
ORDER BY controller, merchant
"""


def join_groups(
    engine: Engine, evidence: Evidence, rewrite: Callable[[str], str] = str, whole: Whole | None = None
) -> Ints:
    """The group of each merchant, named by its smallest member; a merchant of no group stands alone.

    Args:
        engine: Holds the relations of the graph.
        evidence: Of each merchant's own findings.
        rewrite: What ties are read from, in place of those relations.
        whole: Ties of whole merchants, besides.
    """
    merchants = evidence.weights.shape[1]
    suspect = evidence.total >= TIED_FROM
    network = suspect & (evidence.weights[FAMILIES.index(Family.NETWORK.value)] > 0)
    ties = [
        _among(_pairs(engine, rewrite(TIES)), network),
        _among(_pairs(engine, rewrite(SAME_CONTROLLER)), suspect),
        _among(whole.ties() if whole else _NO_TIES, suspect),
    ]
    left, right = (np.concatenate(side) for side in zip(*ties, strict=True))
    return components(left, right, merchants)


def share(evidence: Evidence, group: Ints) -> Evidence:
    """Lift each member to what its group says on average, less the part that is its own voice."""
    size = np.bincount(group, minlength=len(group))[group]
    lifted = [
        row if family in ADDITIVE else _lift(row, group, size)
        for family, row in zip(FAMILIES, evidence.weights, strict=True)
    ]
    return Evidence(np.maximum(evidence.weights, np.array(lifted)))


def _pairs(engine: Engine, sql: str) -> tuple[Ints, Ints]:
    ties = engine.arrow(sql)
    return ties["one"].to_numpy(), ties["two"].to_numpy()


def _among(ties: tuple[Ints, Ints], suspect: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[Ints, Ints]:
    one, two = ties
    both = suspect[one] & suspect[two]
    return one[both], two[both]


def _lift(row: Floats, group: Ints, size: Ints) -> Floats:
    mean = np.bincount(group, row, minlength=len(row))[group] / size
    return np.round(mean * (size - 1) / size, 9)
