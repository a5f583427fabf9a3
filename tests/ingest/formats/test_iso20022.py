"""Messages of banks: taken whichever version and encoding they come in, and held against their own sums."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from finpath.engine import Batches
from finpath.errors import ContributionError, NothingToDo
from finpath.ingest.format import Request
from finpath.ingest.formats.camt import Camt
from finpath.ingest.formats.pacs import Pacs
from finpath.ingest.formats.pain import Pain
from finpath.ingest.iso20022.cut import ElementSplitter
from finpath.ingest.iso20022.definition import message_definition
from finpath.ingest.iso20022.details import DetailsReader
from finpath.ingest.iso20022.elements import CREDITOR, DEBTOR, PAYMENT
from finpath.ingest.iso20022.shapes import parts
from finpath.ingest.iso20022.text import chunks
from finpath.ingest.surrogates import Surrogates
from tests.ingest.coalition import KEYS, Coalition
from tests.ingest.formats.iso20022 import entry, of_packages, statement

UNITS = {"camt.053": "Ntry", "pacs.008": "CdtTrfTxInf", "pacs.003": "DrctDbtTxInf", "pacs.004": "TxInf"}
UNITS |= {"pain.001": "CdtTrfTxInf", "pain.008": "DrctDbtTxInf"}
KNOWN = [path for path in of_packages() if (message_definition(path.read_bytes()) or "")[:8] in UNITS]
HIDDEN = "<CardSctyCd><CSCVal>123</CSCVal></CardSctyCd>"
HIDDEN = f"<CardTx><Card><PlainCardData>{HIDDEN}</PlainCardData></Card></CardTx>"
HEAD = '<?xml version="1.0" encoding="{}"?>\n<!-- before\nthe root -->'

FIELD_ROWS = {
    "200519_camt.054_P_CH2909000000250094239_1111091335_0_2020061900081727.xml": 2,
    "200519_camt054-ESR-ASR_P_CH2909000000250094239_1110092704_0_2019042500372179.xml": 5,
    "200519_camt054-epo_p_ch5109000000250092291_1110097605_0_2019052103322231.xml": 1,
    "200519_camt054-returns_p_ch2909000000250094239_1109800798_0_2019052023472022.xml": 1,
    "200924_camt.054_P_CH2909000000250094239_1110092703_0_2019042423412214.xml": 6,
    "200924_camt.054_P_CH2909000000250094239_1111091335_0_2020061900081727.xml": 2,
    "FI_camt_052_sample.xml.xml": 1,
    "FI_camt_053_sample.xml.xml": 6,
    "camt053.v2.minimal.ultimate.xml": 1,
    "camt053.v4.xml": 1,
    "camt054-returns_p_ch5109000000250092291_1110097606_0_2020112500512470.xml": 1,
    "camt054.v4.xml": 3,
    "pacs.008.001.07.xml": 1,
    "sepa_payment_naujas_1.xml": 1,
    "statement_1.xml": 4,
}
"""Payments in each file; the others hold entries that name one side only, that are not booked, or an amount of zero."""


def handed_in(coalition: Coalition, content: str | bytes, table: str = "transactions") -> Coalition:
    entry = f'[[files]]\ntable = "{table}"\npath = "x.xml"\n'
    coalition.hand_in("north", {"x.xml": content}, entry, kind="bank")
    return coalition


def refusal(coalition: Coalition, content: str | bytes, table: str = "transactions") -> str:
    with pytest.raises(NothingToDo) as raised:
        handed_in(coalition, content, table).load()
    return str(raised.value).removeprefix("Every contribution was refused. ")


def test_the_fast_way_reads_what_a_parser_reads() -> None:
    for path in KNOWN:
        unit = UNITS[(message_definition(path.read_bytes()) or "")[:8]]
        details = DetailsReader("x.xml")
        elements = list(etree.parse(path).getroot().iter(f"{{*}}{unit}"))
        texts = [text for _, text in ElementSplitter(unit).split_stream(chunks(path, "x.xml")) if text]
        assert len(texts) == len(elements) > 0
        for text, element in zip(texts, elements, strict=True):
            once, again = details.read(text), details.read(text)
            assert once == again
            for found, paths in zip(once, (PAYMENT, DEBTOR, CREDITOR), strict=True):
                said = parts(element, paths)
                asked = zip(found, said, paths.values(), strict=True)
                assert [
                    (got or None) == (theirs or None) or any(path.endswith("*") for path in places)
                    for got, theirs, places in asked
                ] == [True] * len(paths)


def read(path: Path) -> list[dict[str, str | None]]:
    """The rows that a message gives, before anybody looks at them."""
    (form,) = (one for one in (Camt, Pacs, Pain) if one.recognises(path.read_bytes()))
    request = Request(
        path=path,
        label=path.name,
        options={},
        wanted=(),
        texts=(),
        folder=path.parent,
        table="transactions",
        surrogates=Surrogates(KEYS, "north"),
    )
    found = form.records(request)
    assert isinstance(found.scan, Batches)
    return [
        dict(zip((*found.names, "side"), row.values(), strict=True))
        for batch in found.scan.open([])
        for row in batch.to_pylist()
    ]


def test_messages_of_packages_are_taken_or_refused_in_a_sentence() -> None:
    refused, rows, short = [], [], []
    for path in KNOWN:
        try:
            found = read(path)
        except ContributionError as error:
            refused.append(str(error))
            continue
        rows += found
        short += [(path.name, row["kind"]) for row in found if not row["payer_ref"] or not row["merchant_id"]]
    (said,) = refused
    assert said.startswith("template.xml holds 1 transactions in group 1 (PmtInf) and says 2: it was cut")
    assert (len(KNOWN), len(rows)) == (245, 279)
    assert short == [("pacs.004.001.11.xml", "reversal")]  # it does not repeat whose payment goes back
    for row in rows:
        assert Decimal(str(row["amount"])) > 0
        assert len(str(row["currency"])) == 3
        assert row["transaction_id"]
        assert re.match(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]", str(row["occurred_at"]))


@pytest.mark.field
def test_messages_of_others_are_taken(coalition: Coalition, field_data: Path) -> None:
    paths = sorted((field_data / "iso20022").glob("*.xml"))
    for path in paths:
        coalition.hand_in(path.stem, {path.name: path.read_bytes()}, kind="bank")
    ledger = coalition.load(as_of=dt.datetime(2026, 1, 1))  # noqa: DTZ001 - naive UTC; they are of many years
    assert not ledger.refusals
    assert {Path(file.path).name: file.taken for file in ledger.files if file.taken} == FIELD_ROWS
    assert len(paths) == len(ledger.files) == 24
    assert not coalition.rejects()


@pytest.mark.parametrize(
    "content",
    [
        statement().encode(),
        b"\xef\xbb\xbf" + statement().encode(),
        (HEAD.format("UTF-16") + statement()).encode("utf-16"),
        (HEAD.format("UTF-16") + statement()).encode("utf-16-be"),
        (HEAD.format("windows-1252") + statement()).encode("cp1252"),
        (HEAD.format("UTF-8") + statement()).encode(),
        gzip.compress(statement().encode(), mtime=0),
        statement(entry(name="<![CDATA[Jo]]> Payer<!-- he --><?his eye?>")).encode(),
        statement(entry(name="Jo&#x20;Payer")).encode(),
        statement().replace("<", "<n:").replace("<n:/", "</n:").replace("xmlns=", "xmlns:n=").encode(),
        statement().replace("><", ">\r\n    <").encode(),
        statement().replace('.02"', '.02}:x"').encode(),
    ],
    ids="plain bom utf-16 big-endian cp1252 comment gzip marked escaped prefixed indented braced".split(),
)
def test_a_message_is_known_by_its_content(coalition: Coalition, content: bytes) -> None:
    handed_in(coalition, content).load()
    assert coalition.column("(transaction_id, amount, currency, kind, rail)") == [
        (coalition.column("transaction_id")[0], Decimal(5), "EUR", "purchase", "credit_transfer")
    ]
    assert coalition.column("payer_ref_kind", "payer_tokens", "payer") == ["iban"]
    assert str(coalition.column("transaction_id")[0]).endswith(":R-1:+5")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f'<!DOCTYPE d [<!ENTITY a "b">]>{statement(entry(name="&a;"))}', "has a document type definition"),
        (f'<!DOCTYPE d SYSTEM "file:///etc/hostname">{statement()}', "has a document type definition"),
        (statement(entry(name="&a;")), "is not well-formed XML"),
        (statement(entry(name="\x01")), "is not well-formed XML"),
        (statement(entry(inside="<a>" * 3_000 + "</a>" * 3_000)), "nested deeper than a payment message can be"),
        (statement(summary="<a>" * 3_000 + "</a>" * 3_000), "nested deeper than a payment message can be"),
        (statement(entry(name="x" * 2_000_000)), "in one text"),
        (statement(summary=f"<a>{'x' * 20_000_000}</a>"), "is not well-formed XML"),
        (statement()[:-30], "is not well-formed XML"),
        (statement() + statement(), "is not well-formed XML"),
        (statement(entry(), "<n:Ntry xmlns:n='urn:iso'></n:Ntry>"), "in several ways"),
        ((HEAD.format("UTF-8") + statement(entry(name="é"))).encode("cp1252"), "is not text in UTF-8"),
        (f'<?xml version="1.0" encoding="klingon"?>{statement()}', "is not text in klingon"),
        (statement(entry(inside=HIDDEN)), "security code or its track"),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_may_not_be_in_a_message_refuses_it(coalition: Coalition, content: str | bytes, reason: str) -> None:
    said = refusal(coalition, content)
    assert said.startswith("north/x.xml ")
    assert reason in said


def test_a_report_cannot_tell_of_reports(coalition: Coalition) -> None:
    assert "it cannot be read as reports" in refusal(coalition, statement(), "reports")


SUMMARY = "<TxsSummry><TtlNtries><NbOfNtries>{}</NbOfNtries><Sum>{}</Sum></TtlNtries></TxsSummry>"


def test_a_statement_that_was_cut_off_is_refused(coalition: Coalition) -> None:
    said = refusal(coalition, statement(entry("R-1"), entry("R-2"), summary=SUMMARY.format(3, 15)))
    assert said == "north/x.xml holds 2 entries and says 3: it was cut off or put together. Send it whole."


def test_a_page_of_a_statement_is_not_held_against_the_sums_of_all(coalition: Coalition) -> None:
    page = "<MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>"
    ledger = handed_in(coalition, statement(entry(), summary=SUMMARY.format(3, 15), page=page)).load()
    assert ledger.files[0].taken == 1


def test_a_sum_that_does_not_add_up_is_in_the_coverage(coalition: Coalition) -> None:
    ledger = handed_in(coalition, statement(entry(amount="5.50"), summary=SUMMARY.format(1, "5.40"))).load()
    assert "north/x.xml: the entries add up to 5.50, and the file says 5.40." in ledger.notes


def test_no_card_number_passes(coalition: Coalition) -> None:
    pan = "5555444433331111"
    card = f"<CardTx><Card><PlainCardData><PAN>{pan}</PAN></PlainCardData></Card></CardTx>"
    text = f"<Refs><EndToEndId>{pan}</EndToEndId></Refs><RmtInf><Ustrd>my card {pan}</Ustrd></RmtInf>"
    by_account = entry("R-4").replace("IBAN", "BBAN").replace("DE89370400440532013000", pan)
    by_card = (entry(pan, inside=card), entry("R-2", inside=card))
    content = statement(*by_card, entry("R-3", inside=text), by_account)
    handed_in(coalition, content).load()
    assert coalition.column("count(DISTINCT payer)", order="1") == [2]  # the card, however it is written, and the IBAN
    held = coalition.engine.rows("SELECT CAST(t AS VARCHAR) FROM transactions AS t")
    held += coalition.engine.rows("SELECT CAST(t AS VARCHAR) FROM payer_tokens AS t")
    assert len(held) == 6
    assert not [row for row in held if pan in str(row)]
    assert KEYS.member_key.decode() not in str(held)


def test_a_statement_also_tells_of_merchants_and_of_where_money_goes(coalition: Coalition) -> None:
    out = entry("R-2", amount="3").replace("CRDT", "DBIT").replace("Dbtr", "Cdtr").replace("Jo Payer", "Wholesale")
    tables = "".join(f'[[files]]\ntable = "{one}"\npath = "x.xml"\n' for one in ("merchants", "transfers"))
    coalition.hand_in("north", {"x.xml": statement(entry(), entry("R-3"), out)}, tables, kind="bank")
    coalition.load()
    asked = "SELECT legal_name, settlement_account FROM merchant_accounts ORDER BY legal_name"
    (name, flowers), (other, wholesale) = coalition.engine.rows(asked)
    assert (name, other) == ("Flowers", "Wholesale")
    moved = coalition.engine.rows("SELECT from_account, to_account, amount FROM transfers ORDER BY row")
    assert len({one for one, _, _ in moved}) == 2
    assert moved[0] == moved[1] == (moved[0][0], flowers, Decimal(5))
    assert moved[2] == (flowers, wholesale, Decimal(3))


INSTRUCTION = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>I</MsgId><CreDtTm>2026-02-27T21:00:00Z</CreDtTm><NbOfTxs>{n}</NbOfTxs></GrpHdr>
<PmtInf><PmtInfId>G</PmtInfId><ReqdExctnDt><Dt>2026-02-28</Dt></ReqdExctnDt><Dbtr><Nm>Jo</Nm></Dbtr>
<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>{payments}</PmtInf></CstmrCdtTrfInitn></Document>"""
INSTRUCTED = """<CdtTrfTxInf><PmtId><EndToEndId>E</EndToEndId>{uetr}</PmtId>
<Amt><InstdAmt Ccy="EUR">{amount}</InstdAmt></Amt>
<Cdtr><Nm>Flowers</Nm></Cdtr><CdtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></CdtrAcct></CdtTrfTxInf>"""
UETR = "<UETR>eb6305c9-1f7f-49de-aed0-16487c27b42d</UETR>"


