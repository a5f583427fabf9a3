"""The tier of each merchant: an absolute threshold for `refer`, capacity only for `review`, and safeguarding first.

What decides a tier is said beside it: the evidence; safeguarding, which comes before all evidence; or a person who has
reviewed the merchant and set it aside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.config import TierThresholds
from finpath.engine import Engine
from finpath.scoring.authors import Claims, find_unbacked, organisations
from finpath.scoring.backing import find_unseen
from finpath.scoring.evidence import Evidence
from finpath.scoring.safeguarding import Safeguarded
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


@dataclass(frozen=True)
class Held:
    """What is held against the evidence.

    Args:
        seen: Whom safeguarding sees.
        aside: Merchants that a person has reviewed, of which nothing counts.
        claims: Whose word the evidence rests on.
    """

    seen: Safeguarded
    aside: Bools
    claims: Claims


def set_tiers(engine: Engine, scores: Scores, held: Held, bars: TierThresholds) -> None:
    """Make `tiers`, and the views `standings` and `suspects`; who is set aside gives its place to those who rank next.

    Args:
        engine: Holds `scores`.
        scores: Of all merchants.
        held: What is held against the evidence.
        bars: In force.
    """
    protected, aside = held.seen.queue, held.aside
    heard, unreported = (Evidence(each.weights * ~aside) for each in (scores.shared, scores.unreported))
    candidates = referable(heard, bars, unreported) & ~protected
    refer = candidates & ~find_unbacked(held.claims, candidates, bars.corroboration)
    unseen = find_unseen(held.claims, (heard.score >= bars.review) & ~refer & ~protected, aside, bars.watch)
    standing = Standing(refer, protected, _members(engine), unseen)
    because = np.select([protected, aside, unseen], ["safeguarding", "reviewed", "one_view"], "evidence")
    columns = {
        "merchant": np.arange(len(scores.rank)),
        "tier": tiers(heard.score, scores.rank, standing, bars),
        "because": because.tolist(),
        "safeguarding": protected | held.seen.flagged,
    }
    engine.load(TIERS, pa.table(columns))
    engine.define(STANDINGS, STANDING)
    engine.define(SUSPECTS, SUSPECTED)


def referable(evidence: Evidence, bars: TierThresholds, unreported: Evidence | None = None) -> Bools:
    """Which merchants' evidence asks for a referral, if their authors bear it out.

    Args:
        evidence: By family.
        bars: In force.
        unreported: What would be heard if no report had come; the same without the weight of reports when None.
    """
    refer: Bools = (evidence.score >= bars.refer) & (evidence.families >= bars.families)
    return refer & ((unreported or evidence).without_reports >= bars.corroboration)


@dataclass(frozen=True)
class Standing:
    """What is known of merchants beside their scores.

    Args:
        refer: To be referred.
        protected: A minor or a victim receives, or pays; such a merchant is safeguarding's, never a suspect's.
        member: The organisation that tells of it, by number: review capacity is dealt out among them.
        unseen: One other organisation alone sees what asks for a review.
    """

    refer: Bools
    protected: Bools
    member: npt.NDArray[np.int64]
    unseen: Bools | None = None


def tiers(
    score: npt.NDArray[np.float64], rank: npt.NDArray[np.int64], standing: Standing, bars: TierThresholds
) -> list[str]:
    """The tier of each merchant.

    Args:
        score: Of the evidence.
        rank: 1 is the most suspect.
        standing: What is known beside.
        bars: In force.
    """
    waiting = ~standing.refer & ~standing.protected & (score >= bars.review)
    if standing.unseen is not None:
        waiting &= ~standing.unseen
    review = waiting & (_places(waiting, rank, standing.member) < bars.capacity)
    watch = score >= bars.watch
    named = np.select(
        [standing.protected, standing.refer, review, watch], ["protect", "refer", "review", "watch"], "none"
    )
    return [str(tier) for tier in named]


def _places(waiting: Bools, rank: npt.NDArray[np.int64], member: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The place of each in the queue: each organisation's first, then each one's second …, by rank.

    So an organisation that floods the queue crowds out its own alone.
    """
    places = np.full(len(rank), len(rank), np.int64)
    queue = np.flatnonzero(waiting)
    queue = queue[np.argsort(rank[queue], kind="stable")]
    by_member = queue[np.argsort(member[queue], kind="stable")]
    first = np.flatnonzero(np.diff(member[by_member], prepend=-1))
    turn = np.arange(len(by_member)) - np.repeat(first, np.diff(first, append=len(by_member)))
    turns = np.zeros(len(rank), np.int64)
    turns[by_member] = turn
    dealt = queue[np.argsort(turns[queue], kind="stable")]
    places[dealt] = np.arange(len(dealt))
    return places


def _members(engine: Engine) -> npt.NDArray[np.int64]:
    """The organisation that tells of each merchant, by number."""
    told = organisations(engine)
    number = {name: place for place, name in enumerate(sorted(set(told)))}
    return np.array([number[name] for name in told], np.int64)
