"""The tier of each merchant: an absolute threshold for `refer`, capacity only for `review`, and safeguarding first.

What decides a tier is said beside it: the evidence; safeguarding, which comes before all evidence; or a person who has
reviewed the merchant and set it aside.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.config import TierThresholds
from finpath.engine import Engine
from finpath.scoring.evidence import Evidence
from finpath.scoring.score import Scores
from finpath.tables.conclusions import STANDINGS, SUSPECTS, TIERS

Bools = npt.NDArray[np.bool_]

STANDING = """
SELECT s.*,
       t.tier,
       t.because,
       t.safeguarding
FROM scores AS s
JOIN tiers  AS t ON t.merchant = s.merchant
"""

SUSPECTED = """
SELECT *
FROM standings
WHERE tier <> 'protect'
"""
"""The one place that leaves the safeguarding queue out: whatever names a suspect reads this."""

QUEUE = """
SELECT provider_id,
       merchant_id
FROM standings
WHERE tier = 'protect'
ORDER BY provider_id, merchant_id
"""


def safeguarded_accounts(engine: Engine) -> tuple[tuple[str, str], ...]:
    """Provider and merchant id of each account of the safeguarding queue.

    Args:
        engine: Holds `standings`.
    """
    return tuple((row["provider_id"], row["merchant_id"]) for row in engine.arrow(QUEUE).to_pylist())


def set_tiers(engine: Engine, scores: Scores, protected: Bools, aside: Bools, bars: TierThresholds) -> None:
    """Make `tiers`, and the views `standings` and `suspects`; who is set aside gives its place to those who rank next.

    Args:
        engine: Holds `scores`.
        scores: Of all merchants.
        protected: Merchants of the safeguarding queue.
        aside: Merchants that a person has reviewed, of which nothing counts.
        bars: In force.
    """
    heard, unreported = (Evidence(each.weights * ~aside) for each in (scores.shared, scores.unreported))
    because = np.select([protected, aside], ["safeguarding", "reviewed"], "evidence")
    columns = {
        "merchant": np.arange(len(scores.rank)),
        "tier": tiers(heard, scores.rank, protected, bars, unreported),
        "because": because.tolist(),
    }
    engine.load(TIERS, pa.table(columns))
    engine.define(STANDINGS, STANDING)
    engine.define(SUSPECTS, SUSPECTED)


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
