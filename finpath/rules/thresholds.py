"""What a threshold of a rule is: a field of its dataclass that carries its meaning and its unit."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal, TypeVar

from finpath.rules.rule import Rule, ThresholdValue

Unit = Literal[
    "",
    "count",
    "days",
    "distances",
    "per day",
    "powers of ten",
    "score",
    "share",
    "standard deviations",
    "times",
    "from -1 to 1",
    "currency",
    "its currency",
    "AUD",
    "EUR",
    "PHP",
    "SEK",
]
"""What the value of a threshold is counted in. A share lies between 0 and 1, as does the chance of something."""

V = TypeVar("V", int, float, str)


@dataclass(frozen=True)
class Threshold:
    """One threshold of a rule.

    Args:
        name: Of the field.
        value: In force.
        meaning: What it is, in words; empty where the author of a rule gave none.
        unit: What its value is counted in; empty where the author of a rule gave none.
    """

    name: str
    value: ThresholdValue
    meaning: str = ""
    unit: str = ""


def threshold(value: V, meaning: str, unit: Unit = "") -> V:
    """Declare a threshold with its meaning and unit.

    In the class of a rule: `payers: int = threshold(5, "different payers", "count")`. A plain value, `payers: int = 5`,
    declares one as well, and says less.

    Args:
        value: As published.
        meaning: What it is, with its unit, in words that complete the name of the threshold.
        unit: What the value is counted in, for programs.

    Returns:
        A field of a dataclass; to a type checker, it is the value.
    """
    declared: V = field(default=value, metadata={"meaning": meaning, "unit": unit})
    return declared


def describe_thresholds(rule: Rule) -> tuple[Threshold, ...]:
    """The thresholds of a rule, in the order in which they are written."""
    values = rule.thresholds
    return tuple(
        Threshold(each.name, values[each.name], **each.metadata) for each in fields(rule) if each.name in values
    )
