"""Who else must see it before an account is put up for review for what all members see of its merchant together.

Where several organisations see one merchant, what they see together is said of each account. One of them could smear
another's account so, by payments that it invents. So an account's own organisation must see something of it, or at
least two of the others must.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.scoring.authors import Claims, few_rows, organisations
from finpath.scoring.evidence import Evidence, Floats, weigh
from finpath.scoring.groups import join_groups, share
from finpath.tables.conclusions import BACKING

Bools = npt.NDArray[np.bool_]

SCHEMA = pa.schema([("merchant", pa.int64()), ("own", pa.float64()), ("others", pa.float64())])


@dataclass(frozen=True)
class Backing:
    """What stands behind an account of a merchant that several organisations see.

    Args:
        own: The highest score by what its own organisation sees alone, 0 to 1.
        others: The second highest by what one other organisation sees alone; 0 where there is one other.
    """

    own: float
    others: float

    @property
    def most(self) -> float:
        """What a review asks for: its own organisation sees it, or two others each do."""
        return max(self.own, self.others)


def find_unseen(claims: Claims, candidates: Bools, aside: Bools, bar: float) -> Bools:
    """Say of which candidates one other organisation alone sees what asks for a review; make `backing`.

    Args:
        claims: What is weighed.
        candidates: Accounts that would be reviewed.
        aside: Accounts that a person has reviewed, of which nothing counts.
        bar: Least score by what one organisation sees alone.

    Returns:
        Of each account; never of one whose merchant no other organisation sees.
    """
    unseen = np.zeros(len(candidates), np.bool_)
    node = claims.whole.node
    found = _backing(claims, candidates, aside) if len(node) and candidates.any() else {}
    for account, backing in found.items():
        unseen[account] = backing.most < bar
    rows = [(account, backing.own, backing.others) for account, backing in found.items()]
    claims.engine.load(BACKING, few_rows(SCHEMA, rows))
    return unseen


def _backing(claims: Claims, candidates: Bools, aside: Bools) -> dict[int, Backing]:
    node, owner = claims.whole.node, organisations(claims.engine)
    scores = _alone(claims, aside)
    asked = np.flatnonzero(candidates)
    strongest: dict[int, dict[str, float]] = defaultdict(dict)
    for account in np.flatnonzero(np.isin(node, node[asked])).tolist():
        views = strongest[int(node[account])]
        views[owner[account]] = max(views.get(owner[account], 0.0), float(scores[account]))
    told = ((account, strongest[int(node[account])]) for account in asked.tolist())
    return {account: weigh_backing(owner[account], views) for account, views in told if len(views) > 1}


def weigh_backing(owner: str, views: Mapping[str, float]) -> Backing:
    """What stands behind an account of which each organisation sees so much alone.

    >>> weigh_backing("a", {"a": 0.01, "b": 0.9, "c": 0.3})
    Backing(own=0.01, others=0.3)
    """
    others = sorted((score for who, score in views.items() if who != owner), reverse=True)
    return Backing(views[owner], others[1] if len(others) > 1 else 0.0)


def _alone(claims: Claims, aside: Bools) -> Floats:
    """The score of each account by its own payments alone, in the groups that these make."""
    weights = weigh(claims.findings, len(aside)).weights
    evidence = Evidence(weights * ~aside)
    return share(evidence, join_groups(claims.engine, evidence)).score
