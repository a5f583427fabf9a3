"""What people who do this job met in files, and the right value of each: the folder `cases` beside the field data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from finpath.engine import Engine
from finpath.errors import NothingToDo
from finpath.ingest import Ledger, LoadOptions, load
from tests.ingest.coalition import KEYS

pytestmark = pytest.mark.field

SHOWN = """
    SELECT strftime(occurred_at, '%Y-%m-%d %H:%M:%S'), CAST(amount AS DOUBLE), currency, kind
    FROM transactions
    WHERE provider_id <> 'b'
    ORDER BY file, row
"""

Load = Callable[[str], Ledger]


@pytest.fixture
def case(engine: Engine, field_data: Path) -> Load:
    """Loads a case by its name."""
    return lambda name: load(field_data.parent / "cases" / name, engine=engine, options=LoadOptions(KEYS))


def payments(engine: Engine) -> list[str]:
    return [f"{str(when)[:16].removesuffix(' 00:00')} {amount:g} {currency} {kind}"
            for when, amount, currency, kind in engine.rows(SHOWN)]  # fmt: skip


VALUES = {
    "01-camt-nonref": ["10 EUR", "10 EUR", "25 EUR"],
    "02-camt-twice-same-payer": ["10 EUR", "10 EUR", "10 EUR", "7 EUR"],
    "03-notprovided-parties": ["12 EUR", "13 EUR"],
    "04-camt-fx": ["1093.55 CHF", "900.1 CHF", "1500 CHF"],
    "04b-camt-txamt-not-entry": ["4500 CHF"],
    "07-camt-empty-txdtls": ["6 EUR"],
    "08-pain-date-offset": ["12.5 EUR", "12.5 EUR", "12.5 EUR"],
    "10-pacs-several-documents": ["1000 USD", "1000 USD", "1000 USD"],
    "11-pacs-long-bah": ["1000 USD"],
    "12-no-document-root": ["1000 USD"],
    "110-json-wrapper": ["10.5 EUR", "10.5 EUR"],
    "111-jsonl-bom-crlf": ["10.5 EUR", "10.5 EUR"],
    "123-utf16le-declared": ["10.5 EUR"],
    "124-sentinel-date": ["10 EUR"] * 8,
    "160-xl-decimal-comma-numbers": ["11.125 BHD", "1000.25 EUR", "7.25 EUR", "12.5 EUR"],
    "163-amount-euro-suffix": ["12.5 EUR", "7.25 EUR", "1234.5 EUR"],
    "168-nbsp": ["1234.56 EUR", "12.5 EUR", "1000 EUR", "900 EUR"],
    "171-jsonl-bom-leak": ["5 EUR"],
    "18-stmtpgntn": ["10 EUR", "11 EUR"],
    "25-amount-swiss": ["1234.5 EUR", "1234.5 EUR", "12.5 EUR"],
    "40-sep-line": ["10.5 EUR", "11.5 EUR"],
    "41-preamble": ["10.5 EUR", "11.5 EUR"],
    "77-pq-binary": ["10.5 EUR", "9.99 EUR"],
    "89-hive-in-file-too": ["10.5 EUR"],
    "89d-hive-amount": ["10.5 EUR"],
    "92-xl-serial-general": ["10.5 EUR", "11.5 EUR"],
    "93-xl-mixed-date": ["10.5 EUR", "11.5 EUR", "11.5 EUR", "11.5 EUR"],
}
"""The purchases of each case, and nothing besides."""


@pytest.mark.parametrize("name", VALUES)
def test_every_payment_has_its_value(case: Load, engine: Engine, name: str) -> None:
    case(name)
    assert [line.split(" ", 2 if ":" in line else 1)[-1] for line in payments(engine)] == [
        f"{value} purchase" for value in VALUES[name]
    ]


REFUSED = {
    "13-pacs002": "is a pacs.002.001.10, a status report: it carries no payments",
    "14-camt056": "is a camt.056.001.08, a request to cancel: it carries no payments",
    "15-pacs009": "is a pacs.009.001.08, a transfer between banks for themselves: it carries no payments",
    "16-pain002": "is a pain.002.001.03, a status report: it carries no payments",
    "177-text-null-words": "row 1, column payer_ref: is missing",
    "20-amount-german-thousands": "has amounts like 1,234 or 1.234 that can mean two things; declare decimal",
    "28-date-yymmdd": "column occurred_at, has years of two digits, which may stand first or last",
    "79-pq-struct-merchant": "the column merchant_id is of type struct<id: string>, no value of one record",
}
"""What is said of each that is refused."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_known_is_refused_and_said(case: Load, name: str) -> None:
    with pytest.raises(NothingToDo) as raised:
        case(name)
    assert REFUSED[name] in str(raised.value)


def count(engine: Engine, what: str) -> object:
    return engine.scalar(f"SELECT {what} FROM transactions")  # noqa: S608


