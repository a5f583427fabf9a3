"""Kinds of faults that were silent, each in other formats and places than the file that first showed it."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from finpath.errors import NothingToDo
from tests.ingest.coalition import ROW, Coalition, rows
from tests.ingest.formats.iso20022 import entry, statement

COMMA = '[[files]]\ntable = "transactions"\npath = "{}"\n[files.options]\ndecimal = ","\n'
PAYMENT = """<CdtTrfTxInf><PmtId>{ids}</PmtId><IntrBkSttlmAmt Ccy="{currency}">{amount}</IntrBkSttlmAmt>
<IntrBkSttlmDt>2026-03-02</IntrBkSttlmDt><Dbtr><Nm>{payer}</Nm></Dbtr><Cdtr><Nm>Shop</Nm></Cdtr></CdtTrfTxInf>"""
PACS = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M</MsgId>
<NbOfTxs>{count}</NbOfTxs></GrpHdr>{payments}</FIToFICstmrCdtTrf></Document>"""


def payment(ids: str = "<UETR>u</UETR>", amount: str = "5", currency: str = "EUR", payer: str = "Jo") -> str:
    return PAYMENT.format(ids=ids, amount=amount, currency=currency, payer=payer)


def pacs(*payments: str) -> str:
    return PACS.format(count=len(payments), payments="".join(payments))


def refusal(coalition: Coalition, name: str, content: str | bytes) -> str:
    coalition.hand_in("north", {name: content}, f'[[files]]\ntable = "transactions"\npath = "{name}"\n')
    with pytest.raises(NothingToDo) as raised:
        coalition.load()
    return str(raised.value).removeprefix("Every contribution was refused. ")


# A number that its file says is one means itself, whatever is declared of texts.


def workbook(amount: object) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(ROW))
    sheet.append(list({**ROW, "amount": amount}.values()))
    book.save(out)
    return out.getvalue()


def parquet(kind: pa.DataType, amount: object) -> bytes:
    out = io.BytesIO()
    table = pa.table({**{name: [text] for name, text in ROW.items()}, "amount": pa.array([amount], kind)})
    pq.write_table(table, out)
    return out.getvalue()


TYPED: dict[str, str | bytes] = {
    "t.jsonl": json.dumps({**ROW, "amount": 11.125}),
    "t.json": json.dumps([{**ROW, "amount": 11.125}]),
    "wrapped.json": json.dumps({"page": {"items": [{**ROW, "amount": 11.125}]}, "next": None}),
    "t.xlsx": workbook(11.125),
    "float.parquet": parquet(pa.float64(), 11.125),
    "decimal.parquet": parquet(pa.decimal128(10, 3), Decimal("11.125")),
}


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("declared", [True, False])
def test_a_typed_number_keeps_its_value(coalition: Coalition, name: str, *, declared: bool) -> None:
    entries = COMMA.format(name) if declared else ""
    coalition.hand_in("north", {name: TYPED[name]}, entries)
    coalition.load()
    assert coalition.column("amount") == [Decimal("11.125")]


@pytest.mark.parametrize("text", ["3.000", "3,000"])
@pytest.mark.parametrize("form", ["t.csv", "t.jsonl", "t.json"])
def test_a_text_that_can_be_two_numbers_is_refused(coalition: Coalition, form: str, text: str) -> None:
    row = {**ROW, "amount": text}
    content = {"t.csv": rows(row, delimiter=";"), "t.jsonl": json.dumps(row), "t.json": json.dumps([row])}[form]
    assert "can mean two things" in refusal(coalition, form, content)


