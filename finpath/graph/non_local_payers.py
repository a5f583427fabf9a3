"""The payers who are not at home where they pay, and whom else they pay together.

In a neighbourhood, everybody shares payers with everybody, and those of a hidden stream stand far down the list. But
they are not of the neighbourhood. Where the payers of a merchant meet often elsewhere, those who are at home there are
set aside, and the rest is compared with the rest of every other merchant.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from finpath.graph.kernels import AT_HOME, Crowds, Incidence, Overlap, OverlapLimits, Pairs, outsiders, overlap
from finpath.graph.payer_overlap import PayerOverlap
from finpath.graph.step import Notes, step
from finpath.tables.graph import LINKS, PURCHASES
from finpath.tables.overlap import OUTSIDER_CROWDS, OUTSIDER_LINKS, OUTSIDER_MEETINGS

Ints = npt.NDArray[np.int64]

NEIGHBOURHOOD = 2.0
"""Times chance that the payers of a merchant meet elsewhere, from which it has a neighbourhood."""

NEAREST = 12
"""Neighbours of a merchant that are asked who is at home."""

MINORITY = 0.7
"""The share of its payers up to which outsiders are looked at apart; where they are more, nothing drowns them."""

PARTNERS = 5
"""Pairs kept per merchant, the most surprising first."""

RING = 10
"""Merchants that outsiders may share before they count as meeting elsewhere: more than most sellers have at a time."""

CROWDED = """
WITH placed AS (
    SELECT l.merchant,
           l.country,
           count(*) AS payers
    FROM links               AS l
    SEMI JOIN outsider_links AS o ON o.merchant = l.merchant AND o.payer = l.payer
    WHERE l.country IS NOT NULL
    GROUP BY l.merchant, l.country
), diversity AS (
    SELECT merchant,
           1 - fp_share(sum(payers * payers), sum(payers) * sum(payers)) AS country_diversity
    FROM placed
    GROUP BY merchant
), daily AS (
    SELECT p.merchant,
           fp_day(p.occurred_at)                      AS day,
           count(*) FILTER (WHERE NOT p.card_present) AS remote,
           count(p.card_present)                      AS remote_known
    FROM purchases           AS p
    SEMI JOIN outsider_links AS o ON o.merchant = p.merchant AND o.payer = p.payer
    GROUP BY p.merchant, fp_day(p.occurred_at)
), paid AS (
    SELECT merchant,
           count(*)                                 AS active_days,
           fp_share(sum(remote), sum(remote_known)) AS remote_share
    FROM daily
    GROUP BY merchant
), counted AS (
    SELECT merchant, count(*) AS payers
    FROM outsider_links
    GROUP BY merchant
)
SELECT c.merchant,
       c.payers,
       p.active_days,
       p.remote_share,
       d.country_diversity
FROM counted        AS c
JOIN paid           AS p ON p.merchant = c.merchant
LEFT JOIN diversity AS d ON d.merchant = c.merchant
"""


@step(makes=(OUTSIDER_MEETINGS, OUTSIDER_LINKS, OUTSIDER_CROWDS), reads=(LINKS, PURCHASES))
def compare_non_local(given: PayerOverlap) -> Notes:
    """Compare the payers who are not at home where they pay."""
    engine, links, found = given.engine, given.links, given.found
    near = _near(found)
    local = _local(links, found, near)
    rest = outsiders(links, _only(near, local))
    local = local[rest.popularity[local] <= MINORITY * links.popularity[local]]
    met = overlap(rest, OverlapLimits(nearest=PARTNERS, threads=engine.threads), Crowds(rest.part(local), local))
    here = local[met.crowd]
    together = rest.both(Pairs(here, met.other))
    everywhere = overlap(links, OverlapLimits(nearest=RING, threads=engine.threads), Crowds(together, here))
    pairs = {
        "merchant": here,
        "other": met.other,
        "shared": met.shared,
        "surprise": np.round(met.surprise, 6),
        "meeting_ratio": np.round(everywhere.meeting_ratio, 9),
    }
    engine.load(OUTSIDER_MEETINGS, pa.table(pairs))
    rest.keep(engine, OUTSIDER_LINKS, np.union1d(here, met.other))
    engine.make(OUTSIDER_CROWDS, CROWDED)
    return ()


def _near(found: Overlap) -> sparse.csr_array:
    """The nearest neighbours of each merchant, and how many payers they share."""
    nearest = np.arange(len(found.crowd)) - np.searchsorted(found.crowd, found.crowd) < NEAREST
    merchants = len(found.elsewhere)
    pairs = (found.crowd[nearest], found.other[nearest])
    return sparse.coo_array((found.shared[nearest].astype(np.float32), pairs), shape=(merchants, merchants)).tocsr()


def _local(links: Incidence, found: Overlap, near: sparse.csr_array) -> Ints:
    """Merchants with a neighbourhood, of whose nearest an average payer pays about as many as one who is at home."""
    nearest_paid = near.sum(axis=1) / np.maximum(links.popularity, 1)
    return np.flatnonzero((found.meeting_ratio > NEIGHBOURHOOD) & (nearest_paid >= AT_HOME / 2))


def _only(near: sparse.csr_array, merchants: Ints) -> sparse.csr_array:
    """The neighbours of some merchants, ones."""
    chosen = np.zeros(near.shape[0], np.float32)
    chosen[merchants] = 1
    ones = sparse.csr_array((np.ones_like(near.data), near.indices, near.indptr), shape=near.shape)
    kept: sparse.csr_array = (sparse.diags_array(chosen) @ ones).tocsr()
    kept.eliminate_zeros()
    return kept
