"""Alerts, precision and recall of one rule along the values of one of its thresholds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finpath import rules as asking
from finpath.errors import ConfigError
from finpath.graph import PaymentGraph
from finpath.quality.backtest.side import KnownDecisions, MerchantStanding, Side, count_decisions
from finpath.quality.calibration import Decisions
from finpath.rules import Rule
from finpath.rules.thresholds import describe_thresholds
from finpath.ruleset import RuleSet

STEPS = 8
"""Steps to either side of today's value; four of them double it."""


@dataclass(frozen=True)
class ThresholdPoint:
    """What one value of the threshold gives."""

    value: float
    alerts: int
    known: KnownDecisions | None


@dataclass(frozen=True)
class ThresholdCurve:
    """A threshold along its values.

    Args:
        rule_id, name: Of the threshold.
        meaning: With its unit.
        before, after: Its values in the two case files.
        points: In the order of the values.
    """

    rule_id: str
    name: str
    meaning: str
    before: float
    after: float
    points: tuple[ThresholdPoint, ...]


def threshold_of(name: str, books: Sequence[RuleSet]) -> tuple[str, str]:
    """The rule and the threshold that `rule.threshold` names.

    Raises:
        ConfigError: No such rule or threshold in both case files, or one that is a text.
    """
    rule_id, _, threshold = name.partition(".")
    for book in books:
        rules = {rule.id: rule for rule in book.rules}
        if rule_id not in rules:
            raise ConfigError(f'--threshold "{name}" names no rule that both case files ask: write rule.threshold.')
        values = rules[rule_id].thresholds
        if threshold not in values:
            raise ConfigError(f"Rule {rule_id} has no threshold {threshold}: it has {', '.join(sorted(values))}.")
        if isinstance(values[threshold], str):
            raise ConfigError(
                f"Threshold {threshold} of rule {rule_id} is a text, {values[threshold]}: it has no curve."
            )
    return rule_id, threshold


def trace(
    payments: PaymentGraph, sides: tuple[Side, Side], place: tuple[str, str], decisions: Decisions | None
) -> ThresholdCurve:
    """Ask a rule at each value of one threshold, all others as in the second case file."""
    rule_id, name = place
    if rule_id not in sides[1].found:
        raise ConfigError(f"Rule {rule_id} cannot look at these contributions: finpath rules coverage says why.")
    before, after = (float(side.rules[rule_id].thresholds[name]) for side in sides)
    rule = sides[1].rules[rule_id]
    declared = next(each for each in describe_thresholds(rule) if each.name == name)
    values = _spread_values((before, after), whole=isinstance(declared.value, int), share=declared.unit == "share")
    points = tuple(
        _measure(payments, rule.tune({name: value}), (name, sides[0].standing), decisions) for value in values
    )
    return ThresholdCurve(rule_id, name, declared.meaning, before, after, points)


def _measure(
    payments: PaymentGraph, rule: Rule, side: tuple[str, Sequence[MerchantStanding]], decisions: Decisions | None
) -> ThresholdPoint:
    name, standing = side
    findings, _ = asking.run(payments, (rule,))
    found = frozenset(each.merchant for each in findings)
    return ThresholdPoint(float(rule.thresholds[name]), len(found), count_decisions(found, standing, decisions))


def _spread_values(today: tuple[float, float], *, whole: bool, share: bool) -> list[int] | list[float]:
    """Values around those of the case files: twentieths of a share, whole numbers of a count, else by doubling."""
    low, high = min(today), max(today)
    if share and low >= 0 and high <= 1:
        return sorted({*today, *(round(step / 20, 2) for step in range(1, 21))})
    steps = range(-STEPS, STEPS + 1)
    around = {value * 2 ** (step / 4) for value in today for step in steps} or {0.0}
    if low <= 0:
        around |= {high + step for step in range(STEPS + 1)}
    if whole:
        return sorted({*map(int, today), *(round(value) for value in around if value >= 1)})
    return sorted({*today, *(_round(value) for value in around)})


def _round(value: float) -> float:
    """Three digits that count: nobody sets a threshold finer."""
    return 0.0 if value == 0 else round(value, 2 - math.floor(math.log10(abs(value))))