def test_amounts_of_messages_are_numbers_by_their_schema(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.xml": pacs(payment(amount="1.250", currency="KWD"))}, kind="bank")
    coalition.load()
    assert coalition.column("amount") == [Decimal("1.250")]


# Words for nothing name nobody, in any format.


@pytest.mark.parametrize("word", ["NULL", "\\N", "n/a", "None", "nan", "UNKNOWN", "not provided", "-", "unbekannt"])
@pytest.mark.parametrize("column", ["payer_ref", "merchant_id"])
def test_a_word_for_nothing_is_no_name(coalition: Coalition, word: str, column: str) -> None:
    coalition.hand_in(
        "north", {"t.jsonl": json.dumps({**ROW, column: word}) + "\n" + json.dumps(ROW | {"transaction_id": "t2"})}
    )
    coalition.load()
    assert coalition.rejects() == [(1, column, "is missing")]


def test_strangers_of_an_instruction_are_no_payer(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.xml": pacs(payment(payer="NOTPROVIDED"), payment("<UETR>v</UETR>"))}, kind="bank")
    coalition.load()
    assert coalition.rejects() == [(1, "payer_ref", "is missing")]


def test_a_name_that_only_begins_so_is_a_name(coalition: Coalition) -> None:
    coalition.hand_in(
        "north", {"t.csv": rows({"merchant_id": "None Such"}, {"merchant_id": "Nanette"}, {"merchant_id": "N26"})}
    )
    coalition.load()
    assert len(coalition.column("merchant_id", "merchant_accounts", "merchant")) == 3


# What is one payment twice, and what is two.


@pytest.mark.parametrize(
    "ids", ["<EndToEndId>NOTPROVIDED</EndToEndId>", "<EndToEndId>INV</EndToEndId>", "<TxId>NONREF</TxId>"]
)
def test_a_reference_that_names_nothing_keeps_no_payment_out(coalition: Coalition, ids: str) -> None:
    content = pacs(payment(ids), payment(ids, amount="7"), payment(ids))
    coalition.hand_in("north", {"a.xml": content, "again.xml": content}, kind="bank")
    coalition.load()
    assert sorted(coalition.column("amount")) == [5, 5, 7]  # type: ignore[type-var]


def test_entries_that_share_the_banks_reference_are_told_apart(coalition: Coalition) -> None:
    content = statement(entry("R", name="Jo"), entry("R", name="Kim"), entry("R", name="Jo"))
    coalition.hand_in("north", {"a.xml": content, "b.xml": content}, kind="bank")
    ledger = coalition.load()
    assert (len(coalition.column("amount")), coalition.rejects()) == (3, [])
    assert [file.duplicates for file in ledger.files] == [0, 3]


# What a file is, and that nothing of it is quietly lost.


def test_messages_of_two_kinds_in_one_file_are_refused(coalition: Coalition) -> None:
    other = pacs(payment()).replace("pacs.008", "pacs.004").replace("FIToFICstmrCdtTrf", "PmtRtr").replace("CdtTrf", "")
    said = refusal(coalition, "t.xml", f"<Batch>{pacs(payment())}{other}</Batch>")
    assert "holds messages of several kinds, pacs.008 and pacs.004; put each kind into a file of its own" in said


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%", "a PDF document"),
        (b"90" + b"400000" + b"26065" + b" " * 155 + b"\n", "a Visa Base II clearing file"),
        (("90" + "400000" + "26065" + " " * 155).encode("cp037"), "a Visa Base II clearing file"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
        (b"SQLite format 3\0" + b"\0" * 100, "an SQLite database"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a picture"),
    ],
    ids="pdf visa visa-ebcdic page sqlite picture".split(),
)
def test_a_file_that_is_not_read_is_named(coalition: Coalition, content: bytes, what: str) -> None:
    assert f"is of no known format: it is {what}" in refusal(coalition, "t.bin", content)


def test_an_empty_first_line_is_no_header(coalition: Coalition) -> None:
    assert "has no header in its first line" in refusal(coalition, "t.csv", "\nr1;;EUR\nr2;x;EUR\n")


def test_a_page_of_several_answers_is_said(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.json": json.dumps({"data": [ROW], "next": "https://api.example/2"})})
    assert "it says that another page follows: hand in all of them." in " ".join(coalition.load().notes)


@pytest.mark.parametrize("name", ["t.json", "t.jsonl"])
def test_an_object_is_no_id(coalition: Coalition, name: str) -> None:
    two = [{**ROW, "merchant_id": {"id": "m"}}, {**ROW, "transaction_id": "t2"}]
    content = json.dumps(two) if name == "t.json" else "\n".join(map(json.dumps, two))
    coalition.hand_in("north", {name: content})
    coalition.load()
    ((row, column, reason),) = coalition.rejects()
    assert (row, column) == (1, None)
    assert "holds an object or a list" in str(reason)


# No message quotes a value.


@pytest.mark.parametrize(
    "content",
    [
        "Jane Example,Corner Shop,EUR,5\nJo Other,Shop,EUR,6\n",
        "Jane Example\tCorner Shop\tEUR\t5\n",
        '{"Jane Example": {"amount": 5}}\n',
        "﻿sep=,\nJane Example,Corner Shop,EUR,5\n",
    ],
    ids="csv tsv json sep".split(),
)
def test_no_refusal_quotes_the_first_row(coalition: Coalition, content: str) -> None:
    said = refusal(coalition, "t.csv", content)
    assert not any(word in said for word in ("Jane", "Example", "Corner"))


# Signs.


SIGN = '[[files]]\ntable = "transactions"\npath = "t.csv"\n[files.options]\nnegative_amount = "{}"\n'


@pytest.mark.parametrize("kind", ["bank", "acquirer", "wallet"])
def test_the_manifest_says_that_negative_is_a_purchase(coalition: Coalition, kind: str) -> None:
    content = rows({"amount": "-10.50"}, {"amount": "7.25"}, {"amount": "(3.10)"}, {"amount": "2.20-"})
    coalition.hand_in("north", {"t.csv": content}, SIGN.format("purchase"), kind=kind)
    coalition.load()
    assert coalition.column("kind") == ["purchase", "credit", "purchase", "purchase"]


def test_a_few_negative_amounts_of_a_bank_are_refunds_where_it_says_so(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({"amount": "-1.50"}, {}, {})}, SIGN.format("refund"), kind="bank")
    coalition.load()
    assert coalition.column("kind") == ["refund", "purchase", "purchase"]


def test_debit_and_credit_in_one_row_are_a_fault(coalition: Coalition) -> None:
    columns = '[[files]]\ntable = "transactions"\npath = "t.csv"\n[files.columns]\namount = ["paid", "back"]\n'
    content = rows(
        {"amount": "", "paid": "5.50", "back": "0.00"}, {"paid": "1.50", "back": "2.50"}, {"paid": "", "back": "-3"}
    )
    coalition.hand_in("north", {"t.csv": content}, columns)
    coalition.load()
    assert (coalition.column("amount"), coalition.column("kind")) == ([Decimal("5.5"), 3], ["purchase", "credit"])
    assert ("amount", "stands in both columns, of what is paid and of what comes back") in [
        (column, reason) for _, column, reason in coalition.rejects()
    ]


def test_a_currency_beside_an_amount_must_be_the_rows(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({"amount": "5.50 $"}, {"amount": "€7.25"}, {"amount": "8.10 USD"})})
    coalition.load()
    other = ("amount", "names another currency than the column currency")
    assert [(column, reason) for _, column, reason in coalition.rejects()] == [other, other]


def test_a_declared_encoding_that_the_text_disproves_is_refused(coalition: Coalition) -> None:
    entries = '[[files]]\ntable = "transactions"\npath = "t.csv"\n[files.options]\nencoding = "cp1252"\n'
    coalition.hand_in("north", {"t.csv": rows({"descriptor": "Café"})}, entries)
    with pytest.raises(NothingToDo, match="is in UTF-8, and declared as"):
        coalition.load()


def test_a_folder_never_overrides_a_column(coalition: Coalition) -> None:
    folder = coalition.hand_in(
        "north", {}, '[[files]]\ntable = "transactions"\npath = "currency=USD/payer_ref=x/*.*"\n'
    )
    inside = folder / "currency=USD" / "payer_ref=x"
    inside.mkdir(parents=True)
    (inside / "t.csv").write_text(rows({}))
    (inside / "t.jsonl").write_text(json.dumps({**ROW, "transaction_id": "t2"}))
    (inside / "t.parquet").write_bytes(parquet(pa.string(), "10.50"))
    coalition.load()
    assert set(coalition.column("currency")) == {"EUR"}
    assert coalition.column("count(DISTINCT payer)", order="1") == [1]


def test_a_column_beside_the_amount_says_its_sign(coalition: Coalition) -> None:
    entries = '[[files]]\ntable = "transactions"\npath = "t.csv"\n[files.options]\nsign = "Af Bij"\n'
    said = [{"Af Bij": "Af"}, {"Af Bij": "Bij"}, {"Af Bij": ""}, {"Af Bij": "CRDT", "amount": "-3.50"}]
    coalition.hand_in("north", {"t.csv": rows(*said)}, entries)
    coalition.load()
    assert coalition.column("kind") == ["purchase", "credit", "credit"]
    assert coalition.column("amount") == [10, 10, Decimal("3.5")]
    assert ("has no sign that is known: neither debit nor credit stands beside it") in {
        reason for _, _, reason in coalition.rejects()
    }


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_text_of_two_bytes_is_read_or_named(coalition: Coalition, encoding: str) -> None:
    content = json.dumps([ROW]).encode(encoding)
    if encoding == "utf-16":
        coalition.hand_in("north", {"t.json": content})
        coalition.load()
        assert coalition.column("amount") == [10]
    else:
        assert "UTF-16 without a byte order mark: declare encoding" in refusal(coalition, "t.json", content)
