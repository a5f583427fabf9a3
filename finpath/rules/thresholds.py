"""A rule in, its thresholds out, each with its unit as the rule's own file says it."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

from finpath.rules.rule import Rule, Threshold

_WRITTEN = re.compile(r"^    (\w+): (?:int|float|str) = [^#\n]+#[ ]*(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Told:
    """One threshold.

    Args:
        meaning: What it is and in which unit; the comment beside it.
    """

    name: str
    value: Threshold
    meaning: str


def told(rule: Rule) -> tuple[Told, ...]:
    """The thresholds in force, in the order in which they are written."""
    written: dict[str, str] = {}
    for kind in type(rule).__mro__:
        if kind is Rule:
            break
        for name, meaning in _WRITTEN.findall(_source(kind)):
            written.setdefault(name, meaning)
    return tuple(Told(name, value, written.get(name, "")) for name, value in rule.thresholds.items())


def _source(kind: type) -> str:
    """The text of a class; nothing for one that was made from another by a case file."""
    try:
        return inspect.getsource(kind)
    except (OSError, TypeError):
        return ""
