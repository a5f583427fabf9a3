"""What a desk refuses."""

from __future__ import annotations

from finpath.errors import ConfigError


class DeniedError(ConfigError):
    """Somebody asked for what they may not do, or for what is not there: the answer is the same."""
