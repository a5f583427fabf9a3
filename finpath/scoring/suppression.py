"""Merchants that a person has reviewed and that are set aside, until new evidence or the review's end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.config import Suppression
from finpath.engine import Engine
from finpath.rules import Finding
from finpath.scoring.evidence import DEPENDENT

NAMES = "SELECT merchant, provider_id, merchant_id FROM scores"

LATEST_REPORT = """
SELECT merchant,
       max(reported_at) AS reported_at
FROM known
WHERE status = 'confirmed'
GROUP BY merchant
ORDER BY merchant
"""
"""An alleged one starts nothing: else anybody at a public form could undo a review."""


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


@dataclass(frozen=True)
class Concluded:
    """What suppressions are held against.

    Args:
        engine: Holds `scores` and `known`.
        findings: Of rules and detectors.
        evidence: Payments by rule and merchant.
        protected: Merchants of the safeguarding queue, by number.
        as_of: Of the run.
    """

    engine: Engine
    findings: Sequence[Finding]
    evidence: pa.Table
    protected: npt.NDArray[np.bool_]
    as_of: dt.datetime


def review(run: Concluded, suppressions: Sequence[Suppression]) -> tuple[npt.NDArray[np.bool_], tuple[Reviewed, ...]]:
    """Find the merchants that were reviewed and of which nothing new is found.

    The safeguarding queue is never touched: it is no suspicion that a review could clear.

    Returns:
        Whether each merchant is set aside, by number; and what became of each suppression.
    """
    aside = np.zeros(len(run.protected), np.bool_)
    if not suppressions:
        return aside, ()
    number = {(row["provider_id"], row["merchant_id"]): row["merchant"] for row in run.engine.arrow(NAMES).to_pylist()}
    spoken = _weighing_findings(run.findings, run.evidence)
    reported = {row["merchant"]: row["reported_at"] for row in run.engine.arrow(LATEST_REPORT).to_pylist()}
    became = list[Reviewed]()
    for each in suppressions:
        merchant = number.get((each.provider_id, each.merchant_id))
        new = _absent(each) if merchant is None else _protected(each) if run.protected[merchant] else ""
        if merchant is not None and not new:
            new = next(_new(each, run.as_of, spoken.get(merchant, {}), reported.get(merchant)), "")
            aside[merchant] |= not new
        became.append(Reviewed(each.provider_id, each.merchant_id, not new, new or _set_aside(each)))
    return aside, tuple(became)


def _weighing_findings(findings: Sequence[Finding], evidence: pa.Table) -> dict[int, dict[str, int]]:
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
    review: Suppression, as_of: dt.datetime, spoken: Mapping[str, int], reported: dt.datetime | None
) -> Iterator[str]:
    """Why it comes back, if it does."""
    back = f"{review.name} came back after its review of {review.on}: "
    if as_of.date() > review.until:
        yield f"{back}the review ended on {review.until}."
    if reported is not None and reported.date() > review.as_of:
        yield f"{back}a confirmed report of {reported.date()} is newer than what was reviewed."
    for rule, payments in sorted(spoken.items()):
        seen = review.reviewed.get(rule)
        if seen is None:
            yield f"{back}rule {rule.replace('@', ', version ')}, speaks of it and was not reviewed."
        elif payments > seen * (1 + review.more):
            yield f"{back}{rule.split('@')[0]} rests on {payments} payments, {seen} of which were reviewed."


def _absent(review: Suppression) -> str:
    return f"{review.name} was reviewed and is not among the merchants of this run."


def _protected(review: Suppression) -> str:
    return f"{review.name} is for safeguarding: a review does not set it aside."


def _set_aside(review: Suppression) -> str:
    return (
        f"{review.name} is set aside until {review.until}: reviewed by {review.by} on {review.on}, nothing new since."
        f" Why: {review.why} Its findings stay in reasons.parquet."
    )
