"""Options of a load besides the place of the contributions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from finpath.config import Roster
from finpath.ingest.kept_files import KeptFiles
from finpath.ingest.keys import Keys
from finpath.notebook.progress import Progress, watch


@dataclass(frozen=True)
class LoadOptions:
    """How contributions are loaded.

    Args:
        keys: What tokens are made with.
        as_of: Naive UTC; nothing later counts. When None, what two organisations reached, and 45 days more.
        rates: A file of the contract's table rates; the ECB's reference rates serve what it leaves out.
        max_reject_share: The share of a file's rows that may be rejected.
        roster: Who belongs to the coalition, and what each may say; ids are taken at their word when None.
        left_out: Contributions that are refused before they are read, each with its reason.
        halves: Whether surrogates are left for the hub to finish, as in a bundle.
        kept: Files that were read once, and are taken as they are.
        progress: Is told what is being done; a notebook shows it where nobody else asks.
    """

    keys: Keys
    as_of: dt.datetime | None = None
    rates: Path | None = None
    max_reject_share: float = 0.01
    roster: Roster | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    halves: bool = False
    kept: KeptFiles | None = None
    progress: Progress = field(default_factory=watch)
