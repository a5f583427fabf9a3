"""Whether memory and the folder for temporary data have room for what is coming."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from finpath.errors import EngineError

GIGABYTE = 10**9
PHYSICAL = 0.8
"""DuckDB's share of the machine's memory where nobody sets a limit."""


def physical_memory() -> int:
    """The memory that DuckDB takes where nobody sets a limit, in bytes."""
    return int(PHYSICAL * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))


def check_space(folder: Path, data: int, memory: int) -> None:
    """See that data of so many bytes fits into memory, and the rest on the disk.

    Raises:
        EngineError: It does not.
    """
    free = shutil.disk_usage(folder).free
    if data - memory > free:
        raise EngineError(
            f"About {(data - memory) / GIGABYTE:.1f} GB of temporary data are coming, and the disk has"
            f" {free / GIGABYTE:.1f} GB free: name another with --temp-dir, or raise --memory-limit."
        )
