"""What keeps a report from being filed: where, what was found there, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class FilingFault:
    """One thing that is wrong with a report.

    Args:
        check: missing, text, code, rule or schema.
        path: Of the element, as in report/transaction[3]/amount_local.
        found: What is there, or that nothing is.
        mend: What to do.
    """

    check: str
    path: str
    found: str
    mend: str

    def __str__(self) -> str:
        """In one line."""
        return f"{self.check}: {self.path}: {self.found}: {self.mend}"
