"""Exports of acquirers and wallets: what is refused by name, what a manifest says over them, what is left out."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path

import pytest

from finpath.errors import NothingToDo
from tests.ingest.coalition import Coalition

GOLDEN = Path(__file__).parent / "golden"
FILE = '[[files]]\ntable = "transactions"\npath = "t.csv"\n'
HOLDER = '[files.constants]\npayer_ref = "holder-1"\nmerchant_id = "holder-1"\n'
NAMELESS = {
    "settlement details report": (
        "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,"
        "Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Net Currency,Batch Number"
    ),
    "without the column Shopper Reference": (
        "Merchant Account,Psp Reference,Booking Date,TimeZone,Record Type,Payment Currency,Captured (PC)"
    ),
    "SumUp's report": "Email,Date,Transaction ID,Transaction type,Status,Payout ID,Total",
    "SumUp business account": "Transaction date;Transaction code;Transaction type;Reference;Transaction amount in;"
    "Transaction amount out",
    "Worldline's statement": "UID,Merchant Name,Paym. date,Brand,Trx Date,Gross Amount,Comm. Amount,Net amount",
    "Worldline Sips": "TITLE;Transactions;2026-03-01",
}
SETTLED = """Merchant Account,Psp Reference,Creation Date,TimeZone,Gross Debit (GC),Gross Credit (GC),Card
Shop,8831234567890123,2026-03-03 10:00:00,CET,,12.50,tok-1
"""
MAPPED = """[files.columns]
transaction_id = "Psp Reference"
occurred_at = ["Creation Date", "TimeZone"]
payer_ref = "Card"
merchant_id = "Merchant Account"
amount = "Gross Credit (GC)"
[files.constants]
currency = "EUR"
"""


@pytest.mark.parametrize("what", NAMELESS)
def test_a_report_that_names_no_payer_is_refused_by_what_it_is(coalition: Coalition, what: str) -> None:
    coalition.hand_in("north", {"t.csv": f"{NAMELESS[what]}\n"}, FILE)
    with pytest.raises(NothingToDo, match='say format = "csv"') as refused:
        coalition.load()
    assert what in str(refused.value)


def test_it_is_read_where_the_manifest_says_who_pays(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": SETTLED}, FILE + MAPPED)
    ledger = coalition.load()
    assert not ledger.refusals
    assert coalition.engine.rows("SELECT transaction_id, CAST(amount AS VARCHAR) FROM transactions") == [
        ("8831234567890123", "12.50000000")
    ]


def test_any_export_is_read_as_csv_where_the_manifest_says_so(coalition: Coalition) -> None:
    text = (GOLDEN / "revolut.input").read_text("utf-8")
    columns = '[files.columns]\ntransaction_id = "@row"\noccurred_at = "Started Date"\nmerchant_id = "Description"\n'
    columns += 'amount = "Amount"\ncurrency = "Currency"\n[files.constants]\npayer_ref = "holder-1"\n'
    clause = f'{FILE}format = "csv"\n{columns}[files.options]\nnegative_amount = "purchase"\n'
    coalition.hand_in("north", {"t.csv": text}, clause)
    assert coalition.load().files[0].taken == 11


@pytest.mark.parametrize(
    ("name", "kept", "left_out"),
    [
        ("wise", 4, {"2 rows name nobody": 2, "3 rows are conversions": 3}),
        ("wise_history", 4, {"2 rows are cancelled": 2, "1 rows move the owner's own money": 1}),
        ("revolut_business", 5, {"2 rows are not completed": 2, "3 rows are exchanges": 3, "2 rows name nobody": 2}),
        ("revolut", 5, {"2 rows are not completed": 2, "2 rows are exchanges": 2, "2 rows name nobody": 2}),
        ("adyen", 3, {"1 rows are not approved": 1}),
    ],
)
def test_what_is_no_payment_is_counted(coalition: Coalition, name: str, kept: int, left_out: dict[str, int]) -> None:
    text = (GOLDEN / f"{name}.input").read_text("utf-8")
    coalition.hand_in("north", {"t.csv": text}, FILE + HOLDER)
    ledger = coalition.load()
    (file,) = ledger.files
    assert (file.taken, file.rows) == (kept, kept)
    assert kept + sum(left_out.values()) == text.count("\n") - 1
    said = " ".join(ledger.notes)
    assert [what for what in left_out if what not in said] == []


def test_a_date_has_its_day_first_at_wise_whatever_the_others_allow(coalition: Coalition) -> None:
    text = (GOLDEN / "wise.input").read_text("utf-8")
    coalition.hand_in("north", {"t.csv": "\n".join(text.split("\n")[:3])}, FILE + HOLDER)
    coalition.load()
    assert [str(at)[:10] for (at,) in coalition.engine.rows("SELECT occurred_at FROM transactions ORDER BY row")] == [
        "2026-03-05",
        "2026-03-06",
    ]


def test_two_states_of_one_business_payment_are_told_by_their_state_alone(coalition: Coalition) -> None:
    header, *rows = (GOLDEN / "revolut_business.input").read_text("utf-8").splitlines()
    card = next(row for row in rows if ",r-2," in row)
    for state in ("PENDING", "DECLINED", "FAILED", "REVERTED", "CREATED"):
        rows.append(card.replace("r-2", f"r-{state}").replace("COMPLETED", state))
    coalition.hand_in("north", {"t.csv": "\n".join([header, *rows])}, FILE + HOLDER)
    assert coalition.load().files[0].taken == 5


def test_a_shoppers_number_is_of_one_merchant(coalition: Coalition) -> None:
    """What one merchant calls 1001 is nobody whom another merchant calls so."""
    text = (GOLDEN / "adyen_accounting.input").read_text("utf-8").rsplit("\n", 2)[0]
    coalition.hand_in("north", {"t.csv": text}, FILE)
    coalition.load()
    ids = "SELECT DISTINCT payer FROM transactions WHERE transaction_id IN :ids"
    asked = {"ids": ("8831234567890123", "8831234567890125:8831234567890126")}
    assert len(coalition.engine.rows(ids, asked)) == 2


def test_programs_write_it_in_several_ways(coalition: Coalition) -> None:
    text = (GOLDEN / "revolut.input").read_text("utf-8")
    shorter = "\n".join(line.rpartition(",")[0] for line in text.splitlines())
    for variant in (
        text,
        text.replace(",", ";"),
        f"sep=,\r\n{text}",
        f"\ufeff{text}",
        shorter,
        text.replace("\n", "\r\n"),
    ):
        coalition.hand_in("north", {"t.csv": variant}, FILE + HOLDER)
        ledger = coalition.load()
        assert ledger.files[0].taken == 5
        assert not [note for note in ledger.notes if "is not used" in note]


def test_capitals_of_other_years_are_those_columns(coalition: Coalition) -> None:
    text = (GOLDEN / "adyen_accounting.input").read_text("utf-8").rsplit("\n", 2)[0]
    coalition.hand_in("north", {"t.csv": text.replace("Psp Reference", "PSP Reference")}, FILE)
    assert coalition.load().files[0].taken == 5


@pytest.mark.parametrize("bound", [1 << 17, 1 << 30])
def test_records_that_are_broken_are_not_lost_in_silence(
    coalition: Coalition, bound: int, request: pytest.FixtureRequest
) -> None:
    """Whatever bound another library of the process has set: FollowTheMoney does so as it is imported."""
    request.addfinalizer(partial(csv.field_size_limit, csv.field_size_limit(bound)))
    text = (GOLDEN / "revolut.input").read_text("utf-8")
    coalition.hand_in("north", {"t.csv": text + "CARD_PAYMENT,Current\n"}, FILE + HOLDER)
    coalition.load()
    assert coalition.rejects() == [(12, None, "the record has another number of fields than the header")]
    for broken in (text.replace("Flower Shop", '"Flower Shop'), text.replace("Flower", "F" * (1 << 18))):
        coalition.hand_in("north", {"t.csv": broken}, FILE + HOLDER)
        with pytest.raises(NothingToDo, match="quotes that do not close, or a value without end"):
            coalition.load()
