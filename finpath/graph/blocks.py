"""Links and hints of ties in; out come `blocks`: merchants whose payers meet inside, found without any report.

`shared_payers` asks of two merchants whether they share too many payers. A seller with ten sites and thirty customers
shares two or three between any two of them, which proves nothing; what one site shares with the other nine together
does. `block_members` says so of each member, `blocks` of the whole: its size, its density against chance, its life.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from finpath.engine import Engine
from finpath.graph.kernels import Blocks, Hints, Incidence, blocks, gather

UNPEELED = (
    "{unpeeled} groups of merchants, the largest, were not searched for blocks: together they have more links than"
    " are peeled at a time."
)

BLOCKS = """
WITH lives AS (
    SELECT b.block,
           b.merchant,
           min(l.first_seen) AS first_seen,
           max(l.last_seen)  AS last_seen
    FROM block_members AS b
    JOIN links         AS l ON l.merchant = b.merchant
    GROUP BY b.block, b.merchant
), spans AS (
    SELECT block,
           count(*)                                                                                 AS merchants,
           min(first_seen)                                                                          AS first_seen,
           max(last_seen)                                                                           AS last_seen,
           percentile_cont(50e-2) WITHIN GROUP (ORDER BY fp_days_between(first_seen, last_seen))    AS usual_life
    FROM lives
    GROUP BY block
)
SELECT s.block,
       s.merchants,
       f.payers,
       f.density,
       f.meeting_ratio,
       s.first_seen,
       s.last_seen,
       s.usual_life
FROM spans         AS s
JOIN block_figures AS f ON f.block = s.block
"""


def build_blocks(engine: Engine, links: Incidence, hints: Hints) -> tuple[str, ...]:
    """Make `block_members` (block, merchant, shared, surprise) and `blocks`.

    Returns:
        A sentence when some groups were too large to be looked at.
    """
    found = blocks(links, gather(hints, links.merchants))
    engine.register("block_members", _members(found))
    engine.register("block_figures", _figures(found))
    engine.materialize("blocks", BLOCKS)
    engine.drop("block_figures")
    return (UNPEELED.format(unpeeled=found.unpeeled),) if found.unpeeled else ()


def _members(found: Blocks) -> pa.Table:
    columns = {
        "block": found.block,
        "merchant": found.merchant,
        "shared": found.shared,
        "surprise": np.round(found.surprise, 6),
    }
    return pa.table(columns)


def _figures(found: Blocks) -> pa.Table:
    columns = {
        "block": np.arange(len(found.payers)),
        "payers": found.payers,
        "density": np.round(found.density, 6),
        "meeting_ratio": np.round(found.meeting_ratio, 9),
    }
    return pa.table(columns)
