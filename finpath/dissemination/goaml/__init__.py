"""A member's part of a case, an FIU's dialect and the member's own names in; out comes the report in that FIU's goAML.

The format is goAML 5.0.2 of the UNODC (https://unite.un.org/goaml). Code lists, local rules and the schema are the
FIU's, and come as a pack that the member brings; finpath ships none, edits none, and sends nothing.
"""

from __future__ import annotations

from finpath.dissemination.goaml.dialect import FORMS, Dialect, read_dialect
from finpath.dissemination.goaml.fault import Fault
from finpath.dissemination.goaml.names import Names, read_names
from finpath.dissemination.goaml.report import Amendment, Filing, Report, report
from finpath.dissemination.goaml.reporter import Reporter, read_reporter

__all__ = [
    "FORMS",
    "Amendment",
    "Dialect",
    "Fault",
    "Filing",
    "Names",
    "Report",
    "Reporter",
    "read_dialect",
    "read_names",
    "read_reporter",
    "report",
]
