"""What raises and what lowers the score of listed merchants, for the details of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from finpath.conclude import Conclusion
from finpath.engine import Engine
from finpath.output.folder.row import Sides
from finpath.referral.query.mitigating_factors import MEANINGS, doubt_sentence
from finpath.rules import Finding
from finpath.scoring import Scores
from finpath.scoring.evidence import ADDITIVE, FAMILIES

PAYMENTS = 8
"""Ids of payments that are shown of one merchant; `reasons.parquet` has all."""

DOUBTS = """
SELECT d.*
FROM doubts    AS d
JOIN standings AS s ON s.merchant = d.merchant
WHERE s.tier IN :listed
ORDER BY d.merchant
"""


def sides_of(conclusion: Conclusion, listed: Sequence[str], merchants: Sequence[int]) -> dict[int, Sides]:
    """Both sides of each merchant.

    Args:
        conclusion: What the run concluded.
        listed: Tiers that the page lists.
        merchants: That it lists.
    """
    doubts = _doubts(conclusion.ledger.engine, listed)
    payments = _payments(conclusion, set(merchants))
    return {
        merchant: _sides(merchant, found, conclusion.scores, (doubts.get(merchant, ()), payments))
        for merchant, found in _by_merchant(conclusion, merchants).items()
    }


def reasons_of(conclusion: Conclusion, merchants: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Kind and sentence of what raises the score of each merchant, the weightiest first."""
    return {
        merchant: [(each.origin.family, _sentence(each)) for each in _in_order(found)]
        for merchant, found in _by_merchant(conclusion, merchants).items()
    }


def _by_merchant(conclusion: Conclusion, merchants: Sequence[int]) -> dict[int, list[Finding]]:
    findings: dict[int, list[Finding]] = {merchant: [] for merchant in merchants}
    for finding in conclusion.findings:
        if finding.merchant in findings and not finding.origin.shadow:
            findings[finding.merchant].append(finding)
    return findings


def _in_order(found: Sequence[Finding]) -> list[Finding]:
    raising = [finding for finding in found if finding.origin.weight >= 0]
    return sorted(raising, key=lambda each: (-round(each.origin.weight * each.score, 9), each.origin.id))


def _sides(
    merchant: int,
    found: Sequence[Finding],
    scores: Scores,
    known: tuple[tuple[str, ...], Mapping[tuple[str, int], tuple[int, tuple[str, ...]]]],
) -> Sides:
    own, shared = scores.own.weights[:, merchant], scores.shared.weights[:, merchant]
    doubts, payments = known
    reasons = _in_order(found)
    lowering = sorted((each for each in found if each.origin.weight < 0), key=lambda each: each.origin.id)
    rests = [payments[key] for each in reasons if (key := (each.origin.id, merchant)) in payments]
    resting, ids = rests[0] if rests else (0, ())
    return Sides(
        raises=tuple(_raises(reasons, dict(zip(FAMILIES, own.tolist(), strict=True)))),
        group=tuple(
            (family, round(float(more), 2))
            for family, more in zip(FAMILIES, shared - own, strict=True)
            if np.round(more, 2) > 0
        ),
        lowers=tuple((_sentence(each), round(each.origin.weight * each.score, 2)) for each in lowering),
        against=doubts,
        payments=ids,
        resting=resting,
    )


def _raises(reasons: Sequence[Finding], own: Mapping[str, float]) -> Iterator[float]:
    """The strongest reason of a kind adds all that the kind weighs; each step of a scorecard its own."""
    counted = set[str]()
    for each in reasons:
        family = each.origin.family
        if family in ADDITIVE:
            yield round(each.origin.weight * each.score, 2)
        else:
            yield 0.0 if family in counted else round(own[family], 2)
        counted.add(family)


def _sentence(finding: Finding) -> str:
    return str(finding.row()["sentence"])


def _payments(conclusion: Conclusion, merchants: set[int]) -> dict[tuple[str, int], tuple[int, tuple[str, ...]]]:
    """By rule and merchant: how many payments show it, and the first ids."""
    return {
        (row["rule_id"], row["merchant"]): (row["payments"], tuple(row["transaction_ids"][:PAYMENTS]))
        for row in conclusion.evidence.to_pylist()
        if row["merchant"] in merchants and row["payments"]
    }


def _doubts(engine: Engine, listed: Sequence[str]) -> dict[int, tuple[str, ...]]:
    doubts: dict[int, list[str]] = defaultdict(list)
    for row in engine.arrow(DOUBTS, {"listed": tuple(listed)}).to_pylist():
        doubts[row["merchant"]] += [doubt_sentence(name, row[name]) for name in MEANINGS if row[name] is not None]
    return {merchant: tuple(sentences) for merchant, sentences in doubts.items()}
