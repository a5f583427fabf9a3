"""The parts of a merchant's score: its reasons, and what its group adds; their shares add up to 1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from finpath.output.explanation.explanation_data import ScorePart
from finpath.output.explanation.store import FamilyWeight, ReasonRow
from finpath.scoring.evidence import ADDITIVE

Thresholds = Mapping[str, float | int | str]


@dataclass(frozen=True)
class RecordedIndicator:
    """A rule or detector as the run had it."""

    id: str
    version: int
    family: str
    weight: float
    source: str
    meaning: str
    thresholds: Thresholds


@dataclass(frozen=True)
class IndicatorBook:
    """What a run's `indicators.json` says."""

    prior: float
    speaks_from: float
    indicators: Mapping[str, RecordedIndicator]


def read_indicators(document: Mapping[str, object]) -> IndicatorBook:
    """Read `indicators.json`."""
    each = [RecordedIndicator(**one) for one in cast("list[dict[str, object]]", document["indicators"])]  # type: ignore[arg-type] # JSON
    return IndicatorBook(
        cast("float", document["prior"]), cast("float", document["speaks_from"]), {one.id: one for one in each}
    )


def score_parts(
    reasons: Sequence[ReasonRow], weights: Sequence[FamilyWeight], indicators: Mapping[str, RecordedIndicator]
) -> tuple[ScorePart, ...]:
    """Every reason with its share of the evidence, and what the group adds in each family, the weightiest first.

    Args:
        reasons: The reasons; the strongest of a family speaks for it, the others add nothing.
        weights: What each family weighs.
        indicators: By rule.
    """
    total = sum(one.own + one.from_group for one in weights)
    result = [*_reason_parts(reasons, weights, indicators, total), *_group_parts(weights, total)]
    return tuple(sorted(result, key=lambda part: (-part.nats, part.family, part.rule_id)))


def shadow_parts(reasons: Sequence[ReasonRow], indicators: Mapping[str, RecordedIndicator]) -> tuple[ScorePart, ...]:
    """What rules in shadow say: on trial, and no part of the score."""
    return tuple(_part(each, indicators, (0.0, 0.0)) for each in reasons if each.shadow)


def _reason_parts(
    reasons: Sequence[ReasonRow],
    weights: Sequence[FamilyWeight],
    indicators: Mapping[str, RecordedIndicator],
    total: float,
) -> Iterator[ScorePart]:
    own, counted_families = {one.family: one.own for one in weights}, set[str]()
    scored = (each for each in reasons if not each.shadow)
    for reason in sorted(scored, key=lambda each: (-_weight(each, indicators), each.rule_id)):
        nats = _nats(reason, own, counted_families, indicators)
        counted_families.add(reason.family)
        yield _part(reason, indicators, (nats, nats / total if total else 0.0))


def _nats(
    reason: ReasonRow, own: Mapping[str, float], counted: set[str], indicators: Mapping[str, RecordedIndicator]
) -> float:
    """What a reason adds: the strongest of a family all that it weighs; each step of a scorecard its own."""
    if reason.family in ADDITIVE:
        return round(_weight(reason, indicators), 6)
    return 0.0 if reason.family in counted else own.get(reason.family, 0.0)


def _part(
    reason: ReasonRow, indicators: Mapping[str, RecordedIndicator], nats_and_share: tuple[float, float]
) -> ScorePart:
    indicator = indicators[reason.rule_id]
    return ScorePart(
        rule_id=reason.rule_id,
        family=reason.family,
        sentence=reason.sentence,
        nats=nats_and_share[0],
        share=nats_and_share[1],
        meaning=indicator.meaning,
        source=indicator.source,
        version=reason.rule_version,
        thresholds=tuple(sorted(cast("Thresholds", json.loads(reason.thresholds)).items())),
        transaction_ids=tuple(reason.transaction_ids),
    )


def _weight(reason: ReasonRow, indicators: Mapping[str, RecordedIndicator]) -> float:
    return round(indicators[reason.rule_id].weight * reason.score, 9)


def _group_parts(weights: Sequence[FamilyWeight], total: float) -> Iterator[ScorePart]:
    for one in weights:
        if one.from_group > 0:
            sentence = "What is found of the merchants that are one case with it, on average."
            yield ScorePart("", one.family, sentence, one.from_group, one.from_group / total)
