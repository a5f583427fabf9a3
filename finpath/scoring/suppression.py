"""What a person has reviewed in; out come the merchants that are set aside, until new evidence or the review's end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from finpath.config import Suppression
from finpath.rules import Finding
from finpath.scoring import ScoredRun
from finpath.scoring.evidence import DEPENDENT
from finpath.scoring.retier import standing_of, tier_anew

LATEST_REPORT = """
SELECT merchant,
       max(reported_at) AS reported_at
FROM known
WHERE status <> 'withdrawn'
GROUP BY merchant
ORDER BY merchant
"""


@dataclass(frozen=True)
class Reviewed:
    """What became of one suppression in a run.

    Args:
        aside: It holds; the merchant has no tier.
        sentence: Why, or why it came back.
    """

    provider_id: str
    merchant_id: str
    aside: bool
    sentence: str


def set_aside(run: ScoredRun, told: Sequence[Suppression]) -> tuple[Reviewed, ...]:
    """Take merchants that were reviewed out of the tiers, where nothing new is found of them.

    Scores, ranks and findings stay as they are; places that become free go to those who rank next. The lane `protect`
    is never touched: it is no suspicion that a review could clear.

    Args:
        run: What was concluded; its table `scores` is written anew.
        told: What a person decided.
    """
    if not told:
        return ()
    standing = standing_of(run.engine)
    names = zip(standing["provider_id"].to_pylist(), standing["merchant_id"].to_pylist(), strict=True)
    number = {name: merchant for merchant, name in enumerate(names)}
    spoken = _spoken(run.findings, run.evidence)
    reported = {row["merchant"]: row["reported_at"] for row in run.engine.arrow(LATEST_REPORT).to_pylist()}
    tier = standing["tier"].to_pylist()
    judged, aside = list[Reviewed](), np.zeros(len(tier), np.bool_)
    for each in told:
        merchant = number.get((each.provider_id, each.merchant_id))
        new = _absent(each) if merchant is None else _protected(each, tier[merchant])
        if merchant is not None and not new:
            new = next(_new(each, run.as_of, spoken.get(merchant, {}), reported.get(merchant)), "")
            aside[merchant] |= not new
        judged.append(Reviewed(each.provider_id, each.merchant_id, not new, new or _held(each)))
    protected = np.array([each == "protect" for each in tier], np.bool_)
    tier_anew(run, aside, protected)
    return tuple(judged)


def _spoken(findings: Sequence[Finding], evidence: pa.Table) -> dict[int, dict[str, int]]:
    """By merchant: each rule@version that speaks, and the payments that it rests on."""
    rows = {(row["rule_id"], row["merchant"]): len(row["transaction_ids"]) for row in evidence.to_pylist()}
    spoken: dict[int, dict[str, int]] = {}
    for finding in findings:
        signed = finding.origin
        if not signed.shadow and signed.family not in DEPENDENT:
            payments = rows.get((signed.id, finding.merchant), 0)
            spoken.setdefault(finding.merchant, {})[f"{signed.id}@{signed.version}"] = payments
    return spoken


def _new(
    told: Suppression, as_of: dt.datetime, spoken: Mapping[str, int], reported: dt.datetime | None
) -> Iterator[str]:
    """Why it comes back, if it does."""
    back = f"{told.name} came back after its review of {told.on}: "
    if as_of.date() > told.until:
        yield f"{back}the review ended on {told.until}."
    if reported is not None and reported.date() > told.as_of:
        yield f"{back}a report of {reported.date()} is newer than what was reviewed."
    for rule, payments in sorted(spoken.items()):
        seen = told.reviewed.get(rule)
        if seen is None:
            yield f"{back}rule {rule.replace('@', ', version ')}, speaks of it and was not reviewed."
        elif payments > seen * (1 + told.more):
            yield f"{back}{rule.split('@')[0]} rests on {payments} payments, {seen} of which were reviewed."


def _absent(told: Suppression) -> str:
    return f"{told.name} was reviewed and is not among the merchants of this run."


def _protected(told: Suppression, tier: str) -> str:
    return f"{told.name} is for safeguarding: a review does not set it aside." if tier == "protect" else ""


def _held(told: Suppression) -> str:
    return (
        f"{told.name} is set aside until {told.until}: reviewed by {told.by} on {told.on}, nothing new since. Why:"
        f" {told.why} Its findings stay in reasons.parquet."
    )
