"""What a run leaves behind, and the read-only view of it."""

from __future__ import annotations

from finpath.folder.coverage import Coverage, cover
from finpath.folder.fresh import fresh
from finpath.folder.run import Run
from finpath.folder.study import Study
from finpath.folder.write import Outcome, write

__all__ = ["Coverage", "Outcome", "Run", "Study", "cover", "fresh", "write"]
