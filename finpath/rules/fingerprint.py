"""A rule in, a fingerprint of its meaning out: two rules that would be told or asked otherwise differ in it."""

from __future__ import annotations

import hashlib
import json

from finpath.rules.rule import Rule


def fingerprint(rule: Rule) -> str:
    """What a rule means, in sixteen letters: its question, thresholds, evidence and docstring.

    The weight is left out, since what a finding weighs is decided case by case; so is the wording of the sentence.
    """
    told = {
        "family": rule.family.value,
        "meaning": rule.meaning,
        "requires": sorted(rule.requires),
        "sql": " ".join(rule.sql.split()),
        "evidence": " ".join(rule.evidence.split()),
        "thresholds": rule.thresholds,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
