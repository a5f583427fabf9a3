"""Evidence in, a tier for each merchant out: an absolute bar for `refer`, capacity only for `review`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from finpath.config import TierThresholds
from finpath.scoring.evidence import Evidence


def tiers(
    evidence: Evidence,
    rank: npt.NDArray[np.int64],
    protected: npt.NDArray[np.bool_],
    bars: TierThresholds,
    unreported: Evidence | None = None,
) -> list[str]:
    """The tier of each merchant.

    Args:
        evidence: By family.
        rank: 1 is the most suspect.
        protected: A minor or a victim receives, or pays; such a merchant is safeguarding's, never a suspect's.
        bars: In force.
        unreported: What would be heard if no report had come; the same without the weight of reports when None.
    """
    score = evidence.score
    refer = (score >= bars.refer) & (evidence.families >= bars.families)
    refer &= (unreported or evidence).without_reports >= bars.corroboration
    waiting = ~refer & ~protected & (score >= bars.review)
    order = np.argsort(np.where(waiting, rank, len(rank) + 1), kind="stable")
    place = np.empty(len(rank), np.int64)
    place[order] = np.arange(len(rank))
    review = waiting & (place < bars.capacity)
    watch = score >= bars.watch
    named = np.select([protected, refer, review, watch], ["protect", "refer", "review", "watch"], "none")
    return [str(tier) for tier in named]
