"""What a run leaves behind, and the read-only view of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.output.folder.atomic_output import fresh
    from finpath.output.folder.coverage import Coverage, cover
    from finpath.output.folder.differ import Difference, differ
    from finpath.output.folder.pack import pack
    from finpath.output.folder.recorded_config import as_of, named_only, read_manifest, recorded_case
    from finpath.output.folder.run import Run
    from finpath.output.folder.study import Study
    from finpath.output.folder.verify import Fault, Verified, verify
    from finpath.output.folder.write import Outcome, write

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

lazily(
    __name__,
    {
        "Coverage": "finpath.output.folder.coverage",
        "Difference": "finpath.output.folder.differ",
        "Fault": "finpath.output.folder.verify",
        "Outcome": "finpath.output.folder.write",
        "Run": "finpath.output.folder.run",
        "Study": "finpath.output.folder.study",
        "Verified": "finpath.output.folder.verify",
        "as_of": "finpath.output.folder.recorded_config",
        "cover": "finpath.output.folder.coverage",
        "differ": "finpath.output.folder.differ",
        "fresh": "finpath.output.folder.atomic_output",
        "named_only": "finpath.output.folder.recorded_config",
        "pack": "finpath.output.folder.pack",
        "read_manifest": "finpath.output.folder.recorded_config",
        "recorded_case": "finpath.output.folder.recorded_config",
        "verify": "finpath.output.folder.verify",
        "write": "finpath.output.folder.write",
    },
)
