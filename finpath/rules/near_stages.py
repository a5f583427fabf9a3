"""A rule in, what its SQL asks of each merchant out: prepared for finpath's own rules, whose texts seldom change.

To find the comparisons in a text costs more than to ask a small run's payments: `near_stages.json` holds them by a
digest of the text. A text that is not in it is read when it is asked. `python -m tests.rules.near_stages` renews it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from finpath.engine.conditions import Condition, ConditionStage, fill_stages, parse_stages
from finpath.rules.rule import Rule

FILE = Path(__file__).with_name("near_stages.json")

Prepared = Mapping[str, Sequence[tuple[str, Sequence[tuple[str, str]]]]]
"""By digest of a text, the SQL of each stage and its conditions."""


def stages_of(rule: Rule) -> tuple[ConditionStage, ...]:
    """What is asked at each stage, with the rule's thresholds."""
    found = _prepared().get(digest(rule))
    if found is None:
        return fill_stages(parse_stages(rule.sql, rule.nearly), rule.thresholds)
    stages = (ConditionStage(tuple(Condition(value, asks) for value, asks in asked), sql) for sql, asked in found)
    return fill_stages(stages, rule.thresholds)


def prepare(rules: Sequence[Rule]) -> Prepared:
    """What is kept of rules."""
    return {
        digest(rule): [
            (stage.sql, [(each.value, each.asks) for each in stage.conditions])
            for stage in parse_stages(rule.sql, rule.nearly)
        ]
        for rule in rules
    }


def digest(rule: Rule) -> str:
    """Tells the text of a rule from any other."""
    return hashlib.sha256("\0".join((rule.sql, *rule.nearly)).encode()).hexdigest()


@cache
def _prepared() -> Prepared:
    found: Prepared = json.loads(FILE.read_text(encoding="utf-8"))
    return found
