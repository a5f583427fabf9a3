"""What a run leaves behind, and the read-only view of it."""

from __future__ import annotations

from finpath.folder.coverage import Coverage, cover
from finpath.folder.differ import Difference, differ
from finpath.folder.fresh import fresh
from finpath.folder.pack import pack
from finpath.folder.recorded import as_of, named_only, read_manifest, recorded_case
from finpath.folder.run import Run
from finpath.folder.study import Study
from finpath.folder.verify import Fault, Verified, verify
from finpath.folder.write import Outcome, write

__all__ = [
    "Coverage",
    "Difference",
    "Fault",
    "Outcome",
    "Run",
    "Study",
    "Verified",
    "as_of",
    "cover",
    "differ",
    "fresh",
    "named_only",
    "pack",
    "read_manifest",
    "recorded_case",
    "verify",
    "write",
]
