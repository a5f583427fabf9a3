"""Published indicators, one to a file, and asking a graph each of them."""

from __future__ import annotations

from finpath.rules.catalogue import catalogue
from finpath.rules.evidence import collect
from finpath.rules.finding import Finding, Origin, keep
from finpath.rules.near_miss import find_near_misses
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.run import RuleRun, origin, run
from finpath.rules.settings import Setting, Settings, switched_off, tune
from finpath.rules.thresholds import threshold

__all__ = [
    "Example",
    "Family",
    "Finding",
    "Origin",
    "Rule",
    "RuleRun",
    "Setting",
    "Settings",
    "Source",
    "catalogue",
    "collect",
    "find_near_misses",
    "keep",
    "origin",
    "run",
    "switched_off",
    "threshold",
    "tune",
]
