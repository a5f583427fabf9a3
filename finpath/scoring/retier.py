"""A run's conclusions and a person's decisions in, the tiers anew out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.config import TierThresholds
from finpath.engine import Engine
from finpath.rules import Finding
from finpath.scoring.evidence import Evidence
from finpath.scoring.score import Scores
from finpath.scoring.tiers import tiers

STANDING = "SELECT merchant, rank, tier, provider_id, merchant_id FROM scores ORDER BY merchant"

ANEW = """
SELECT s.merchant,
       s.provider_id,
       s.merchant_id,
       s.entity_id,
       s.group_id,
       s.score,
       s.rank,
       t.tier,
       s.families
FROM scores    AS s
JOIN new_tiers AS t ON t.merchant = s.merchant
ORDER BY s.rank
"""


@dataclass(frozen=True)
class ScoredRun:
    """What a run concluded, before anything was set aside.

    Args:
        engine: Where the table `scores` is.
        scores: One for every merchant.
        findings: Of rules and detectors.
        evidence: Payments by rule and merchant.
        bars: In force.
        as_of: Of the run.
    """

    engine: Engine
    scores: Scores
    findings: Sequence[Finding]
    evidence: pa.Table
    bars: TierThresholds
    as_of: dt.datetime


def standing_of(engine: Engine) -> pa.Table:
    """Rank, tier and name of each merchant, by its number."""
    return engine.arrow(STANDING)


def tier_anew(run: ScoredRun, aside: npt.NDArray[np.bool_], protected: npt.NDArray[np.bool_]) -> None:
    """Write the tiers anew; who leaves the line gives its place to those who rank next.

    Args:
        run: What was concluded; its table `scores` is written anew.
        aside: Merchants of which nothing shall count.
        protected: Merchants of the lane `protect`.
    """
    standing = standing_of(run.engine)
    heard, unreported = (Evidence(each.weights * ~aside) for each in (run.scores.shared, run.scores.unreported))
    anew = tiers(heard, standing["rank"].to_numpy(), protected, run.bars, unreported)
    run.engine.register("new_tiers", pa.table({"merchant": standing["merchant"], "tier": anew}))
    run.engine.register("scores", run.engine.arrow(ANEW))
    run.engine.drop("new_tiers")


def safeguard(run: ScoredRun, accounts: Collection[tuple[str, str]]) -> None:
    """Put merchants that a person holds for a possible victim's into the lane `protect`.

    Args:
        run: What was concluded; its table `scores` is written anew.
        accounts: Provider and merchant of each.
    """
    if not accounts:
        return
    standing = standing_of(run.engine).to_pylist()
    named = np.array([(row["provider_id"], row["merchant_id"]) in accounts for row in standing], np.bool_)
    protected = named | np.array([row["tier"] == "protect" for row in standing], np.bool_)
    tier_anew(run, named, protected)
