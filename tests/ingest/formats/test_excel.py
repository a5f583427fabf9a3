"""A sheet of a workbook becomes rows: the right one, as it is shown, and never more than there is."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest
import xlsxwriter

from finpath.errors import NothingToDo
from tests.ingest.coalition import ROW, Coalition

Cell = str | float | bool | dt.datetime
ENTRY = '[[files]]\ntable = "transactions"\npath = "t.xlsx"\n'
NAMES = tuple(ROW)


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy hh:mm:ss"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def row(**said: Cell) -> list[Cell]:
    return [{**ROW, **said}[name] for name in NAMES]


def hand_in(coalition: Coalition, content: bytes, more: str = "") -> None:
    coalition.hand_in("north", {"t.xlsx": content}, ENTRY + more)


def refused(coalition: Coalition, content: bytes, more: str = "") -> str:
    hand_in(coalition, content, more)
    with pytest.raises(NothingToDo) as caught:
        coalition.load()
    return str(caught.value)


def test_dates_and_numbers_are_as_shown(coalition: Coalition) -> None:
    at = dt.datetime(2026, 3, 1, 10, 15, 7)  # noqa: DTZ001 - a workbook knows no zones
    rows = [row(occurred_at=at, amount=0.1 + 0.2), row(transaction_id="t2", amount=1234.5)]
    rows += [["", "", "", "", "", ""], row(transaction_id="t4", amount="x")]
    hand_in(coalition, workbook({"Sheet1": [NAMES, *rows]}))
    coalition.load()
    assert coalition.column("CAST((transaction_id, occurred_at, amount, row) AS VARCHAR)") == [
        "(t1, '2026-03-01 09:15:07', 0.30000000, 1)",
        "(t2, '2026-03-01 10:00:00', 1234.50000000, 2)",
    ]
    assert [number for number, _, _ in coalition.rejects()] == [4]


def test_the_only_sheet_that_fits_is_read(coalition: Coalition) -> None:
    notes = [["Read me"], ["currency", "of course"]]
    hand_in(coalition, workbook({"Notes": notes, "Data": [["Export of March"], [], NAMES, row()], "Empty": []}))
    coalition.load()
    assert coalition.column("(transaction_id, row)") == [("t1", 1)]


def test_two_sheets_that_fit_are_not_chosen_between(coalition: Coalition) -> None:
    content = workbook({"March": [NAMES, row()], "April": [NAMES, row(transaction_id="t2")]})
    assert "2 sheets, March, April, have a header that fits transactions" in refused(coalition, content)
    hand_in(coalition, content, '[files.options]\nsheet = "April"\n')
    coalition.load()
    assert coalition.column("transaction_id") == ["t2"]
    assert 'has no sheet "May"; it has March, April' in refused(coalition, content, '[files.options]\nsheet = "May"\n')


def test_a_sheet_without_a_header_is_refused(coalition: Coalition) -> None:
    assert "no sheet has a header that fits transactions" in refused(coalition, workbook({"A": [row()], "B": []}))


def test_names_that_became_numbers_are_noticed(coalition: Coalition) -> None:
    rows = [row(merchant_id=12345, transaction_id=f"t{number}") for number in range(3)]
    hand_in(coalition, workbook({"A": [NAMES, *rows, row(merchant_id=1234567890123456789.0, transaction_id="t9")]}))
    ledger = coalition.load()
    assert coalition.column("merchant_id", "merchant_accounts", "1") == ["12345"]
    assert any("in the columns merchant_id (4): a workbook keeps no zeros" in note for note in ledger.notes)
    ((number, column, reason),) = coalition.rejects()
    assert (number, column) == (4, None)
    assert str(reason).startswith("a name is a number of more than 15 digits")


def far_apart() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, NAMES)
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    return out.getvalue()


def changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"A": [NAMES, row()]}))) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in whole.namelist():
            made.writestr(part, change(whole.read(part)) if part == name else whole.read(part))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def liar() -> bytes:
    """A workbook whose directory says that a sheet is small."""
    content = bytearray(changed(SHEET, lambda text: text + b" " * 300_000_000))
    at = content.rindex(SHEET.encode()) - 46
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (far_apart, "has a sheet of 7 cells in a space of 17,179,869,184"),
        (lambda: changed(SHEET, lambda text: text + b" " * 300_000_000), "unpacks to more than 268 MB"),
        (liar, "unpacks to more than 268 MB"),
        (lambda: changed(SHEET, lambda text: text[:200]), "is a damaged workbook"),
        (lambda: changed("xl/workbook.xml", lambda _: b"<workbook/>"), "no sheet has a header that fits"),
        (lambda: workbook({"A": [NAMES, row()]})[:-50], "damaged or truncated workbook"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password, or is of before 2007"),
    ],
)
def test_a_workbook_that_means_harm_is_refused(coalition: Coalition, make: Callable[[], bytes], said: str) -> None:
    assert said in refused(coalition, make())


def test_cells_that_do_not_say_where_they_are_are_counted_too(coalition: Coalition) -> None:
    cells = b"<row r='1'><c t='str'><v>a</v></c></row><row r='1048576'>" + b"<c><v>1</v></c>" * 2000 + b"</row>"
    content = changed(SHEET, lambda _: b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>")
    assert "cells in a space of 2,097,152,000" in refused(coalition, content)
