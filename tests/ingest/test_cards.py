"""No clear card number passes the door, in whatever column, text or name it comes; nor what must never be kept."""

from __future__ import annotations

import pytest

from finpath.engine import Engine
from finpath.errors import NothingToDo
from finpath.ingest.cards import MASK_SQL, card_columns, mask_cards
from finpath.tables.contract import TABLES, Type
from tests.ingest.coalition import Coalition, rows

CARD = "4111111111111111"
SPACED = "4111 1111 1111 1111"
REPORT = {"report_id": "r", "source_kind": "hotline", "status": "alleged", "reported_at": "2026-03-01T09:00:00Z"}


def everything(coalition: Coalition) -> str:
    """Every value of every table of the ledger, as one text."""
    tables = [str(name) for (name,) in coalition.engine.rows("SELECT table_name FROM information_schema.tables")]
    return " ".join(str(coalition.engine.rows(f"SELECT * FROM {table}")) for table in tables)  # noqa: S608


@pytest.mark.parametrize("column", [column.name for column in TABLES["transactions"]])
def test_a_card_number_passes_in_no_column_of_transactions(coalition: Coalition, column: str) -> None:
    coalition.hand_in("north", {"t.csv": rows({}, {column: CARD}, {column: f"a {SPACED} b"}, {"transaction_id": "t9"})})
    ledger = coalition.load()
    assert "1111" not in everything(coalition)
    assert "1111" not in repr(ledger)
    file = ledger.files[0]
    assert file.rows == file.taken + file.rejected
    texts = {"descriptor", "entry_mode", "response_code", "purpose_text"}
    assert file.rejected == (0 if column in texts else 2)
    assert column not in texts or "north/t.csv: card numbers in texts of 2 rows were masked." in ledger.notes


@pytest.mark.parametrize("column", [column.name for column in TABLES["merchants"]])
def test_a_card_number_passes_in_no_column_of_merchants(coalition: Coalition, column: str) -> None:
    names = list(dict.fromkeys(["merchant_id", column]))
    said = [{"merchant_id": "m1", column: "x"}, {"merchant_id": "m2", column: SPACED}]
    lines = [",".join(names), *(",".join(row[name] for name in names) for row in said)]
    entries = '[[files]]\ntable = "merchants"\npath = "m.csv"\n[[files]]\ntable = "transactions"\npath = "t.csv"\n'
    if TABLES["merchants"][[c.name for c in TABLES["merchants"]].index(column)].type is Type.DATE:
        entries = entries.replace('"m.csv"\n', '"m.csv"\n[files.options]\ndate_format = "%Y-%m-%d"\n')
    coalition.hand_in("north", {"m.csv": "\n".join(lines), "t.csv": rows({})}, entries)
    coalition.load()
    assert "1111" not in everything(coalition)


def test_every_column_that_keeps_a_text_is_looked_at() -> None:
    for columns in TABLES.values():
        looked = {column.name for column, _ in card_columns(columns)}
        kept = {column.name for column in columns if column.type in (Type.STRING, Type.TOKEN) and not column.codes}
        assert kept - looked <= {"payer_country", "payee_country", "country", "currency", "mcc"}


NAMES = (
    f"export-{CARD}.csv",
    SPACED,
    "٤١١١١١١١١١١١١١١١",
    "4222222222222",  # the shortest
    "411111***1111",
    "411111•••1111",
    "4111xxxxxxxx11",
    "north/payments-2026-03.csv",
    "EFC-2026-001",
    "",
)


def test_the_engine_is_spared_only_what_it_would_answer_alike(engine: Engine) -> None:
    for name in NAMES:
        assert mask_cards(engine, name) == engine.scalar(MASK_SQL, {"text": name}), name


def test_a_card_number_in_a_name_is_shown_nowhere(coalition: Coalition) -> None:
    text = rows({}).replace("transaction_id", f"transaction_id,{SPACED}", 1).replace("t1,", "t1,x,", 1)
    coalition.hand_in("north", {f"export-{CARD}.csv": text})
    coalition.hand_in(f"from {CARD}", {"t.csv": f"{SPACED},b\n1,2\n"})
    ledger = coalition.load()
    assert ledger.files[0].path == "north/export-[card number].csv"
    assert "1111" not in f"{ledger} {everything(coalition)}"
    assert "not used are the columns 1 that look like values, not names." in " ".join(ledger.notes)
    (refusal,) = ledger.refusals
    assert refusal.contribution == "from [card number]"
    assert refusal.reason == "from [number]: the id of the provider holds a card number; write another."


def test_a_file_without_a_header_does_not_show_its_first_row(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": "77001234,jo@shop.example,2026-03-01,10.00\n"})
    with pytest.raises(NothingToDo, match="4 that look like values, not names") as found:
        coalition.load()
    assert "jo@" not in str(found.value)


@pytest.mark.parametrize("name", ["CVV", "cvc2", "Card Security Code", "TRACK_2", "pin block", "DE52"])
def test_what_must_not_be_kept_refuses_the_file(coalition: Coalition, name: str) -> None:
    coalition.hand_in("north", {"t.csv": rows({name: "123"})})
    coalition.hand_in("south", {"t.csv": rows({name: ""})})
    (refusal,) = coalition.load().refusals
    assert refusal.contribution == "north"
    assert f"north/t.csv has a column {name}: card verification values" in refusal.reason


@pytest.mark.parametrize("track", [f"{CARD}=25121011234567890", f"%B{CARD}^DOE/JO^25121011234", f"{CARD}D25121011234"])
@pytest.mark.parametrize("column", ["descriptor", "payer_ref", "transaction_id"])
def test_track_data_refuses_the_file(coalition: Coalition, track: str, column: str) -> None:
    coalition.hand_in("north", {"t.csv": rows({}, {column: track})})
    coalition.hand_in("south", {"t.csv": rows({})})
    (refusal,) = coalition.load().refusals
    assert f"north/t.csv holds track data of a card (row 2, column {column})" in refusal.reason
    assert "1111" not in refusal.reason


def test_first_and_last_digits_are_never_kept_beside_a_token(coalition: Coalition) -> None:
    said = (
        {"payer_ref": "411111******1111"},
        {"descriptor": "card 411111XXXXXX1111"},
        {"related_id": "411111****1111"},
    )
    coalition.hand_in("north", {"t.csv": rows(*said)})
    text = rows({"card_last4": "1111"})
    mapped = '[[files]]\ntable = "transactions"\npath = "t.csv"\n[files.columns]\n{} = "card_last4"\n'
    coalition.hand_in("south", {"t.csv": text}, mapped.format("terminal_id"))
    coalition.hand_in("west", {"t.csv": text}, mapped.format("payer_ref"))
    (refusal,) = coalition.load().refusals
    assert refusal.reason.startswith("south/t.csv: terminal_id is mapped to card_last4, the first or last digits")
    assert [row[:2] for row in coalition.rejects()] == [(3, "related_id")]
    assert "1111" not in everything(coalition)
