"""What a run leaves behind, and the read-only view of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.output.folder.atomic_output import write_atomically
    from finpath.output.folder.coverage import Coverage, state_coverage
    from finpath.output.folder.differences import Difference, find_differences
    from finpath.output.folder.gaps import state_gaps
    from finpath.output.folder.pack import pack
    from finpath.output.folder.recorded_config import as_of, files_to_supply, read_manifest, restore_config
    from finpath.output.folder.run import Run
    from finpath.output.folder.study import Study
    from finpath.output.folder.verify import FileFault, Verification, verify
    from finpath.output.folder.write import Outcome, write_run

__all__ = [
    "Coverage",
    "Difference",
    "FileFault",
    "Outcome",
    "Run",
    "Study",
    "Verification",
    "as_of",
    "files_to_supply",
    "find_differences",
    "pack",
    "read_manifest",
    "restore_config",
    "state_coverage",
    "state_gaps",
    "verify",
    "write_atomically",
    "write_run",
]

lazily(
    __name__,
    {
        "Coverage": "finpath.output.folder.coverage",
        "Difference": "finpath.output.folder.differences",
        "FileFault": "finpath.output.folder.verify",
        "Outcome": "finpath.output.folder.write",
        "Run": "finpath.output.folder.run",
        "Study": "finpath.output.folder.study",
        "Verification": "finpath.output.folder.verify",
        "as_of": "finpath.output.folder.recorded_config",
        "state_coverage": "finpath.output.folder.coverage",
        "state_gaps": "finpath.output.folder.gaps",
        "find_differences": "finpath.output.folder.differences",
        "write_atomically": "finpath.output.folder.atomic_output",
        "files_to_supply": "finpath.output.folder.recorded_config",
        "pack": "finpath.output.folder.pack",
        "read_manifest": "finpath.output.folder.recorded_config",
        "restore_config": "finpath.output.folder.recorded_config",
        "verify": "finpath.output.folder.verify",
        "write_run": "finpath.output.folder.write",
    },
)
