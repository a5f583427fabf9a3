"""Dense communities: merchants whose payers meet inside, found without any report.

`shared_payers` asks of two merchants whether they share too many payers. A seller with ten sites and thirty customers
shares two or three between any two of them, which proves nothing; what one site shares with the other nine together
does. `block_members` says so of each member, `blocks` of the whole: its size, its density against chance, its life.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from finpath.graph.kernels import Blocks, blocks, gather
from finpath.graph.payer_overlap import PayerOverlap
from finpath.graph.step import Notes, step
from finpath.tables.graph import LINKS
from finpath.tables.overlap import BLOCK_MEMBERS, BLOCKS

UNPEELED = (
    "{unpeeled} groups of merchants, the largest, were not searched for blocks: together they have more links than"
    " are peeled at a time."
)

GATHERED = """
WITH spells AS (
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
    FROM spells
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


@step(makes=(BLOCK_MEMBERS, BLOCKS), reads=(LINKS,))
def find_blocks(given: PayerOverlap) -> Notes:
    """Find dense communities among pairs too weak for circles; a sentence when some were too large to be looked at."""
    engine, links = given.engine, given.links
    found = blocks(links, gather(given.found.hints, links.merchants))
    engine.load(BLOCK_MEMBERS, _members(found))
    with engine.scratch() as scratch:
        scratch.register("block_figures", _figures(found))
        engine.make(BLOCKS, GATHERED)
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
