"""What a user may set of rules: thresholds by name, weight, shadow, or off."""

from __future__ import annotations

from collections.abc import Mapping

from finpath.errors import ConfigError

Setting = str | int | float | bool
Settings = Mapping[str, Mapping[str, Setting]]
"""By rule id: thresholds by name; `weight`, `shadow` and `off`."""

OWN = ("off", "shadow", "weight")
"""What can be set of every rule, besides its thresholds."""


def switched_off(settings: Settings) -> tuple[str, ...]:
    """The rules that the user switched off."""
    return tuple(sorted(name for name, setting in settings.items() if switch_of(name, setting, "off")))


def switch_of(name: str, settings: Mapping[str, Setting], switch: str) -> bool | None:
    """Whether a rule is switched off, or put into shadow; None where nothing is said."""
    value = settings.get(switch)
    if value is None or isinstance(value, bool):
        return value
    raise ConfigError(f"[rules.{name}] {switch} is {value!r}: write true or false, without quotes.")
