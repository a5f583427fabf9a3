"""Whether the agreement that a desk exchanges under is in force: where it has ended, nothing is asked or answered."""

from __future__ import annotations

import datetime as dt

from finpath.desk.exchange.send import Correspondent
from finpath.errors import ConfigError


def has_ended(desk: Correspondent, day: dt.date) -> bool:
    """Whether its last day has passed."""
    return desk.ends_on is not None and desk.ends_on < day.isoformat()


def require_in_force(desk: Correspondent, day: dt.date) -> None:
    """Refuse to say anything to a partner after the last day.

    Raises:
        ConfigError: It has passed.
    """
    if has_ended(desk, day):
        raise ConfigError(f"The agreement {desk.agreement} ended on {desk.ends_on}: nothing goes to partners any more.")
