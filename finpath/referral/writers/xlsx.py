"""A referral as a workbook: a sheet for each table, figures as figures, text as text and never as a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from finpath.presentation.csv_escape import harmless
from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.writers.sheets import Sheet, Value, sheets
from finpath.referral.writers.writer import Writer

EXACT = 15
"""Digits that a spreadsheet keeps of a number; an amount with more stays text."""

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FORMATS = {"money": "#,##0.00######", "day": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm:ss", "plain": "General"}
WIDEST, EACH = 60, 200
"""Letters of a column at most, and rows that its width is taken from."""


class Xlsx(Writer):
    """The form for spreadsheets."""

    name: ClassVar = "xlsx"
    suffix: ClassVar = ".xlsx"

    def write(self, referral: Referral) -> bytes:
        """The whole workbook: its date is that of the case, so the same referral gives the same bytes."""
        label = f"TLP:{referral.tlp.upper()}"
        about = About(f"Referral {referral.id}", referral.as_of, referral.id, label)
        return write_workbook(sheets(referral), about)


@dataclass(frozen=True)
class About:
    """What a workbook says of itself.

    Args:
        title: Of the file.
        as_of: Its date, so that the same tables give the same bytes.
        left, right: What stands above every printed page.
    """

    title: str
    as_of: dt.datetime
    left: str
    right: str = ""


def write_workbook(tables: Sequence[Sheet], about: About) -> bytes:
    """A workbook with a sheet for each table."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, OPTIONS)
    workbook.set_properties({"title": about.title, "comments": NOTICE, "created": about.as_of})
    formats = {name: workbook.add_format({"num_format": form, "valign": "top"}) for name, form in FORMATS.items()}
    formats["head"] = workbook.add_format({"bold": True, "bottom": 1})
    for sheet in tables:
        _fill_sheet(workbook.add_worksheet(sheet.name), sheet, formats, about)
    workbook.close()
    return out.getvalue()


def _fill_sheet(page: Worksheet, sheet: Sheet, formats: dict[str, Format], about: About) -> None:
    page.set_header(f"&L{about.left}&R{about.right}")
    page.set_footer(f"&LA lead for human assessment&R{about.right}")
    page.set_landscape()
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    for column, title in enumerate(sheet.columns):
        page.write_string(0, column, title, formats["head"])
        lengths = [_text_length(row[column]) for row in sheet.rows[:EACH]]
        page.set_column(column, column, min(max([len(title), *lengths]) + 2, WIDEST))
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            _write_value(page, (number, column), value, formats)


def _write_value(page: Worksheet, at: tuple[int, int], value: Value, formats: dict[str, Format]) -> None:
    if isinstance(value, dt.datetime):
        page.write_datetime(*at, value, formats["instant"])
    elif isinstance(value, dt.date):
        page.write_datetime(*at, value, formats["day"])
    elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= EXACT:
        page.write_number(*at, float(value), formats["money"])
    elif isinstance(value, int | float):
        page.write_number(*at, value, formats["plain"])
    elif value is not None:
        page.write_string(*at, harmless(f"{value:f}" if isinstance(value, Decimal) else value), formats["plain"])


def _text_length(value: Value) -> int:
    return (
        len("2026-06-30 23:59:59") if isinstance(value, dt.datetime) else len(str(value if value is not None else ""))
    )
