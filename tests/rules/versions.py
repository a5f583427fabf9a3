"""The rules in, `versions.json` out: what each version of a rule asks. `python -m tests.rules.versions` renews it.

A rule that asks something else is refused until its version is raised: findings are signed with the version, and a
supervisor who asks what a finding meant last year must get one answer. Rewording is no new version.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlglot

from finpath.rules import Rule, catalogue

FILE = Path(__file__).with_name("versions.json")

Locked = Mapping[str, Mapping[str, int | str]]


def fingerprint(rule: Rule) -> str:
    """What a rule asks, in sixteen letters: its question, thresholds and evidence, without comments and line breaks.

    The weight is left out, since what a finding weighs is decided case by case; so is all wording, of docstring and
    sentence.
    """
    asked = {
        "family": rule.family.value,
        "requires": sorted(rule.requires),
        "sql": _words(rule.sql),
        "evidence": _words(rule.evidence),
        "thresholds": rule.thresholds,
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _words(sql: str) -> list[str]:
    return [sql[word.start : word.end + 1] for word in sqlglot.tokenize(sql, dialect="duckdb")]


def now(rules: Sequence[Rule]) -> dict[str, dict[str, int | str]]:
    """Version and fingerprint of each rule as it stands."""
    return {rule.id: {"version": rule.version, "fingerprint": fingerprint(rule)} for rule in rules}


def unraised(rules: Sequence[Rule], locked: Locked) -> list[str]:
    """Rules that ask something else under the same version, or under an older one."""
    changed = [
        (name, told, locked[name]) for name, told in now(rules).items() if name in locked and told != locked[name]
    ]
    return [name for name, told, before in changed if int(told["version"]) <= int(before["version"])]


def renew(rules: Sequence[Rule], file: Path = FILE) -> list[str]:
    """Write the file anew; nothing is written where a rule must be raised first."""
    locked = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    refused = unraised(rules, locked)
    if not refused:
        file.write_text(json.dumps(now(rules), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return refused


if __name__ == "__main__":
    found = renew(catalogue())
    if found:
        sys.exit(f"What {', '.join(found)} asks has changed: raise its `version` first, then run this again.")
    sys.stdout.write(f"Wrote {FILE}\n")
