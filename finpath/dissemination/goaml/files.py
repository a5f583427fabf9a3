"""Writes reports into a folder: each report, a draft by its name, and all faults in one table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from finpath.dissemination.goaml.fault import FilingFault
from finpath.dissemination.goaml.report import GoamlReport
from finpath.output.folder.seal import seal_folder
from finpath.presentation.csv_escape import harmless

DRAFT, FAULTS = "DRAFT-", "faults.csv"
HEADER = ("file", "check", "path", "found", "mend")


def write_reports(reports: Sequence[GoamlReport], folder: Path) -> tuple[Path, ...]:
    """Write the reports.

    Args:
        reports: Each with what keeps it from being filed.
        folder: That is there, and empty.

    Returns:
        The files of the reports.
    """
    paths = [folder / f"{DRAFT if each.draft else ''}{each.reference}.xml" for each in reports]
    for path, each in zip(paths, reports, strict=True):
        path.write_bytes(each.xml)
    faults = [(path.name, fault) for path, each in zip(paths, reports, strict=True) for fault in each.faults]
    if faults:
        (folder / FAULTS).write_text(_faults_csv(faults), encoding="utf-8")
    seal_folder(folder)
    return tuple(paths)


def _faults_csv(faults: Sequence[tuple[str, FilingFault]]) -> str:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(HEADER)
    rows.writerows((name, *map(harmless, (fault.check, fault.path, fault.found, fault.mend))) for name, fault in faults)
    return file.getvalue()
