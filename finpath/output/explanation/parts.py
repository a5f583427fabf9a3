"""What was found of a merchant and what its families weigh in, the parts of its score out: their shares add up to 1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from finpath.output.explanation.explained import Part
from finpath.output.explanation.store import Heard, Said

Thresholds = Mapping[str, float | int | str]


@dataclass(frozen=True)
class Indicator:
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
    indicators: Mapping[str, Indicator]


def book(said: Mapping[str, object]) -> IndicatorBook:
    """Read `indicators.json`."""
    each = [Indicator(**one) for one in cast("list[dict[str, object]]", said["indicators"])]  # type: ignore[arg-type] # JSON
    return IndicatorBook(
        cast("float", said["prior"]), cast("float", said["speaks_from"]), {one.id: one for one in each}
    )


def parts(said: Sequence[Said], heard: Sequence[Heard], indicators: Mapping[str, Indicator]) -> tuple[Part, ...]:
    """Every reason with its share of the evidence, and what the group adds in each family, the weightiest first.

    Args:
        said: The reasons; the strongest of a family speaks for it, the others add nothing.
        heard: What each family weighs.
        indicators: By rule.
    """
    total = sum(one.own + one.from_group for one in heard)
    made = [*_reasons(said, heard, indicators, total), *_from_group(heard, total)]
    return tuple(sorted(made, key=lambda part: (-part.nats, part.family, part.rule_id)))


def in_shadow(said: Sequence[Said], indicators: Mapping[str, Indicator]) -> tuple[Part, ...]:
    """What rules in shadow say: on trial, and no part of the score."""
    return tuple(_part(each, indicators, (0.0, 0.0)) for each in said if each.shadow)


def _reasons(
    said: Sequence[Said], heard: Sequence[Heard], indicators: Mapping[str, Indicator], total: float
) -> Iterator[Part]:
    own, spoken = {one.family: one.own for one in heard}, set[str]()
    heard_of = (each for each in said if not each.shadow)
    for reason in sorted(heard_of, key=lambda each: (-_weight(each, indicators), each.rule_id)):
        nats = 0.0 if reason.family in spoken else own.get(reason.family, 0.0)
        spoken.add(reason.family)
        yield _part(reason, indicators, (nats, nats / total if total else 0.0))


def _part(reason: Said, indicators: Mapping[str, Indicator], worth: tuple[float, float]) -> Part:
    signed = indicators[reason.rule_id]
    return Part(
        rule_id=reason.rule_id,
        family=reason.family,
        sentence=reason.sentence,
        nats=worth[0],
        share=worth[1],
        meaning=signed.meaning,
        source=signed.source,
        version=reason.rule_version,
        thresholds=tuple(sorted(cast("Thresholds", json.loads(reason.thresholds)).items())),
        transaction_ids=tuple(reason.transaction_ids),
    )


def _weight(reason: Said, indicators: Mapping[str, Indicator]) -> float:
    return round(indicators[reason.rule_id].weight * reason.score, 9)


def _from_group(heard: Sequence[Heard], total: float) -> Iterator[Part]:
    for one in heard:
        if one.from_group > 0:
            sentence = "What is found of the merchants that are one case with it, on average."
            yield Part("", one.family, sentence, one.from_group, one.from_group / total)
