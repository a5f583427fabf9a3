"""Clearing records of Mastercard become payments, whatever their framing, and no card number comes out."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from pathlib import Path

import pytest
from cardutil import iso8583, mciipm

from finpath.ingest.iso8583 import fields, raw_messages
from tests.ingest.coalition import Coalition

CARD = "5555444433331111"
ARN = "15432106060000000000018"
SHOP = "BLUE SHOP AMSTERDAM"
ENTRY = '[[files]]\ntable = "{table}"\npath = "t.ipm"\n'

Said = Mapping[str, str | int]

PRESENTED: Said = {
    "MTI": "1240",
    "DE2": CARD,
    "DE3": "000000",
    "DE4": 12345,
    "DE12": "2026-03-01T10:11:12",
    "DE22": "510101014001",
    "DE24": "200",
    "DE26": 5967,
    "DE31": ARN,
    "DE32": "543210",
    "DE37": "606000000001",
    "DE41": "TERM0001",
    "DE42": "MERCHANT0000001",
    "DE43": "BLUE SHOP           \\1 HIGH STREET      \\AMSTERDAM    \\1011AB    NH NLD",
    "DE49": "978",
    "DE63": " MCC1234560301",
    "DE71": 1,
}
BACK: Said = {"MTI": "1442", "DE24": "450", "DE25": "4837", "DE12": "2026-03-20T09:00:00"}
AGAIN: Said = {"DE24": "205", "DE12": "2026-03-29T09:00:00"}
REVERSAL: Said = {"PDS0025": "R260301"}
HEADER: Said = {"MTI": "1644", "DE24": "697", "PDS0105": "0022603010000000000000001", "DE71": 1}
TRAILER: Said = {"MTI": "1644", "DE24": "695", "PDS0306": "00000007"}
FEE: Said = {"MTI": "1740", "DE24": "700", "DE2": CARD, "DE4": 100, "DE49": "978", "DE71": 5}


def written(*said: Said, blocked: bool = False, encoding: str = "latin-1") -> bytes:
    """A clearing file as cardutil writes it."""
    out = io.BytesIO()
    with mciipm.IpmWriter(out, encoding=encoding, blocked=blocked) as writer:
        for message in said:
            writer.write(dict(message))
    return out.getvalue()


def lifecycle() -> list[Said]:
    """A payment, all that can follow it, and what stands around payments."""
    answers = [{**PRESENTED, **more} for more in ({}, BACK, AGAIN, REVERSAL)]
    return [HEADER, *answers, FEE, TRAILER]


def hand_in(coalition: Coalition, content: bytes, table: str = "transactions", more: str = "") -> None:
    coalition.hand_in("north", {"t.ipm": content}, ENTRY.format(table=table) + more)


@pytest.mark.parametrize("encoding", ["latin-1", "cp500"])
@pytest.mark.parametrize("blocked", [False, True])
def test_the_messages_of_a_payment_are_told_apart(coalition: Coalition, encoding: str, *, blocked: bool) -> None:
    hand_in(coalition, written(*lifecycle(), blocked=blocked, encoding=encoding))
    ledger = coalition.load()
    assert coalition.rejects() == []
    assert coalition.column("(row, kind, transaction_id, related_id)") == [
        (2, "purchase", f"{ARN}-1240-200", None),
        (3, "chargeback", f"{ARN}-1442-450", f"{ARN}-1240-200"),
        (4, "representment", f"{ARN}-1240-205", f"{ARN}-1240-200"),
        (5, "reversal", f"{ARN}-1240-200-R", f"{ARN}-1240-200"),
    ]
    said = "(amount, currency, network_reference, acquirer_id, terminal_id, mcc, rail, entry_mode, descriptor)"
    assert set(map(str, coalition.column(said))) == {
        f"(Decimal('123.45000000'), 'EUR', '{ARN}', '543210', 'TERM0001', '5967', 'card', '510101014001', '{SHOP}')"
    }
    assert coalition.column("(card_present, recurring, payee_country)")[0] == (True, None, "NL")
    assert coalition.column("CAST(occurred_at AS VARCHAR)")[0] == "2026-03-01 09:11:12"
    assert any("1 messages 1740/700 are no payments to a merchant" in note for note in ledger.notes)
    assert not any("trailer" in note for note in ledger.notes)


@pytest.mark.parametrize(
    ("code", "amount", "said"),
    [("392", 12345, "12345"), ("414", 12345, "12.345"), ("840", 1, "0.01"), ("990", 10000, "1"), ("946", 5, "0.05")],
)
def test_an_amount_has_the_decimals_of_its_currency(coalition: Coalition, code: str, amount: int, said: str) -> None:
    hand_in(coalition, written({**PRESENTED, "DE49": code, "DE4": amount}))
    coalition.load()
    assert coalition.column(f"amount = CAST('{said}' AS DECIMAL(38, 8))") == [True]


def test_the_exponent_of_the_message_goes_before_the_standard_s(coalition: Coalition) -> None:
    hand_in(coalition, written({**PRESENTED, "PDS0148": "8402978484001"[:12], "DE49": "978"}))
    coalition.load()
    assert [str(amount) for amount in coalition.column("amount")] == ["1.23450000"]


@pytest.mark.parametrize(("processing", "kind"), [("200000", "refund"), ("280000", "credit"), ("010000", "purchase")])
def test_money_to_the_cardholder_is_no_purchase(coalition: Coalition, processing: str, kind: str) -> None:
    hand_in(coalition, written({**PRESENTED, "DE3": processing}))
    coalition.load()
    assert coalition.column("kind") == [kind]


def test_an_unknown_message_is_rejected_and_not_guessed(coalition: Coalition) -> None:
    hand_in(coalition, written(PRESENTED, {**PRESENTED, "DE24": "299"}))
    coalition.load()
    ((row, column, reason),) = coalition.rejects()
    assert (row, column) == (2, "kind")
    assert str(reason).startswith("is not one of purchase")


def test_merchants_are_described_once(coalition: Coalition) -> None:
    entries = ENTRY.format(table="transactions") + ENTRY.format(table="merchants")
    coalition.hand_in("north", {"t.ipm": written(*lifecycle())}, entries)
    coalition.load()
    columns = "(merchant_id, trading_name, descriptor, mcc, country, acquirer_id)"
    assert coalition.column(columns, "merchant_accounts", "1") == [
        ("MERCHANT0000001", "BLUE SHOP", "BLUE SHOP AMSTERDAM", "5967", "NL", "543210")
    ]


def test_other_tables_are_not_in_it(coalition: Coalition) -> None:
    coalition.hand_in("good", {"t.ipm": written(PRESENTED)})
    hand_in(coalition, written(PRESENTED), "reports")
    (refusal,) = coalition.load().refusals
    assert "is an IPM file: it holds transactions and merchants" in refusal.reason


@pytest.mark.parametrize("blocked", [False, True])
def test_of_a_truncated_file_what_is_whole_is_taken(coalition: Coalition, *, blocked: bool) -> None:
    content = written(
        *[{**PRESENTED, "DE31": f"{number:023}", "DE71": number} for number in range(30)], blocked=blocked
    )
    hand_in(coalition, content[:4000])
    ledger = coalition.load()
    (file,) = ledger.files
    assert file.rejected == 1
    assert 10 < file.taken < 20
    assert coalition.rejects() == [
        (file.taken + 1, None, "the file ends inside this message; send it again whole"),
    ]


def test_a_file_without_its_end_mark_says_so(coalition: Coalition) -> None:
    hand_in(coalition, written(PRESENTED)[:-4])
    assert any("the mark of its end is missing" in note for note in coalition.load().notes)


def test_a_trailer_that_counts_otherwise_is_believed_by_nobody(coalition: Coalition) -> None:
    hand_in(coalition, written(*lifecycle()[:3], TRAILER))
    assert any("its trailer counts 7 messages, and 4 were read" in note for note in coalition.load().notes)


def test_broken_messages_are_rejected_one_by_one(coalition: Coalition) -> None:
    whole = written(PRESENTED)
    broken = bytearray(whole[:-4])
    broken[8:16] = b"\xff" * 8
    hand_in(coalition, whole[:-4] + bytes(broken) + written({**PRESENTED, "DE31": "1" * 23})[:-4] + b"\x7f\xff\xff\xff")
    coalition.load()
    assert [(row, str(reason)[:30]) for row, _, reason in coalition.rejects()] == [
        (2, "the fields of this message do "),
        (4, "the length of this message can"),
    ]
    assert coalition.column("row") == [1, 3]


def test_no_card_number_comes_out(coalition: Coalition, caplog: pytest.LogCaptureFixture) -> None:
    broken = bytearray(written(PRESENTED)[:-4])
    broken[8:16] = b"\xff" * 8
    content = bytes(broken) + written({**PRESENTED, "DE43": f"{CARD} \\A\\B\\1         NH NLD"})
    with caplog.at_level(logging.DEBUG):
        hand_in(coalition, content + content)
        try:
            ledger = coalition.load()
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not tell
            assert CARD not in str(error)  # noqa: PT017
        else:
            assert CARD not in str(ledger)
    assert CARD not in caplog.text
    for (table,) in coalition.engine.rows("SELECT table_name FROM information_schema.tables"):
        assert CARD not in str(coalition.engine.rows(f'SELECT * FROM "{table}"'))  # noqa: S608


def test_messages_are_read_as_cardutil_reads_them(tmp_path: Path) -> None:
    (tmp_path / "t.ipm").write_bytes(written(*lifecycle(), encoding="cp500", blocked=True))
    for piece in raw_messages(tmp_path / "t.ipm", blocked=True):
        theirs = iso8583.loads(piece.content, encoding="cp500")
        ours = fields(piece.content, "cp500")
        same = {name for name in theirs if name[:2] in ("DE", "MT", "PD") and "_" not in name} - {"DE4", "DE12", "DE26"}
        assert {name: ours[name] for name in same - {"DE71"}} == {name: theirs[name] for name in same - {"DE71"}}


@pytest.mark.field
def test_every_record_of_another_writer_is_taken(coalition: Coalition, field_data: Path) -> None:
    path = field_data / "ipm" / "sample-5000.ipm"
    coalition.hand_in("north", {"t.ipm": path.read_bytes()})
    (file,) = coalition.load().files
    assert (file.rows, file.taken, file.rejected) == (5000, 5000, 0)
    with path.open("rb") as content:
        read = [iso8583.loads(record) for record in mciipm.VbsReader(content, blocked=True)]
    assert coalition.column("CAST(amount * 100 AS BIGINT)") == [record["DE4"] for record in read]
    assert coalition.column("count(DISTINCT payer)", order="1") == [len({record["DE2"] for record in read})]
    assert coalition.column("count(DISTINCT merchant)", order="1") == [len({record["DE42"] for record in read})]
