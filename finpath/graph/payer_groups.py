"""Accounts whose payers meet beyond chance, gathered by average linkage (`kernels.linkage`), which does not chain."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from finpath.graph.kernels import Hints, gather
from finpath.graph.payer_overlap import PayerOverlap
from finpath.graph.step import Notes, step
from finpath.tables.cases import PAYER_GROUPS
from finpath.tables.overlap import OUTSIDER_MEETINGS

OUTSIDERS = """
SELECT merchant,
       other,
       surprise
FROM outsider_meetings
WHERE merchant < other
ORDER BY merchant, other
"""


@step(makes=(PAYER_GROUPS,), reads=(OUTSIDER_MEETINGS,))
def gather_payers(given: PayerOverlap) -> Notes:
    """Gather accounts whose payers meet beyond chance, at home or from elsewhere."""
    hints = given.found.hints
    far = given.engine.arrow(OUTSIDERS)
    both = Hints(
        np.concatenate([hints.left, far["merchant"].to_numpy()]),
        np.concatenate([hints.right, far["other"].to_numpy()]),
        np.concatenate([hints.surprise, far["surprise"].to_numpy()]),
    )
    group = gather(both if len(far) else hints, given.links.merchants)
    merchants = np.arange(len(group))
    given.engine.load(PAYER_GROUPS, pa.table({"merchant": merchants, "payer_group": group}))
    return ()
