"""OFX as banks write it: values without an end tag, files that were cut off, entries that take others back."""

from __future__ import annotations

from pathlib import Path

import pytest

from finpath.errors import NothingToDo
from tests.ingest.coalition import Coalition

GOLDEN = Path(__file__).parent / "golden"
ENTRY = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260305<TRNAMT>-5.00<FITID>F-1<NAME>Corner Shop</STMTTRN>"
STATEMENT = """OFXHEADER:100
DATA:OFXSGML
CHARSET:1252

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>22</BANKACCTFROM><BANKTRANLIST>
{}
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
SEEN = "SELECT amount, currency, kind FROM transactions ORDER BY row"


def read(coalition: Coalition, content: str | bytes, table: str = "transactions") -> None:
    entry = f'[[files]]\ntable = "{table}"\npath = "t.ofx"\n'
    coalition.hand_in("north", {"t.ofx": content}, entry, kind="bank")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("OFXHEADER:100\nDATA:OFXSGML\nCHARSET:1252\n\n", ""),
        ("OFXHEADER:100", "\ufeffOFXHEADER:100"),
        ("OFXHEADER:100", "OFXHEADER: 100"),
        ("<STMTTRN><TRNTYPE>DEBIT", "<stmttrn>\r\n  <trntype>DEBIT\r\n"),
        ("<NAME>Corner Shop</STMTTRN>", "<NAME>Corner Shop"),
        ("<NAME>Corner Shop", "<NAME>Corner Shop<MEMO>"),
        ("<NAME>Corner Shop", "<NAME>Corner Shop</NAME><EXTRA.NEW><THING>1</THING></EXTRA.NEW>"),
    ],
    ids="no-header mark space lower-case unclosed empty-value unknown-elements".split(),
)
def test_banks_write_it_loosely(coalition: Coalition, before: str, after: str) -> None:
    read(coalition, STATEMENT.format(ENTRY).replace(before, after))
    coalition.load()
    assert [str(value) for value in coalition.column("amount")] == ["5.00000000"]


def test_a_file_that_was_cut_off_is_refused(coalition: Coalition) -> None:
    whole = STATEMENT.format(ENTRY + ENTRY.replace("F-1", "F-2"))
    for end in (whole.index("F-2"), whole.index("</OFX>"), whole.index("<STMTTRN>", whole.index("F-1"))):
        read(coalition, whole[:end])
        with pytest.raises(NothingToDo, match="does not end as OFX does"):
            coalition.load()


@pytest.mark.parametrize("amount", ["-1234,56", "-.50", "-1.234,56", "-1,234.56", "5.00-", ""])
def test_an_amount_has_one_mark_and_parts_no_thousands(coalition: Coalition, amount: str) -> None:
    read(coalition, STATEMENT.format(ENTRY + ENTRY.replace("F-1", "F-2").replace("-5.00", amount)))
    coalition.load()
    found = {"-1234,56": "1234.56000000", "-.50": "0.50000000"}.get(amount)
    assert [str(value) for value in coalition.column("amount")] == ["5.00000000", *([found] if found else [])]
    assert [(row, column) for row, column, _ in coalition.rejects()] == ([] if found else [(2, "amount")])


def test_accents_are_those_of_the_file(coalition: Coalition) -> None:
    read(coalition, STATEMENT.format(ENTRY.replace("Corner Shop", "Café Größe")).encode("cp1252"))
    coalition.load()
    assert coalition.column("descriptor") == ["Café Größe"]


def test_a_card_number_goes_no_further(coalition: Coalition) -> None:
    text = (GOLDEN / "ofx-card.input").read_text("utf-8")
    read(coalition, text)
    coalition.load()
    for table in ("transactions", "merchant_accounts", "payer_tokens"):
        said = coalition.engine.rows(f"SELECT * FROM {table}")  # noqa: S608 - names of this test
        assert "5555444433331111" not in str(said)


def test_entities_are_not_resolved(coalition: Coalition, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush")
    trap = f'<!DOCTYPE OFX [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    text = (GOLDEN / "ofx-card.input").read_text("utf-8").replace("<OFX>", f"{trap}<OFX>")
    read(coalition, text.replace("<NAME>Gym</NAME>", "<NAME>&x;Gym</NAME>"))
    coalition.load()
    assert "hush" not in str(coalition.column("descriptor"))


def test_each_statement_has_an_account_of_its_own(coalition: Coalition) -> None:
    """What is said after a statement of investments is not of the account before it."""
    inside = "<INVSTMTRS><CURDEF>EUR<INVACCTFROM><BROKERID>b<ACCTID>9</INVACCTFROM>" + ENTRY + "</INVSTMTRS>"
    text = STATEMENT.format(ENTRY).replace("</OFX>", f"{inside}</OFX>")
    read(coalition, text)
    ledger = coalition.load()
    assert ledger.files[0].taken == 1
    assert any("1 entries name nobody on the other side" in note for note in ledger.notes)


def test_one_file_tells_of_merchants_and_transfers_as_well(coalition: Coalition) -> None:
    entries = "".join(
        f'[[files]]\ntable = "{table}"\npath = "t.ofx"\n' for table in ("transactions", "merchants", "transfers")
    )
    coalition.hand_in("north", {"t.ofx": (GOLDEN / "ofx-card.input").read_bytes()}, entries, kind="bank")
    assert [(file.table, file.taken) for file in coalition.load().files] == [
        ("transactions", 3),
        ("merchants", 2),
        ("transfers", 1),
    ]


def test_the_same_entry_in_two_files_counts_once(coalition: Coalition) -> None:
    entry = '[[files]]\ntable = "transactions"\npath = "*.ofx"\n'
    text = STATEMENT.format(ENTRY)
    coalition.hand_in(
        "north", {"a.ofx": text, "b.ofx": text.replace("BANKTRANLIST", "BANKTRANLIST ")}, entry, kind="bank"
    )
    coalition.load()
    assert len(coalition.engine.rows(SEEN)) == 1
