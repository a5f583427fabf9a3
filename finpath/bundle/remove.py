"""What is left of a contribution that was called back: that it was, when, and why."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from finpath.engine import Workspace
from finpath.ingest.manifest import NAME as CONTRIBUTION
from finpath.output.folder.swap import swap

LEFT = """# What was here was called back, and is gone.
[withdrawal]
on = {on}
reason = {reason}
"""


def withdraw(folder: Path, on: dt.date, reason: str) -> None:
    """Put a withdrawal in the place of a contribution; every file of it is gone.

    The folder is the contribution, then the withdrawal, and nothing in between.
    """
    apart = Workspace(folder.parent, ".removing-")
    try:
        left = apart.path / "left"
        left.mkdir()
        said = json.dumps(reason or "called back", ensure_ascii=False)
        (left / CONTRIBUTION).write_text(LEFT.format(on=on, reason=said), encoding="utf-8")
        if not swap(left, folder):
            folder.rename(apart.path / "gone")
            left.rename(folder)
    finally:
        apart.close()
