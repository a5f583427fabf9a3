"""The published indicators, one to a file, in a folder for each family; and what asks them of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.rules.catalogue import catalogue
    from finpath.rules.evidence import collect
    from finpath.rules.finding import Finding, Origin, keep, withhold_accounts
    from finpath.rules.leave_out import leave_out, looks_across
    from finpath.rules.near_miss import find_near_misses
    from finpath.rules.rule import Example, Family, Rule, Source
    from finpath.rules.run import RuleRun, find, origin, run
    from finpath.rules.settings import tune
    from finpath.rules.thresholds import threshold

__all__ = [
    "Example",
    "Family",
    "Finding",
    "Origin",
    "Rule",
    "RuleRun",
    "Source",
    "catalogue",
    "collect",
    "find",
    "find_near_misses",
    "keep",
    "leave_out",
    "looks_across",
    "origin",
    "run",
    "threshold",
    "tune",
    "withhold_accounts",
]

lazily(
    __name__,
    {
        "Example": "finpath.rules.rule",
        "Family": "finpath.rules.rule",
        "Finding": "finpath.rules.finding",
        "Origin": "finpath.rules.finding",
        "Rule": "finpath.rules.rule",
        "RuleRun": "finpath.rules.run",
        "Source": "finpath.rules.rule",
        "catalogue": "finpath.rules.catalogue",
        "collect": "finpath.rules.evidence",
        "find": "finpath.rules.run",
        "find_near_misses": "finpath.rules.near_miss",
        "keep": "finpath.rules.finding",
        "leave_out": "finpath.rules.leave_out",
        "looks_across": "finpath.rules.leave_out",
        "origin": "finpath.rules.run",
        "run": "finpath.rules.run",
        "threshold": "finpath.rules.thresholds",
        "tune": "finpath.rules.settings",
        "withhold_accounts": "finpath.rules.finding",
    },
)
