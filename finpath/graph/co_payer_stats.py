"""Merchants that share payers beyond chance and, per merchant, its circle.

The circle of a merchant are its nearest neighbours by surprising common payers. Neighbourhood shops have such circles
too: their payers live close by and meet in a hundred other shops. Sites of one seller are different: their payers meet
there and, but for chance, nowhere else. `elsewhere` measures that.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from finpath.graph.kernels import Overlap
from finpath.graph.payer_overlap import PayerOverlap
from finpath.graph.step import Notes, step
from finpath.tables.overlap import CIRCLES, MEETINGS, SHARED_PAYERS

LEFT_OUT = "Payers of more than {cap} merchants were left out of the comparison of shared payers."

CIRCLED = """
SELECT merchant,
       count(*)                                          AS neighbours,
       max(shared)                                       AS most_shared,
       CAST(sum(shared) AS BIGINT)                       AS circle_payers,
       max(fp_millionths(least(surprise, 1e3)))          AS surprise,
       max(fp_millionths(shared / greatest(expected, 1e-6))) AS lift
FROM shared_payers
GROUP BY merchant
"""


@step(makes=(SHARED_PAYERS, MEETINGS, CIRCLES), reads=())
def compare_payers(given: PayerOverlap) -> Notes:
    """Say which merchants share payers beyond chance; a sentence when the most active payers had to be left out."""
    engine, found = given.engine, given.found
    engine.load(SHARED_PAYERS, _pairs(found))
    engine.load(MEETINGS, _meetings(found))
    engine.define(CIRCLES, CIRCLED)
    return (LEFT_OUT.format(cap=found.activity_cap),) if found.activity_cap else ()


def _pairs(found: Overlap) -> pa.Table:
    columns = {
        "merchant": found.crowd,
        "other": found.other,
        "shared": found.shared,
        "expected": np.round(found.expected, 9),
        "surprise": np.round(found.surprise, 6),
    }
    return pa.table(columns).sort_by([("merchant", "ascending"), ("surprise", "descending"), ("other", "ascending")])


def _meetings(found: Overlap) -> pa.Table:
    ratio = np.round(found.meeting_ratio, 9)
    return pa.table({"merchant": np.arange(len(ratio)), "meeting_ratio": ratio})
