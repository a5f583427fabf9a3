"""What to install where an extra of finpath is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from finpath.errors import ConfigError


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Say what to install where something that an extra brings is not there.

    Raises:
        ConfigError: It is not.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "finpath":
            raise
        raise ConfigError(f"{error.name} is not installed: pip install 'finpath[{extra}]'.") from None
