"""Exports in the shape of real ones: ten that were committed before anything read them, and ten that came after."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from finpath.engine import DuckDB
from finpath.errors import ConfigError
from finpath.ingest import Contribution, LoadOptions, load
from finpath.ingest.describe import describe
from finpath.ingest.description import TableDescription
from tests.ingest.coalition import KEYS

EXPORTS = Path(__file__).parent / "bank_exports"

READ: Mapping[str, tuple[TableDescription, list[tuple[str, str, str]]]] = {
    "de-direct-bank.csv": (
        {"country": "DE"},
        [("2026-03-28 00:00", "purchase", "4.50"), ("2026-03-27 00:00", "purchase", "25.00")],
    ),
    "de-savings-bank.csv": ({}, [("2026-02-03 00:00", "purchase", "12.34"), ("2026-02-05 00:00", "purchase", "89.00")]),
    "es-bank.xlsx": (
        {"country": "ES", "payer": "own"},
        [("2026-02-03 00:00", "purchase", "12.34"), ("2026-02-14 00:00", "purchase", "1112.34")],
    ),
    "fr-online-bank.csv": (
        {"country": "FR", "currency": "EUR"},
        [("2026-02-03 00:00", "purchase", "12.34"), ("2026-02-14 00:00", "purchase", "1112.34")],
    ),
    "gb-app-bank.csv": (
        {"country": "GB", "payer": "own"},
        [("2026-02-03 18:22", "purchase", "12.34"), ("2026-02-14 09:05", "purchase", "4.50")],
    ),
    "gb-wallet.csv": (
        {"country": "GB", "kind": "wallet", "payer": "own"},
        [("2026-02-03 10:15", "purchase", "12.34"), ("2026-02-05 21:15", "purchase", "9.00")],
    ),
    "nl-acquirer.csv": (
        {"country": "NL", "kind": "acquirer"},
        [("2026-02-03 10:15", "purchase", "12.34"), ("2026-02-03 11:15", "purchase", "99.00")],
    ),
    "nl-bank.csv": ({}, [("2026-02-03 00:00", "purchase", "12.34"), ("2026-02-14 00:00", "purchase", "1112.34")]),
    "us-acquirer.csv": (
        {"country": "US", "kind": "acquirer"},
        [("2026-02-03 10:15", "purchase", "12.34"), ("2026-02-03 11:15", "purchase", "99.00")],
    ),
    "us-wallet.csv": (
        {"country": "US", "kind": "wallet", "timezone": "America/Los_Angeles"},
        [("2026-02-03 10:15", "purchase", "12.34"), ("2026-02-14 11:15", "purchase", "1112.34")],
    ),
}
"""What nobody can know of each, and the first two payments by the member's own clock."""

ROWS = """
SELECT strftime(timezone('{zone}', timezone('UTC', occurred_at)), '%Y-%m-%d %H:%M') AS at,
       kind,
       CAST(amount AS DECIMAL(18, 2)) AS amount
FROM transactions
ORDER BY row
"""
PAYMENTS = pd.DataFrame(
    {
        "date": ["2026-02-03 10:00", "2026-02-04 11:00"],
        "customer": ["c1", "c2"],
        "merchant": ["shop", "shop"],
        "amount": [1.5, 2.5],
        "currency": ["EUR", "EUR"],
    }
)
TIMES = [dt.datetime(2026, 2, 3, 10), dt.datetime(2026, 2, 4, 11, tzinfo=dt.UTC)]  # noqa: DTZ001 - that is the point


TOPPED_UP = {"gb-wallet.csv"}
"""Known by its columns: its top-up names no sender, so nobody paid anybody."""


def test_every_export_has_its_place_here() -> None:
    assert sorted(READ) == sorted(path.name for path in EXPORTS.iterdir())
    assert len({name[:2] for name in READ}) >= 5


@pytest.mark.parametrize("name", sorted(READ))
def test_an_export_is_read_right_at_once(name: str) -> None:
    said, first = READ[name]
    contribution, _ = describe(EXPORTS / name, said)
    with DuckDB() as engine:
        ledger = load([contribution], engine=engine, options=LoadOptions(KEYS))
        found = engine.rows(ROWS.format(zone=contribution.provider["timezone"]))
        assert [(at, kind, str(amount)) for at, kind, amount in found][:2] == first
        assert len(found) == (3 if name in TOPPED_UP else 4)
        back = 0 if name in {"us-acquirer.csv", *TOPPED_UP} else 1
        assert sum(kind in ("credit", "refund") for _, kind, _ in found) == back
        assert not engine.rows("SELECT * FROM rejects")
        assert {file.path for file in ledger.files} == {f"own/{name}"}


