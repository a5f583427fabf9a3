"""goAML: the report of a member's part of a case, in the dialect of its FIU and with the member's own names.

The format is goAML 5.0.2 of the UNODC (https://unite.un.org/goaml). Code lists, local rules and the schema are the
FIU's, and come as a pack that the member brings; finpath ships none, edits none, and sends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.dissemination.goaml.dialect import FORMS, Dialect, read_dialect
    from finpath.dissemination.goaml.fault import FilingFault
    from finpath.dissemination.goaml.filing import Amendment, Filing
    from finpath.dissemination.goaml.names import Names, read_names
    from finpath.dissemination.goaml.report import GoamlReport, build_report
    from finpath.dissemination.goaml.reporter import Reporter, read_reporter

__all__ = [
    "FORMS",
    "Amendment",
    "Dialect",
    "Filing",
    "FilingFault",
    "GoamlReport",
    "Names",
    "Reporter",
    "build_report",
    "read_dialect",
    "read_names",
    "read_reporter",
]

lazily(
    __name__,
    {
        "FORMS": "finpath.dissemination.goaml.dialect",
        "Amendment": "finpath.dissemination.goaml.filing",
        "Dialect": "finpath.dissemination.goaml.dialect",
        "FilingFault": "finpath.dissemination.goaml.fault",
        "Filing": "finpath.dissemination.goaml.filing",
        "Names": "finpath.dissemination.goaml.names",
        "GoamlReport": "finpath.dissemination.goaml.report",
        "Reporter": "finpath.dissemination.goaml.reporter",
        "read_dialect": "finpath.dissemination.goaml.dialect",
        "read_names": "finpath.dissemination.goaml.names",
        "read_reporter": "finpath.dissemination.goaml.reporter",
        "build_report": "finpath.dissemination.goaml.report",
    },
)
