"""PaymentGraph in, findings out: one published indicator to a file."""

from __future__ import annotations

from finpath.rules.catalogue import catalogue
from finpath.rules.evidence import collect
from finpath.rules.finding import Finding, Origin, keep
from finpath.rules.near_miss import find_near
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.run import RuleRun, origin, run
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
    "find_near",
    "keep",
    "origin",
    "run",
    "threshold",
    "tune",
]
