"""Two folders swapped in one step, so that at no instant one of the names stands for nothing."""

from __future__ import annotations

import os
from pathlib import Path

HERE = -100
"""AT_FDCWD: paths are as they stand."""

EXCHANGE = 2
"""RENAME_EXCHANGE of renameat2(2), on Linux since 3.15."""


def swap(one: Path, other: Path) -> bool:
    """Let two paths of one file system change places, or say that this system cannot."""
    import ctypes  # noqa: PLC0415 - only where an earlier output is replaced

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    rename.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    done = rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE)
    return int(done) == 0
