"""`finpath init`: from an export that nobody has described to a folder that runs, in one step."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from tests.running import environment, finpath

GERMAN = """Auftragskonto;Buchungstag;Verwendungszweck;Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung
KTO-7;03.02.2026;Danke;Laden Lampe;-12,34;EUR
KTO-7;15.02.2026;Danke;Laden Lampe;-1.112,34;EUR
KTO-7;17.02.2026;Lohn;Firma Eins;2.500,00;EUR
KTO-7;28.03.2026;Danke;Kiosk Nord;-4,50;EUR
"""
FRENCH = """Date opération;Libellé;Bénéficiaire;Débit;Crédit
03/02/2026;CARTE;Boulangerie Un;12,34;
17/02/2026;CARTE;Boulangerie Un;7,00;
19/02/2026;VIREMENT;Maison Deux;;250,00
"""
ENGLISH = """Transaction ID,Timestamp,Customer ID,Terminal ID,Amount,Currency
t1,2026-02-03T10:15:00Z,c1,shop-1,12.34,GBP
t2,2026-02-03T11:15:00Z,c2,shop-1,9.00,GBP
t3,2026-02-04T11:15:00Z,c2,shop-2,19.00,GBP
"""


def begin(folder: Path, name: str, text: str, *options: str | Path, encoding: str = "utf-8") -> tuple[str, str, int]:
    (folder / name).write_text(text, encoding=encoding)
    ended = finpath("init", folder / name, "--out", folder / "trial", "--yes", *options)
    return ended.stdout, ended.stderr, ended.returncode


def entry(folder: Path, member: str = "own") -> dict[str, dict[str, object]]:
    manifest = tomllib.loads((folder / "trial/contributions" / member / "contribution.toml").read_text("utf-8"))
    first: dict[str, dict[str, object]] = manifest["files"][0]
    return first


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_german_banks_export_is_read_with_its_signs(encoding: str, tmp_path: Path) -> None:
    told, errors, code = begin(tmp_path, "umsaetze.csv", GERMAN, "--timezone", "Europe/Berlin", encoding=encoding)
    assert code == 0, errors
    assert entry(tmp_path)["columns"]["occurred_at"] == "Buchungstag"
    assert "2026-02-15 00:00:00  Laden Lampe  1,112.34" in told
    assert [line.split() for line in told.splitlines() if line.startswith("  purchase")] == [
        ["purchase", "EUR", "2026-02", "2", "1,124.68"],
        ["purchase", "EUR", "2026-03", "1", "4.50"],
    ]
    assert "  credit" in told
    assert "3 of 4 are negative" in told


def test_what_is_paid_and_what_comes_back_may_have_a_column_each(tmp_path: Path) -> None:
    told, errors, code = begin(tmp_path, "releve.csv", FRENCH, "--country", "FR", "--timezone", "Europe/Paris")
    assert code == 0, errors
    assert entry(tmp_path)["columns"]["amount"] == ["Débit", "Crédit"]
    assert "Assumed, since nobody said: currency: EUR" in errors
    assert "Assumed, since nobody said: payer: own-account" in errors
    assert "credit    EUR  2026-02  1  250.00" in told


def test_a_word_beside_the_amounts_says_which_way_they_went(tmp_path: Path) -> None:
    text = "Datum,Naam,Rekening,Bedrag,Af Bij\n20260203,Winkel Een,R1,12.34,Af\n20260217,Baas,R1,2500.00,Bij\n"
    told, errors, code = begin(tmp_path, "t.csv", text, "--timezone", "Europe/Amsterdam")
    assert code == 0, errors
    assert entry(tmp_path)["options"] == {"sign": "Af Bij"}
    assert "  credit" in told
    assert "12.34" in told


def test_a_known_export_needs_no_mapping(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "ingest/formats/golden/revolut.input").read_text("utf-8")
    told, errors, code = begin(tmp_path, "account.csv", text, "--timezone", "Europe/London")
    assert code == 0, errors
    assert entry(tmp_path)["constants"] == {"payer_ref": "own-account", "merchant_id": "own-account"}
    assert "its columns are known (revolut)" in told
    assert [line.split()[-2:] for line in told.splitlines() if line.startswith("  refund")] == [["1", "39.90"]]


def test_what_was_made_runs(tmp_path: Path) -> None:
    _, errors, code = begin(tmp_path, "payments.csv", ENGLISH, "--id", "shop-bank", "--kind", "acquirer")
    assert code == 0, errors
    around = environment(FINPATH_KEY_FILE=str(tmp_path / "trial/key"), FINPATH_KEY="")
    ended = finpath("run", tmp_path / "trial/contributions", "--out", tmp_path / "run", env=around)
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "run/index.html").is_file()


def test_a_column_is_named_where_its_name_says_nothing(tmp_path: Path) -> None:
    text = ENGLISH.replace("Terminal ID", "X7")
    _, errors, code = begin(tmp_path, "payments.csv", text)
    assert code == 2
    assert "no column that is clearly the merchant_id" in errors
    assert "--column merchant_id=" in errors
    assert not (tmp_path / "trial").exists()
    _, errors, code = begin(tmp_path, "payments.csv", text, "--column", "merchant_id=X7")
    assert code == 0, errors
    assert entry(tmp_path)["columns"]["merchant_id"] == "X7"


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", (), "is empty"),
        ("just words\n", (), "begins with no header"),
        (ENGLISH, ("--timezone", "Nowhere/Town"), "is no time zone"),
        (ENGLISH, ("--kind", "shop"), "--kind is 'shop'"),
        (ENGLISH, ("--constant", "currency"), "write name=value"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_sentence(
    text: str, options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    _, errors, code = begin(tmp_path, "payments.csv", text, *options)
    assert code == 2
    assert said in errors


def test_nothing_is_overwritten_and_a_run_of_a_file_says_what_to_do(tmp_path: Path) -> None:
    begin(tmp_path, "payments.csv", ENGLISH)
    _, errors, code = begin(tmp_path, "payments.csv", ENGLISH)
    assert code == 2
    assert "exists" in errors
    ended = finpath("run", tmp_path / "payments.csv", "--out", tmp_path / "run")
    assert ended.returncode == 2
    assert "finpath init" in ended.stderr


BY_IBAN = """Date,Account,Payee IBAN,Payee,Amount,Currency
2026-02-03,a,NL02ABNA0123456789,NL02ABNA0123456789,-1.00,EUR
2026-02-04,b,DE02500105170137075030,DE02500105170137075030,-2.00,EUR
2026-02-05,b,NL02ABNA0123456789,NL02ABNA0123456789,-3.00,EUR
"""
MERCHANTS = """merchant_id,legal_name,dba,mcc,country
shop-1,Lamp Ltd,Lamps,5712,GB
shop-2,Bike Ltd,Bikes,5940,GB
"""


def test_who_is_paid_by_iban_gets_a_surrogate_and_is_named_nowhere(tmp_path: Path) -> None:
    told, errors, code = begin(tmp_path, "payments.csv", BY_IBAN, "--country", "NL")
    assert code == 0, errors
    assert entry(tmp_path).get("surrogate")
    assert "surrogate = true" in told
    rows = [line.split() for line in told.splitlines() if line.endswith("purchase")]
    assert len(rows) == 3
    assert rows[0][3] == rows[2][3] != rows[1][3]
    assert all(row[3].startswith("account-") for row in rows)
    around = environment(FINPATH_KEY_FILE=str(tmp_path / "trial/key"), FINPATH_KEY="")
    ended = finpath("run", tmp_path / "trial/contributions", "--out", tmp_path / "run", env=around)
    assert ended.returncode == 0, ended.stderr
    for path in (tmp_path / "run").rglob("*"):
        assert not path.is_file() or b"ABNA0123456789" not in path.read_bytes()


def test_a_table_of_merchants_beside_payments_is_known_as_one(tmp_path: Path) -> None:
    (tmp_path / "shops.csv").write_text(MERCHANTS, encoding="utf-8")
    options = ("--kind", "acquirer", "--country", "GB")
    told, errors, code = begin(tmp_path, "payments.csv", ENGLISH, tmp_path / "shops.csv", *options)
    assert code == 0, errors
    assert "shops.csv: merchants" in told
    assert "trading_name     ← dba" in told
    assert "describes none of" not in errors


def test_a_workbook_is_read_from_the_sheet_that_is_meant(tmp_path: Path) -> None:
    frame = pd.read_csv(io.StringIO(ENGLISH))
    with pd.ExcelWriter(tmp_path / "book.xlsx", engine="xlsxwriter") as book:
        for sheet in ("March", "April"):
            frame.to_excel(book, sheet_name=sheet, index=False)
    asked = ("init", tmp_path / "book.xlsx", "--out", tmp_path / "trial", "--yes", "--country", "GB")
    ended = finpath(*asked)
    assert ended.returncode == 2
    assert "March, April look like a table" in ended.stderr
    ended = finpath(*asked, "--option", "sheet=April")
    assert ended.returncode == 0, ended.stderr
    assert entry(tmp_path)["options"]["sheet"] == "April"
