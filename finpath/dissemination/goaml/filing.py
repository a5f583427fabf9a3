"""What a report is made with: the dialect, who reports, the member's names, rates, and whether it amends another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from finpath.dissemination.goaml.dialect import Dialect
from finpath.dissemination.goaml.names import Names
from finpath.dissemination.goaml.rates import Rates
from finpath.dissemination.goaml.reporter import Reporter


@dataclass(frozen=True)
class Amendment:
    """That a report takes the place of one that the FIU has.

    Args:
        number: 1 for the first; each has a reference of its own.
        fiu_number: What the FIU gave the report (fiu_ref_number).
    """

    number: int
    fiu_number: str


@dataclass(frozen=True)
class Filing:
    """What goes into a report beside the case.

    Args:
        form: STR (with transactions) or SAR (activity-based).
        on: The day of the report; the as-of date of the case when None.
        rejected: What the FIU called the report that it rejected, and that this one is handed in instead of.
    """

    form: str
    dialect: Dialect
    reporter: Reporter
    names: Names = field(default_factory=Names)
    rates: Rates = field(default_factory=Rates)
    on: dt.date | None = None
    amendment: Amendment | None = None
    rejected: str = ""