def instruction(*amounts: str, uetr: str = "") -> str:
    payments = "".join(INSTRUCTED.format(amount=amount, uetr=uetr) for amount in amounts)
    return INSTRUCTION.format(n=len(amounts), payments=payments)


def other_account(text: str) -> str:
    """The same entries on the payer's account."""
    swapped = text.replace("CRDT", "DBIT").replace("DE89370400440532013000", "HERE").replace("Dbtr", "Cdtr")
    return swapped.replace("NL91ABNA0417164300", "DE89370400440532013000").replace("HERE", "NL91ABNA0417164300")


def counted(coalition: Coalition) -> list[tuple[object, ...]]:
    ledger = coalition.load()
    paths = {file.index: Path(file.path).name for file in ledger.files}
    found = coalition.engine.rows("SELECT file, CAST(amount AS INTEGER), counted FROM transactions ORDER BY 1, 2")
    return [(paths[int(str(file))], amount, counts) for file, amount, counts in found]


def test_an_instruction_and_its_bookings_are_one_payment(coalition: Coalition) -> None:
    files = {
        "1-pain.xml": instruction("5.00", "7.00"),
        "2-payer.xml": other_account(statement(entry("R-8", amount="5"))),
        "3-payee.xml": statement(entry("R-9", amount="5.0")),
    }
    coalition.hand_in("north", files, kind="bank")
    assert counted(coalition) == [
        ("1-pain.xml", 5, False),
        ("1-pain.xml", 7, True),  # not booked yet, or not in these statements
        ("2-payer.xml", 5, False),
        ("3-payee.xml", 5, True),
    ]


