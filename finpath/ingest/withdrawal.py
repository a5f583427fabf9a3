"""The withdrawal of a contribution; where there is one, nothing else of the folder is read.

[withdrawal]
on = 2026-04-01
reason = "the agreement was ended"
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from finpath.ingest.manifest import parse_toml


@dataclass(frozen=True)
class Withdrawal:
    """A contribution that its member has taken back.

    Args:
        contribution: The folder.
        on: The day it was withdrawn. It holds for every run from then on, whatever its as-of date.
        reason: In the member's words.
    """

    contribution: str
    on: dt.date
    reason: str

    @property
    def sentence(self) -> str:
        """What the coverage says."""
        return f"{self.contribution} was withdrawn on {self.on} and is not in this run: {self.reason}"


def read_withdrawal(folder: Path) -> Withdrawal | None:
    """Read whether a contribution was withdrawn.

    Raises:
        ContributionError: The manifest is broken, or its withdrawal is: a broken one does not let the data back in.
    """
    manifest = parse_toml(folder)
    if "withdrawal" not in manifest:
        return None
    fields = manifest.table("withdrawal")
    fields.only(("on", "reason"))
    on = fields.date("on")
    if on is None:
        raise fields.refusal("has no on; write the day of the withdrawal as on = 2026-04-01.")
    return Withdrawal(folder.name, on, fields.text("reason"))
