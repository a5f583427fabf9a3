"""The forms for spreadsheets: the whole annex, and no text that is a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath.presentation.csv_escape import STARTS, harmless
from finpath.referral.model.case import Referral
from finpath.referral.writers.csv import COLUMNS, Csv
from finpath.referral.writers.sheets import sheets
from finpath.referral.writers.xlsx import Xlsx

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '=HYPERLINK("http://x.example")', "\uff1d1")
ODD = "\x00\x07\u202e\ud800\ufffe" + "\u0639\u0631 \u4e2d\u6587 \U0001f600" + "A" * 40_000


def lines(case: Referral) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Csv().write(case).decode(), newline="")))


def book(case: Referral) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(Xlsx().write(case)))


def hostile(case: Referral, text: str) -> Referral:
    subjects = tuple(replace(each, merchant_id=text, about=replace(each.about, name=text)) for each in case.subjects)
    rows = tuple(replace(each, transaction_id=text) for each in case.evidence)
    return replace(case, subjects=subjects, evidence=rows, against=(text,), coverage=(text,))


def test_a_row_says_where_it_stands(case: Referral) -> None:
    (row,) = lines(case)
    assert tuple(row) == COLUMNS
    assert (row["account"], row["merchant_id"], row["transaction_id"]) == ("M1", "id-M1", "t-1")
    assert (row["file"], row["row"], row["file_sha256"]) == ("north/transactions.csv", "17", "ab" * 32)
    assert (row["amount"], row["currency"], row["occurred_at"]) == ("40.00000000", "EUR", "2026-01-05T23:30:00.000000Z")


def test_a_hundred_thousand_rows_are_all_there(case: Referral) -> None:
    many = replace(case, evidence=tuple(replace(case.evidence[0], transaction_id=f"t-{i}") for i in range(100_000)))
    assert len(lines(many)) == 100_000
    assert lines(many)[-1]["transaction_id"] == "t-99999"
    sheet = openpyxl.load_workbook(io.BytesIO(Xlsx().write(many)), read_only=True)["Evidence"]
    assert sheet.max_row == 100_001


@given(st.text())
def test_no_field_begins_like_a_formula(text: str) -> None:
    assert not harmless(text).lstrip(" ").startswith(STARTS)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stays_text(text: str, case: Referral) -> None:
    (row,) = lines(hostile(case, text))
    assert row["transaction_id"] == f"'{text}"
    for sheet in book(hostile(case, text)).worksheets:
        assert not [cell.coordinate for cells in sheet.iter_rows() for cell in cells if cell.data_type == "f"]
        assert not [cell.coordinate for cells in sheet.iter_rows() for cell in cells if cell.hyperlink]


def test_odd_letters_and_endless_names_break_nothing(case: Referral) -> None:
    (row,) = lines(hostile(case, ODD))
    assert row["merchant_id"].startswith("?\x07\u202e??\u0639")
    told = book(hostile(case, ODD))["Accounts"]["C2"].value
    assert isinstance(told, str)
    assert "\u4e2d\u6587" in told


def test_figures_are_figures_and_days_are_days(case: Referral) -> None:
    told = book(case)
    assert [cell.value for cell in told["Proceeds"][2]] == ["EUR", "2026-01", 480, 40, 0.5, 439.5]
    first_seen = told["Accounts"].cell(2, 20).value
    assert first_seen == dt.datetime(2026, 1, 5, 23, 30)  # noqa: DTZ001 - instants are naive UTC
    assert told.properties.created == case.as_of


def test_an_amount_that_a_spreadsheet_would_round_stays_text(case: Referral) -> None:
    exact = Decimal("12345678901234567.12345678")
    rows = (replace(case.trail.proceeds[0], gross=exact),)
    told = book(replace(case, trail=replace(case.trail, proceeds=rows)))
    assert told["Proceeds"]["C2"].value == "12345678901234567.12345678"


def test_the_bytes_are_the_same(case: Referral) -> None:
    assert Csv().write(case) == Csv().write(case)
    assert Xlsx().write(case) == Xlsx().write(case)
    with zipfile.ZipFile(io.BytesIO(Xlsx().write(case))) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = packed.read("docProps/core.xml").decode()
    assert set(re.findall(r">(\d{4}-\d\d-\d\dT[^<]*)<", core)) == {case.as_of.strftime("%Y-%m-%dT%H:%M:%SZ")}


def test_every_sheet_has_a_field_for_each_of_its_columns(case: Referral) -> None:
    for sheet in sheets(case):
        assert {len(row) for row in sheet.rows} <= {len(sheet.columns)}, sheet.name
        assert 0 < len(sheet.name) <= 31
