"""Reports in, a folder of files out: each report, a draft by its name, and all faults in one table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from finpath.dissemination.goaml.fault import Fault
from finpath.dissemination.goaml.report import Report
from finpath.output.folder.seal import seal_folder
from finpath.presentation.csv_escape import harmless

DRAFT, FAULTS = "DRAFT-", "faults.csv"
HEADER = ("file", "check", "path", "found", "mend")


def write(reports: Sequence[Report], folder: Path) -> tuple[Path, ...]:
    """Write the reports.

    Args:
        reports: Each with what keeps it from being filed.
        folder: That is there, and empty.

    Returns:
        The files of the reports.
    """
    written = [folder / f"{DRAFT if each.draft else ''}{each.reference}.xml" for each in reports]
    for path, each in zip(written, reports, strict=True):
        path.write_bytes(each.xml)
    faults = [(path.name, fault) for path, each in zip(written, reports, strict=True) for fault in each.faults]
    if faults:
        (folder / FAULTS).write_text(_table(faults), encoding="utf-8")
    seal_folder(folder)
    return tuple(written)


def _table(faults: Sequence[tuple[str, Fault]]) -> str:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(HEADER)
    rows.writerows((name, *map(harmless, (fault.check, fault.path, fault.found, fault.mend))) for name, fault in faults)
    return file.getvalue()
