"""A day, as an option of a command says it."""

from __future__ import annotations

import datetime as dt

from finpath.errors import ConfigError


def day(option: str, told: str) -> dt.date:
    """The day that is meant.

    Raises:
        ConfigError: It is none.
    """
    try:
        return dt.date.fromisoformat(told)
    except ValueError:
        raise ConfigError(f'{option} "{told}" is not a day: write it as 2026-06-30.') from None
