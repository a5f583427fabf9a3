"""The rules that finpath brings, found in the package: adding a file adds a rule.

It stands alone since it imports every rule, and so must be imported by none of what rules are made of.
"""

from __future__ import annotations

from finpath.plugins import classes
from finpath.rules.rule import Rule


def catalogue() -> tuple[Rule, ...]:
    """Every rule of the package with its published thresholds, in the order of the ids."""
    return tuple(sorted((rule() for rule in classes("finpath.rules", Rule)), key=lambda rule: rule.id))
