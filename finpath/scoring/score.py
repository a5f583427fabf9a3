"""One score, rank and group for every merchant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.config import Calibration
from finpath.engine import Engine
from finpath.graph import PaymentGraph
from finpath.rules import Family, Finding
from finpath.scoring.evidence import Evidence, weigh
from finpath.scoring.groups import join_groups, share
from finpath.scoring.whole import Whole
from finpath.tables.conclusions import SCORES

NAMED = """
SELECT s.merchant,
       e.provider_id,
       e.merchant_id,
       e.entity_id,
       concat('g-', fp_first(fp_sha256(concat(first.provider_id, '/', first.merchant_id)), 12)) AS group_id,
       s.score,
       s.rank,
       s.families
FROM scored   AS s
JOIN entities AS e     ON e.merchant = s.merchant
JOIN entities AS first ON first.merchant = s.first_of_group
ORDER BY s.rank
"""


@dataclass(frozen=True)
class Scores:
    """What the evidence says of each merchant; every array has one place per merchant, by its number.

    Args:
        own: Weight of evidence by family that each merchant's own findings carry.
        shared: The same after each group has heard its members.
        unreported: What would be heard if no report had come.
        rank: 1 for the highest score.
    """

    own: Evidence
    shared: Evidence
    unreported: Evidence
    rank: npt.NDArray[np.int64]


def score(
    graph: PaymentGraph,
    findings: Sequence[Finding],
    calibration: Calibration | None = None,
    whole: Whole | None = None,
) -> Scores:
    """Weigh the findings, let groups share them, rank all merchants, and make the relation `scores`.

    A calibration changes what is written as the score. Ranks and tiers are of the evidence, and stay: decisions are
    about merchants that somebody reviewed, and must not move a threshold for those whom nobody did.
    """
    engine = graph.engine
    own = weigh(findings, engine.count("SELECT count(*) FROM merchants"))
    group = join_groups(engine, own, whole=whole)
    shared, unreported = share(own, group), _unreported(engine, own, whole)
    rank = _rank(shared.score)
    columns = {
        "merchant": np.arange(len(rank)),
        "first_of_group": group,
        "score": calibration.line.score(shared.total) if calibration else shared.score,
        "rank": rank,
        "families": shared.families.astype(np.int32),
    }
    with engine.scratch() as scratch:
        scratch.register("scored", pa.table(columns))
        engine.make(SCORES, NAMED)
    return Scores(own, shared, unreported, rank)


def _unreported(engine: Engine, own: Evidence, whole: Whole | None) -> Evidence:
    """What would be heard if no report had come: reports must not lead anybody into a group that speaks for them."""
    silent = own.silenced(Family.REPORT)
    return share(silent, join_groups(engine, silent, whole=whole))


def _rank(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """1 for the highest; ties in the order of provider and merchant, which is the order of the dense ids."""
    order = np.argsort(-scores, kind="stable")
    rank = np.empty(len(scores), np.int64)
    rank[order] = np.arange(1, len(scores) + 1)
    return rank
