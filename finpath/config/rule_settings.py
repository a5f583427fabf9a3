"""What a user may set of rules: thresholds by name, weight, shadow, or off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from finpath.errors import ConfigError, nearest

Setting = str | int | float | bool
Settings = Mapping[str, Mapping[str, Setting]]
"""By rule id: thresholds by name; `weight`, `shadow` and `off`."""

OWN = ("off", "shadow", "weight")
"""What can be set of every rule, besides its thresholds."""


class GivenRule(Protocol):
    """A rule that is handed over as an object: what is recorded of it."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def thresholds(self) -> Mapping[str, object]:
        """Its thresholds, by name."""


@cache
def published_rules() -> frozenset[str]:
    """The ids of finpath's own rules: each stands in a file of that name; to read them all would take a second."""
    folder = Path(__file__).parents[1] / "rules"
    return frozenset(path.stem for path in folder.glob("*/*.py") if not path.name.startswith("_"))


def check_rule_names(settings: Settings, given: Collection[str]) -> None:
    """Hold the names of a case against the rules that there are.

    Raises:
        ConfigError: It sets a rule that does not exist.
    """
    known = published_rules() | {*given}
    for name in sorted({*settings} - known):
        raise ConfigError(f"The case file sets rule {name}, which does not exist: {nearest(name, known)}")


def switched_off(settings: Settings) -> tuple[str, ...]:
    """The rules that the user switched off."""
    return tuple(sorted(name for name, setting in settings.items() if switch_of(name, setting, "off")))


def switch_of(name: str, settings: Mapping[str, Setting], switch: str) -> bool | None:
    """Whether a rule is switched off, or put into shadow; None where nothing is said."""
    value = settings.get(switch)
    if value is None or isinstance(value, bool):
        return value
    raise ConfigError(f"[rules.{name}] {switch} is {value!r}: write true or false, without quotes.")
