"""The rules of a run: each with its thresholds and its weight as a user set them, or left out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from finpath.config.rule_settings import OWN, Setting, Settings, switch_of, switched_off
from finpath.errors import ConfigError, nearest
from finpath.rules.rule import Rule


def tune(rules: Sequence[Rule], settings: Settings) -> tuple[Rule, ...]:
    """The rules of a run: those not switched off, each as it is set.

    Raises:
        ConfigError: A rule or a threshold that does not exist, or a value that cannot be used.
    """
    known = {rule.id for rule in rules}
    for unknown in sorted(set(settings) - known):
        raise ConfigError(f"The case file sets rule {unknown}, which does not exist: {nearest(unknown, known)}")
    off = switched_off(settings)
    return tuple(_apply(rule, settings.get(rule.id, {})) for rule in rules if rule.id not in off)


def _apply(rule: Rule, settings: Mapping[str, Setting]) -> Rule:
    tuned = rule.tune({name: value for name, value in settings.items() if name not in OWN})
    return tuned.reweigh(
        weight=_read_weight(rule, settings.get("weight")), shadow=switch_of(rule.id, settings, "shadow")
    )


def _read_weight(rule: Rule, value: Setting | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool | str) or not math.isfinite(value) or value < 0:
        raise ConfigError(
            f"[rules.{rule.id}] weight is {value!r}: a number of nats from 0 on was expected;"
            f" the published weight is {rule.weight:g}."
        )
    return float(value)