def test_a_return_is_told_by_the_roles_of_its_original(case: Load, engine: Engine) -> None:
    case("17-pacs004-rtrchain")
    assert payments(engine) == ["2026-03-01 23:00 1000 USD purchase", "2026-03-02 23:00 1000 USD reversal"]
    assert (count(engine, "count(DISTINCT payer)"), count(engine, "count(DISTINCT merchant)")) == (1, 1)
    assert engine.scalar("SELECT count(*) FROM merchant_accounts") == 1
    assert count(engine, "count(*) FILTER (WHERE related_id = (SELECT min(transaction_id) FROM transactions))") == 1


def test_strangers_without_a_name_are_no_payer(case: Load, engine: Engine) -> None:
    ledger = case("03-notprovided-parties")
    assert count(engine, "count(DISTINCT payer)") == 2
    assert any("2 entries or details name one side only" in note for note in ledger.notes)


def test_what_the_bank_booked_is_told_apart(case: Load, engine: Engine) -> None:
    case("01-camt-nonref")
    assert (count(engine, "count(DISTINCT payer)"), engine.scalar("SELECT count(*) FROM rejects")) == (3, 0)


def test_dates_with_an_offset_are_the_days_that_they_name(case: Load, engine: Engine) -> None:
    case("08-pain-date-offset")
    assert [line.split()[0] for line in payments(engine)] == ["2026-03-04", "2026-03-05", "1998-12-31"]


def test_a_currency_holds_for_its_time(case: Load, engine: Engine) -> None:
    case("120-currencies")
    held = [str(code) for (code,) in engine.rows("SELECT DISTINCT currency FROM transactions ORDER BY 1")]
    assert {"BGN", "HRK", "ANG", "ZWL", "SLL", "CUC"} <= set(held)
    reasons = engine.rows("SELECT row, reason FROM rejects ORDER BY 1")
    gone = "was withdrawn before that day (ISO 4217)"
    none = "is not an ISO 4217 code or a known ticker"
    assert reasons == [(3, gone), (12, gone), (15, gone), (23, gone), (24, none), (25, none)]


def test_a_zone_that_nobody_mapped_is_said_to_change_hours(case: Load, engine: Engine) -> None:
    ledger = case("122-paypal-date-time")
    assert payments(engine)[0] == "2017-06-21 05:22 1560 USD purchase"
    assert any("Time Zone is not used and may say on which clock times are" in note for note in ledger.notes)


def test_a_sentinel_costs_its_row(case: Load, engine: Engine) -> None:
    case("124-sentinel-date")
    assert [row for (row,) in engine.rows("SELECT row FROM rejects")] == [9]


def test_a_search_for_attributes_is_a_report(case: Load, engine: Engine) -> None:
    case("152-misp-restsearch-attr")
    assert engine.rows("SELECT report_id, status FROM reports") == [("a1", "alleged")]


def test_a_text_as_amount_costs_that_report(case: Load, engine: Engine) -> None:
    ledger = case("157-misp-galaxy-attr-in-object")
    assert not ledger.refusals
    assert engine.rows("SELECT report_id FROM reports") == [("o1",)]
    assert [str(reason) for (reason,) in engine.rows("SELECT reason FROM rejects")] == [
        "the amount is a text that is no plain number; write it as 1234.50"
    ]


def test_a_card_refund_is_the_merchants(case: Load, engine: Engine) -> None:
    case("210-camt-card-refund")
    assert [line.split(" ", 2)[-1] for line in payments(engine)] == ["40 EUR purchase", "40 EUR refund"]
    assert (count(engine, "count(DISTINCT payer)"), count(engine, "count(DISTINCT merchant)")) == (1, 1)
    assert engine.rows("SELECT trading_name, legal_name FROM merchant_accounts") == [(None, "Shop")]


def test_a_bank_writes_what_was_paid_as_negative(case: Load, engine: Engine) -> None:
    ledger = case("52-negative-all")
    assert [line.split(" ", 2)[-1] for line in payments(engine)] == [
        "10.5 EUR purchase",
        "11.5 EUR purchase",
        "5 EUR credit",
    ]
    assert any("most amounts are negative, as a bank writes what was paid" in note for note in ledger.notes)


def test_two_columns_hold_one_sign_each(case: Load, engine: Engine) -> None:
    case("50-debit-credit")
    assert [line.split(" ", 2)[-1] for line in payments(engine)] == ["10.5 EUR purchase", "7 EUR credit"]


@pytest.mark.parametrize("name", ["171-jsonl-bom-leak", "111-jsonl-bom-crlf", "163-amount-euro-suffix"])
def test_no_note_quotes_a_value(case: Load, name: str) -> None:
    said = " ".join(case(name).notes)
    assert not any(value in said for value in ("Jane", "Corner", "12,50", "p0", "1.234"))


def test_the_serial_number_of_a_day_is_that_day(case: Load, engine: Engine) -> None:
    case("92-xl-serial-general")
    assert [line.split()[0] for line in payments(engine)] == ["2026-03-01", "2026-03-01"]


def test_dates_of_a_workbook_stay_dates_beside_text(case: Load, engine: Engine) -> None:
    case("93-xl-mixed-date")
    days = [line[:16] for line in payments(engine)]
    assert days == ["2026-03-01 11:30", "2026-03-12 23:00", "2026-04-02 22:00", "2026-03-01 23:00"]
