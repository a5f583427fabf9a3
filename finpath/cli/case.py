"""The run configuration that the options of a command mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from finpath.config import RunConfig, read_config, read_roster
from finpath.errors import ConfigError


def config_of(config: Path | None, as_of: str | None) -> RunConfig:
    """The case that a file and an as-of date mean.

    Raises:
        ConfigError: The file or the date cannot be used.
    """
    case = read_config(config) if config else RunConfig()
    if as_of is None:
        return case
    try:
        return replace(case, as_of=_instant(as_of))
    except (ValueError, OverflowError):
        raise ConfigError(f'--as-of "{as_of}" is not a date: write it as 2026-06-30 or 2026-06-30T12:00Z.') from None


def _instant(told: str) -> dt.datetime:
    """Naive UTC; a day alone means its end."""
    if len(told) == len("2026-06-30"):
        return dt.datetime.combine(dt.date.fromisoformat(told), dt.time.max)
    instant = dt.datetime.fromisoformat(told)
    if not told[len("2026-06-30") :]:
        raise ValueError(told)
    return instant.astimezone(dt.UTC).replace(tzinfo=None) if instant.tzinfo else instant


def decide(config: Path | None, as_of: str | None, coalition: Path | None, rates: Path | None) -> RunConfig:
    """What the command line and a case file decide together."""
    case = config_of(config, as_of)
    case = replace(case, rates=rates or case.rates)
    return replace(case, roster=read_roster(coalition)) if coalition else case
