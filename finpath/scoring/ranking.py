"""From findings to tiers: scores, then safeguarding, then what a person has reviewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from finpath.config import RunConfig, victims
from finpath.graph import PaymentGraph
from finpath.rules import Finding, Rule
from finpath.scoring.authors import Claims
from finpath.scoring.safeguarding import safeguarded
from finpath.scoring.score import Scores, score
from finpath.scoring.suppression import Concluded, Reviewed, review
from finpath.scoring.tiers import Held, set_tiers
from finpath.scoring.whole import Whole


@dataclass(frozen=True)
class Ranking:
    """What findings come to.

    Args:
        scores: Of all merchants.
        reviewed: What became of each suppression.
    """

    scores: Scores
    reviewed: tuple[Reviewed, ...]


def rank_merchants(  # noqa: PLR0913 - what was asked, what was answered, and what is decided
    payments: PaymentGraph,
    findings: Sequence[Finding],
    evidence: pa.Table,
    config: RunConfig,
    as_of: dt.datetime,
    *,
    rules: Sequence[Rule] = (),
    whole: Whole | None = None,
) -> Ranking:
    """Make `scores`, `tiers`, `standings` and `suspects`.

    Args:
        payments: The graph that was asked.
        findings: Of rules and detectors, each account with its own payments alone.
        evidence: Payments that findings rest on, by rule and merchant, from `finpath.rules.collect`.
        config: Thresholds of the tiers, calibration, roles and suppressions.
        as_of: Of the ledger.
        rules: That were asked: with one organisation's rows left out, those that look across accounts are asked again.
        whole: What merchants show as wholes, where several organisations see them.
    """
    engine = payments.engine
    whole = whole or Whole()
    heard = whole.lay_on(findings)
    scores = score(payments, heard, config.calibration, whole)
    seen = safeguarded(engine, scores.shared.score, config.bars, victims(config.roles))
    aside, reviewed = review(Concluded(engine, heard, evidence, seen.queue, as_of), config.suppressions)
    claims = Claims(engine, rules, findings, scores.shared, whole)
    set_tiers(engine, scores, Held(seen, aside, claims), config.bars)
    return Ranking(scores, reviewed)
