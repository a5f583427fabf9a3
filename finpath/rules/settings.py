"""The rules of a run: each with its thresholds and its weight as a case file sets them, or left out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from finpath.errors import ConfigError
from finpath.rules.rule import Rule

Setting = str | int | float | bool
Settings = Mapping[str, Mapping[str, Setting]]
"""By rule id: thresholds by name; `weight`, `shadow` and `off`."""

OWN = ("off", "shadow", "weight")
"""What can be set of every rule, besides its thresholds."""


def tune(rules: Sequence[Rule], settings: Settings) -> tuple[Rule, ...]:
    """The rules of a run: those not switched off, each as it is set.

    Raises:
        ConfigError: A rule or a threshold that does not exist, or a value that cannot be used.
    """
    known = sorted(rule.id for rule in rules)
    unknown = sorted(set(settings) - set(known))
    if unknown:
        raise ConfigError(f"The case file sets rule {unknown[0]}, which does not exist: {', '.join(known)} do.")
    off = switched_off(settings)
    return tuple(_apply(rule, settings.get(rule.id, {})) for rule in rules if rule.id not in off)


def switched_off(settings: Settings) -> tuple[str, ...]:
    """The rules that the user switched off."""
    return tuple(sorted(name for name, told in settings.items() if _read_switch(name, told, "off")))


def _apply(rule: Rule, settings: Mapping[str, Setting]) -> Rule:
    tuned = rule.tune({name: value for name, value in settings.items() if name not in OWN})
    return tuned.reweigh(
        weight=_read_weight(rule, settings.get("weight")), shadow=_read_switch(rule.id, settings, "shadow")
    )


def _read_switch(name: str, settings: Mapping[str, Setting], switch: str) -> bool | None:
    value = settings.get(switch)
    if value is None or isinstance(value, bool):
        return value
    raise ConfigError(f"[rules.{name}] {switch} is {value!r}: write true or false, without quotes.")


def _read_weight(rule: Rule, value: Setting | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool | str) or not math.isfinite(value) or value < 0:
        raise ConfigError(
            f"[rules.{rule.id}] weight is {value!r}: a number of nats from 0 on was expected;"
            f" the published weight is {rule.weight:g}."
        )
    return float(value)
