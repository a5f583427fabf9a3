"""Limits of memory, threads and temporary space that a user sets for a run."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from finpath.errors import ConfigError

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS |= {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}


@dataclass(frozen=True)
class Limits:
    """What a run may use; none of it may change a result.

    Args:
        memory: For example "4GB"; for tables, which are spilled to disk beyond it. The whole process takes up to a
            fifth more than that and 500 MB: Python and its libraries about 250, setting referrals as PDF about 200.
            Of very many payers, arrays come to that: 65 bytes for each payer at a merchant.
        threads: CPU threads; all of them when None.
        temp_dir: Where temporary data goes; the system's own place when None.
    """

    memory: str | None = None
    threads: int | None = None
    temp_dir: Path | None = None

    def count_threads(self) -> int:
        """How many threads may work.

        Raises:
            ConfigError: None.
        """
        if self.threads is not None and self.threads < 1:
            raise ConfigError(f"{self.threads} threads were asked for: at least one is needed.")
        return self.threads or os.cpu_count() or 1

    def memory_bytes(self) -> int | None:
        """The memory limit in bytes.

        >>> Limits(memory="1.5GB").memory_bytes()
        1500000000

        Raises:
            ConfigError: The text is not a number with a unit.
        """
        if self.memory is None:
            return None
        match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)\s*", self.memory)
        if not match or match[2].upper() not in _UNITS or float(match[1]) <= 0:
            raise ConfigError(f'The memory limit "{self.memory}" is not a size: write a number and a unit, as in 4GB.')
        return int(float(match[1]) * _UNITS[match[2].upper()])
