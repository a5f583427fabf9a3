"""The two libraries that the extra `bundle` brings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from finpath.errors import ConfigError


@contextmanager
def installed() -> Iterator[None]:
    """Say what to install where one of them is not there.

    Raises:
        ConfigError: One is not.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"{error.name} is not installed; bundles are signed and encrypted with it: pip install 'finpath[bundle]'."
        ) from None