def test_two_banks_tell_of_one_payment_by_its_uetr(coalition: Coalition) -> None:
    inside = f"<Refs>{UETR}</Refs>"
    coalition.hand_in("east", {"payer.xml": other_account(statement(entry("E-1", inside=inside)))}, kind="bank")
    coalition.hand_in("north", {"payee.xml": statement(entry("N-1", inside=inside), entry("N-2"))}, kind="bank")
    coalition.hand_in("west", {"pain.xml": instruction("5", uetr=UETR)}, kind="bank")
    assert counted(coalition) == [
        ("payer.xml", 5, False),
        ("payee.xml", 5, True),
        ("payee.xml", 5, True),
        ("pain.xml", 5, False),
    ]


def test_the_statement_counts_over_the_report_of_the_day(coalition: Coalition) -> None:
    day = statement(entry("R-1"), entry("R-2")).replace("camt.053", "camt.052").replace("Stmt>", "Rpt>")
    full = statement(entry("R-1", inside="<RmtInf><Ustrd>roses</Ustrd></RmtInf>"), entry("R-3"))
    coalition.hand_in("north", {"1.xml": day, "2.xml": full, "3.xml": full}, kind="bank")
    ledger = coalition.load()
    assert [(file.taken, file.superseded, file.duplicates) for file in ledger.files] == [
        (1, 1, 0),
        (2, 0, 0),
        (0, 0, 2),
    ]
    assert not coalition.rejects()
