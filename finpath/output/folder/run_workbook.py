"""A run as a workbook: cases, merchants, reasons, and what could not be looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from finpath.referral.writers.sheets import Sheet, Value
from finpath.referral.writers.xlsx import About, write_workbook
from finpath.tables.contract import SAFEGUARDED

MOST = 1_000_000
"""Rows of a sheet; a spreadsheet takes 1,048,576."""

HIDDEN = ("score", "rank", "families", "rules", "reasons")
"""What is said of nobody in the lane `protect`."""


def run_workbook(tables: Mapping[str, pa.Table], lines: Sequence[str], *, name: str, as_of: dt.date) -> bytes:
    """The workbook.

    Args:
        tables: `cases`, `findings` and `reasons`.
        lines: What could not be looked at.
        name: Of the run.
        as_of: Nothing later counted.
    """
    findings = tables["findings"]
    protected = pc.equal(findings["tier"], SAFEGUARDED)
    suspects = findings.filter(pc.invert(protected)).sort_by("rank")
    lane = findings.filter(protected).drop_columns([each for each in HIDDEN if each in findings.column_names])
    names = {f"{row['provider_id']}/{row['merchant_id']}" for row in suspects.select(IDS).to_pylist()}
    reasons = tables["reasons"]
    told = reasons.filter(pc.is_in(reasons["subject_id"], pa.array(sorted(names), pa.string())))
    sheets = (
        *([_sheet("Safeguarding, first", lane)] if lane.num_rows else []),
        _sheet("Cases", tables["cases"]),
        _sheet("Merchants", suspects),
        _sheet("Reasons", told),
        Sheet("Not looked at", ("what could not be looked at",), tuple((line,) for line in lines)),
    )
    moment = dt.datetime.combine(as_of, dt.time())
    return write_workbook(sheets, About(f"Run {name}", moment, name))


IDS = ["provider_id", "merchant_id"]


def _sheet(name: str, table: pa.Table) -> Sheet:
    rows = table.slice(0, MOST).to_pylist()
    return Sheet(name, tuple(table.column_names), tuple(tuple(map(_value, row.values())) for row in rows))


def _value(value: object) -> Value:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if isinstance(value, str | int | float | Decimal | dt.date) or value is None else str(value)
