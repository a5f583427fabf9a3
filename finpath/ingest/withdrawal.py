"""A contribution's folder in, its withdrawal out, where there is one: then nothing else in the folder is read.

[withdrawal]
on = 2026-04-01
reason = "the agreement was ended"
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from finpath.ingest.manifest import parsed


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


def withdrawal(folder: Path) -> Withdrawal | None:
    """Read whether a contribution was withdrawn.

    Raises:
        ContributionError: The manifest is broken, or its withdrawal is: a broken one does not let the data back in.
    """
    clauses = parsed(folder)
    if "withdrawal" not in clauses:
        return None
    said = clauses.table("withdrawal")
    said.only(("on", "reason"))
    on = said.date("on")
    if on is None:
        raise said.refusal("has no on; write the day of the withdrawal as on = 2026-04-01.")
    return Withdrawal(folder.name, on, said.text("reason"))