def test_the_clock_of_a_country_and_the_country_of_an_account_are_known() -> None:
    for name, place in {
        "de-savings-bank.csv": ("DE", "Europe/Berlin"),
        "nl-bank.csv": ("NL", "Europe/Amsterdam"),
    }.items():
        provider = describe(EXPORTS / name, {})[0].provider
        assert (provider["country"], provider["timezone"]) == place


def test_who_receives_by_iban_or_mail_gets_a_surrogate() -> None:
    frame = PAYMENTS.assign(merchant=["NL02ABNA0123456789", "shop@lamp.example"])
    (proposal,) = describe(pa.table(frame), {"country": "NL"})[1]
    assert proposal.surrogate
    contribution, _ = describe(pa.table(frame), {"country": "NL"})
    with DuckDB() as engine:
        load([contribution], engine=engine, options=LoadOptions(KEYS))
        names = [str(name) for (name,) in engine.rows("SELECT merchant_id FROM merchant_accounts ORDER BY 1")]
        again = [name for name in names if "@" in name or "NL02" in name]
    assert [name[:8] for name in names] == ["account-", "payee-" + names[1][6:8]]
    assert not again


@pytest.mark.parametrize(
    ("frame", "said", "told"),
    [
        (PAYMENTS.head(0), {}, "transactions: the table has no rows"),
        (pd.DataFrame(), {}, "transactions: the table has no columns"),
        (pd.concat([PAYMENTS, PAYMENTS[["amount"]]], axis=1), {}, "has the column amount twice"),
        (PAYMENTS.assign(amount=[1, "x"]), {}, 'the column "amount" holds values of several types (int, str)'),
        (
            PAYMENTS.assign(date=pd.Series(TIMES, dtype=object)),
            {},
            'column "date" has times with a zone and times without',
        ),
        (pd.DataFrame({f"c{n}": [1] for n in range(5000)}), {}, "has 5,000 columns, more than 4,096"),
        (PAYMENTS, {"country": "US"}, 'times without a zone (say timezone="Europe/Berlin", or what is right)'),
        (PAYMENTS, {}, 'does not say where its member is (say country="DE"'),
        (PAYMENTS.drop(columns="currency"), {"country": "NL"}, 'no column of currencies (say currency="EUR"'),
        (PAYMENTS.drop(columns="customer"), {"country": "NL"}, 'names no payer (say payer="own-account"'),
        (PAYMENTS.drop(columns="merchant"), {"country": "NL"}, 'Name it: columns={"merchant_id": "…"}'),
        (PAYMENTS.assign(amount=[-1.0, 2.0]), {"country": "NL"}, 'say negative_amount="purchase"'),
        (PAYMENTS, {"columns": {"merchant_id": "merchnt"}}, 'merchnt"} names a column that transactions does not have'),
        (PAYMENTS, {"columns": {"merchant_id": "merchnt"}}, "did you mean merchant?"),
        (PAYMENTS, {"columns": {"mercant_id": "merchant"}}, "did you mean merchant_id"),
        (
            PAYMENTS,
            {"negative_amounts": "refund"},
            "There is no argument negative_amounts: did you mean negative_amount?",
        ),
        (PAYMENTS, {"kind": "banc"}, 'kind="banc" is not known: did you mean bank?'),
        (PAYMENTS, {"timezone": "Europe/Berlim"}, "did you mean Europe/Berlin"),
    ],
)
def test_what_cannot_be_known_is_one_sentence_that_names_the_argument(
    frame: pd.DataFrame, said: TableDescription, told: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        describe(frame, said)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_names_in_every_script_come_through() -> None:
    names = ["Пекарня Один", "パン屋"]
    frame = PAYMENTS.assign(merchant=names)
    contribution, _ = describe(frame, {"country": "NL"})
    with DuckDB() as engine:
        load([contribution], engine=engine, options=LoadOptions(KEYS))
        assert sorted(str(name) for (name,) in engine.rows("SELECT merchant_id FROM merchant_accounts")) == sorted(
            names
        )


def test_dates_as_objects_and_instants_with_a_zone_need_no_clock() -> None:
    days = PAYMENTS.assign(date=pd.to_datetime(PAYMENTS["date"]).dt.date)
    zoned = PAYMENTS.assign(date=pd.to_datetime(PAYMENTS["date"], utc=True))
    for frame in (days, zoned):
        assert describe(frame, {"country": "US"})[0].provider["timezone"] == "UTC"


def test_names_beside_ids_come_out_of_the_payments_own_table() -> None:
    contribution, proposals = describe(EXPORTS / "us-acquirer.csv", {"country": "US", "kind": "acquirer"})
    assert [each.table for each in proposals] == ["transactions", "merchants"]
    frame = pd.read_csv(EXPORTS / "us-acquirer.csv")
    for given in (contribution, describe(frame, {"country": "US", "kind": "acquirer"})[0]):
        with DuckDB() as engine:
            load([given], engine=engine, options=LoadOptions(KEYS))
            names = engine.rows("SELECT merchant_id, trading_name FROM merchant_accounts ORDER BY merchant_id")
            assert names == [("acct_bike", "BIKE STORE"), ("acct_lamp", "LAMP STORE")]


def test_names_of_payees_who_may_be_persons_stay_with_the_member() -> None:
    frame = PAYMENTS.assign(payee_name=["Jo Example", "Jo Example"])
    _, proposals = describe(frame, {"country": "NL", "kind": "wallet"})
    assert [each.table for each in proposals] == ["transactions"]


def test_a_workbook_of_several_tables_asks_which_is_meant(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "book.xlsx", engine="xlsxwriter") as book:
        for sheet in ("March", "April", "Notes"):
            frame = PAYMENTS if sheet != "Notes" else pd.DataFrame({"a": ["x"]})
            frame.to_excel(book, sheet_name=sheet, index=False)
    with pytest.raises(ConfigError, match=r"has 3 sheets, of which March, April look like a table.*sheet"):
        describe(tmp_path / "book.xlsx", {"country": "NL"})
    _, (proposal,) = describe(tmp_path / "book.xlsx", {"country": "NL", "reading": {"sheet": "April"}})
    assert proposal.options["sheet"][0] == "April"


def test_parquet_and_arrow_files_are_looked_at_as_frames_are(tmp_path: Path) -> None:
    PAYMENTS.to_parquet(tmp_path / "p.parquet")
    table = pa.Table.from_pandas(PAYMENTS, preserve_index=False)
    with pa.OSFile(str(tmp_path / "p.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    expected = describe(table, {"country": "NL"})[1][0].columns
    for name in ("p.parquet", "p.arrow"):
        assert describe(tmp_path / name, {"country": "NL"})[1][0].columns == expected


def test_a_table_of_merchants_alone_is_no_payments() -> None:
    merchants = pd.DataFrame({"merchant_id": ["a"], "legal_name": ["A Ltd"], "country": ["NL"]})
    with pytest.raises(ConfigError, match="looks like a table of merchants"):
        describe(merchants, {"country": "NL"})
    _, proposals = describe(PAYMENTS, {"country": "NL", "merchants": merchants})
    assert [each.table for each in proposals] == ["transactions", "merchants"]


MORE = Path(__file__).parent / "more_bank_exports"
SUMS = "SELECT kind, currency, sum(amount) AS amount FROM transactions GROUP BY kind, currency ORDER BY kind"


def answered(path: Path, said: TableDescription) -> tuple[Contribution, int]:
    """Ask as an analyst does who takes each suggestion, and how often."""
    for attempt in range(1, 5):
        try:
            return describe(path, said)[0], attempt
        except ConfigError as error:
            said = {**said, **dict(re.findall(r'say (\w+)="([^"]*)"', str(error)))}
    raise AssertionError(said)


@pytest.mark.parametrize("path", sorted(MORE.iterdir()), ids=lambda path: path.stem)
def test_ten_more_are_right_after_one_question_at_most(path: Path) -> None:
    country = path.name[:2].upper()
    given: TableDescription = {"country": country, "kind": "acquirer" if "acquirer" in path.name else "bank"}
    contribution, attempts = answered(path, given)
    assert attempts <= 2
    with DuckDB() as engine:
        load([contribution], engine=engine, options=LoadOptions(KEYS, max_reject_share=0.5))
        found = {
            (kind, currency): str(Decimal(str(amount)).normalize()) for kind, currency, amount in engine.rows(SUMS)
        }
    bought, back = {
        "us-boa": ("1124.68", "2.5E+3"),
        "us-chase": ("1124.68", "5E+2"),
        "fi-acquirer": ("156.44", "99"),
    }.get(
        path.stem,
        ("37.34", "2.1E+3")
        if path.stem.startswith("de")
        else ("16.84", "2.1E+3")
        if country == "GB"
        else ("1124.68", "2.5E+3"),
    )
    currency = {"GB": "GBP", "US": "USD", "PL": "PLN", "SE": "SEK"}.get(country, "EUR")
    other = "refund" if given["kind"] == "acquirer" else "credit"
    assert found == {("purchase", currency): bought, (other, currency): back}
