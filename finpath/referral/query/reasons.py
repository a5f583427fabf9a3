"""The reasons of each case, and the rules and detectors that gave them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from finpath.referral.model.case import Indicator, Reason
from finpath.referral.model.subject import Subject
from finpath.rules import Finding
from finpath.scoring.evidence import ADDITIVE

PaymentsByFinding = Mapping[tuple[str, int], tuple[int, tuple[str, ...]]]
"""By rule and merchant: how many payments show it, and the ids of the earliest."""


def payments_by_finding(evidence: pa.Table, merchants: Iterable[int]) -> PaymentsByFinding:
    """The payments that findings about some merchants rest on."""
    wanted = pc.is_in(evidence["merchant"], pa.array(set(merchants), pa.int64()))
    return {
        (row["rule_id"], row["merchant"]): (row["payments"], tuple(row["transaction_ids"]))
        for row in evidence.filter(wanted).to_pylist()
    }


def reasons(findings: Sequence[Finding], subject: Subject, payments: PaymentsByFinding) -> tuple[Reason, ...]:
    """What is said about one subject, what weighs most first; what lowers its score speaks against, and is no reason.

    Args:
        findings: All about this subject.
        subject: With the weight of each family.
        payments: The payments that findings rest on.
    """
    raising = [finding for finding in findings if finding.origin.weight >= 0]
    total = sum(max(voice.weight, 0.0) for voice in subject.voices)
    strongest: dict[str, Finding] = {}
    for finding in sorted(raising, key=lambda each: (-_weight_of(each), each.origin.id)):
        strongest.setdefault(finding.origin.family, finding)
    result = [_reason(finding, subject, payments, total if _counts(finding, strongest) else 0.0) for finding in raising]
    return tuple(sorted(result, key=lambda reason: (-reason.share, -reason.weight, reason.rule_id)))


def _counts(finding: Finding, strongest: Mapping[str, Finding]) -> bool:
    """Whether a finding is part of the score: the strongest of its family, and each step of a scorecard."""
    return finding.origin.family in ADDITIVE or strongest[finding.origin.family] is finding


def indicators(findings: Iterable[Finding]) -> tuple[Indicator, ...]:
    """The rules and detectors that speak, those that weigh most in all first."""
    weight: dict[str, float] = defaultdict(float)
    by_rule: dict[str, Indicator] = {}
    for finding in findings:
        origin = finding.origin
        weight[origin.id] += _weight_of(finding)
        thresholds = tuple((name, json.dumps(value)) for name, value in sorted(origin.thresholds.items()))
        by_rule[origin.id] = Indicator(
            origin.id, origin.version, origin.family, origin.source, origin.meaning, thresholds
        )
    return tuple(sorted(by_rule.values(), key=lambda each: (-round(weight[each.rule_id], 9), each.rule_id)))


def _weight_of(finding: Finding) -> float:
    return round(finding.origin.weight * min(max(finding.score, 0.0), 1.0), 6)


def _reason(finding: Finding, subject: Subject, payments: PaymentsByFinding, total: float) -> Reason:
    weight = _weight_of(finding)
    payment_count, ids = payments.get((finding.origin.id, finding.merchant), (0, ()))
    return Reason(
        rule_id=finding.origin.id,
        subject=subject.label,
        sentence=str(finding.row()["sentence"]),
        score=round(finding.score, 9),
        weight=weight,
        share=round(weight / total, 6) if total > 0 else 0.0,
        payments=payment_count,
        transaction_ids=ids,
    )
