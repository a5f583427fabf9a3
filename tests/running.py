"""finpath as a user starts it, in a process of its own, where every warning is an error; and what it leaves on disk."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

KEY = base64.b64encode(hashlib.sha256(b"a key of the tests").digest()).decode()

CASE = """
[tiers]
refer = 0.05
families = 1
corroboration = 0
review = 0.02
watch = 0.01
"""
"""Bars low enough for a small coalition to give referrals."""

COMMAND = (sys.executable, "-W", "error", "-m", "finpath.cli")
OURS = ("FINPATH_KEY", "FINPATH_KEY_FILE", "FINPATH_HUB_KEY")


def environment(**changes: str) -> dict[str, str]:
    """What a process of finpath finds around it: a key, and nothing else of finpath's."""
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**inherited, "FINPATH_KEY": KEY, **changes}


def finpath(
    *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [*COMMAND, *map(str, arguments)]
    around = dict(env or environment())
    return subprocess.run(command, env=around, cwd=cwd, capture_output=True, text=True, timeout=1800, check=False)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
