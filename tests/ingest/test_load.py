"""What members hand in becomes a ledger; what cannot be taken is said, row by row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from finpath.errors import ConfigError, NothingToDo
from tests.ingest.coalition import Coalition, rows


def test_a_row_becomes_a_transaction(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({"occurred_at": "2026-03-01 10:00:00", "mcc": "742"})})
    ledger = coalition.load()
    assert ledger.as_of == dt.datetime(2026, 3, 1, 9)  # noqa: DTZ001 - naive UTC by contract
    assert coalition.column(
        "(provider_id, transaction_id, payer, merchant, amount, amount_eur, kind, rail, mcc, zone)"
    ) == [("north", "t1", 0, 0, Decimal(10), Decimal(10), "purchase", "card", "0742", "Europe/Amsterdam")]
    assert ledger.supplied["north"] >= {"transactions.mcc", "transactions.amount"}
    assert "transactions.kind" not in ledger.present
    assert coalition.column("payer_ref_kind", "payer_tokens", "payer") == ["account"]


def test_every_fault_of_a_row_is_named_and_no_value_is_shown(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({"payer_ref": "", "amount": "-3", "currency": "EUX"}, {})})
    ledger = coalition.load()
    assert coalition.rejects() == [
        (1, "amount", "is not above zero"),
        (1, "currency", "is not an ISO 4217 code or a known ticker"),
        (1, "payer_ref", "is missing"),
    ]
    assert (ledger.files[0].rows, ledger.files[0].taken, ledger.files[0].rejected) == (2, 1, 1)
    assert ledger.over_limit == ledger.files


def test_columns_are_mapped_joined_and_filled(coalition: Coalition) -> None:
    text = "when,card,branch,shop,sum\n01/02/2026,12,a|b,s,5\n28/02/2026,12|a,b,s,-6\n"
    entry = """
[[files]]
table = "transactions"
path = "t.csv"
[files.columns]
transaction_id = "@row"
occurred_at = "when"
payer_ref = ["card", "branch"]
merchant_id = "shop"
amount = "sum"
[files.constants]
currency = "GBP"
[files.options]
negative_amount = "refund"
"""
    coalition.hand_in("city", {"t.csv": text}, entry, country="GB", zone="Europe/London")
    ledger = coalition.load()
    assert coalition.column("(kind, amount, timed, currency)") == [
        ("purchase", Decimal(5), False, "GBP"),
        ("refund", Decimal(6), False, "GBP"),
    ]
    assert len(set(coalition.column("payer"))) == 2
    assert ledger.providers[0].time_precision == "day"
    assert coalition.column("transaction_id")[0] == f"{ledger.files[0].sha256[:16]}:1"


def test_a_repeated_row_counts_once_and_a_changed_one_is_a_conflict(coalition: Coalition) -> None:
    first = rows({}, {"amount": "1"}, {"transaction_id": "t1"})
    coalition.hand_in("north", {"a.csv": first, "b.csv": rows({"transaction_id": "t2", "amount": "2"})})
    ledger = coalition.load()
    assert coalition.column("transaction_id") == ["t1"]
    assert [(file.taken, file.rejected, file.duplicates) for file in ledger.files] == [(1, 1, 1), (0, 1, 0)]
    advice = 'with other content; correct one, or hand it in with mode = "correct"'
    assert coalition.rejects() == [
        (1, "transaction_id", f"repeats the id of row 2 of north/a.csv {advice}"),
        (2, "transaction_id", f"repeats the id of row 1 of north/b.csv {advice}"),
    ]


def test_a_correction_supersedes(coalition: Coalition) -> None:
    entries = """
[[files]]
table = "transactions"
path = "a.csv"
[[files]]
table = "transactions"
path = "b.csv"
mode = "correct"
"""
    coalition.hand_in("north", {"a.csv": rows({}, {}), "b.csv": rows({"amount": "99"})}, entries)
    ledger = coalition.load()
    assert coalition.column("amount", order="transaction_id") == [Decimal(99), Decimal(10)]
    assert [(file.taken, file.superseded) for file in ledger.files] == [(1, 1), (1, 0)]


def test_rows_after_the_as_of_date_do_not_count(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({}, {"occurred_at": "2026-04-01T00:00:00Z"})})
    as_of = dt.datetime(2026, 3, 31)  # noqa: DTZ001
    ledger = coalition.load(as_of=as_of)
    assert coalition.column("transaction_id") == ["t1"]
    assert ledger.files[0].later == 1
    assert any("later than the as-of date" in note for note in ledger.notes)


def test_one_payment_seen_from_both_sides_counts_once(coalition: Coalition) -> None:
    both = rows({"network_reference": "74000000000000000000001"}, {"network_reference": "74000000000000000000002"})
    coalition.hand_in("north", {"t.csv": both})
    coalition.hand_in("issuer", {"t.csv": rows({"network_reference": "74000000000000000000001"})}, kind="issuer")
    coalition.load()
    assert coalition.column("(provider_id, counted)", order="provider_id, transaction_id") == [
        ("issuer", False),
        ("north", True),
        ("north", True),
    ]


def test_a_report_is_withdrawn_by_its_later_word(coalition: Coalition) -> None:
    reports = (
        "report_id,source_kind,status,reported_at,domain\n"
        "r1,hotline,withdrawn,2026-03-02T00:00:00Z,x.example\n"
        "r1,hotline,confirmed,2026-03-01T00:00:00Z,x.example\n"
    )
    coalition.hand_in("north", {"t.csv": rows({})})
    coalition.hand_in("hotline", {"r.csv": reports}, '[[files]]\ntable = "reports"\npath = "r.csv"\n', kind="hotline")
    coalition.load()
    assert coalition.column("(reporter_id, report_id, status, tlp)", "reports") == [
        ("hotline", "r1", "withdrawn", "amber+strict")
    ]


def test_amounts_are_worth_what_the_rates_say(coalition: Coalition, tmp_path: Path) -> None:
    coalition.hand_in("north", {"t.csv": rows({"currency": "USD"}, {"currency": "BTC"}, {"currency": "XMR"})})
    rates = tmp_path / "rates.csv"
    rates.write_text("currency,date,eur\nBTC,2026-02-27,50000.5\n")
    ledger = coalition.load(rates=rates)
    usd, btc, xmr = coalition.column("amount_eur", order="transaction_id")
    assert isinstance(usd, Decimal)
    assert 7 < usd < 12
    assert (btc, xmr) == (Decimal(500005), None)
    assert "No rate for XMR: its amounts have no value in EUR." in ledger.notes
    assert [provider.id for provider in ledger.providers] == ["north"]


def test_the_order_of_rows_and_files_changes_nothing(coalition: Coalition) -> None:
    said = [{"transaction_id": f"t{n}", "payer_ref": f"p{n % 7}", "merchant_id": f"m{n % 5}"} for n in range(40)]
    coalition.hand_in("north", {"a.csv": rows(*said[:20]), "b.csv": rows(*said[20:])})
    coalition.load()
    content = "(provider_id, transaction_id, payer, merchant, amount_eur, zone)"
    before = coalition.column(content, order="transaction_id")
    coalition.hand_in("north", {"a.csv": rows(*said[::-1][:30]), "b.csv": rows(*said[::-1][30:])})
    coalition.load()
    assert coalition.column(content, order="transaction_id") == before


def test_purposes_become_a_class_and_the_text_stays_out(coalition: Coalition) -> None:
    coalition.hand_in("remit", {"t.csv": rows({"purpose_text": "School fees"}, {"purpose_text": "msg @kid_99"}, {})})
    coalition.load()
    assert coalition.column("purpose") == ["school", "handle", None]
    assert "purpose_text" not in coalition.engine.table("transactions").columns


def test_persons_are_not_merchant_ids(coalition: Coalition) -> None:
    said = ({"merchant_id": "DE89 3704 0044 0532 0130 00"}, {"merchant_id": "+31612345678"}, {"merchant_id": "p-77"})
    coalition.hand_in("remit", {"t.csv": rows(*said)}, kind="remitter")
    coalition.load()
    assert coalition.column("merchant_id", "merchant_accounts", "merchant") == ["p-77"]
    assert {column for _, column, _ in coalition.rejects()} == {"merchant_id"}


def test_clear_card_numbers_reject_ids_and_are_masked_in_texts(coalition: Coalition) -> None:
    card = "4111 1111 1111 1111"
    coalition.hand_in("north", {"t.csv": rows({"payer_ref": card}, {"descriptor": f"shop {card} x"})})
    coalition.load()
    assert [column for _, column, _ in coalition.rejects()] == ["payer_ref"]
    assert coalition.column("descriptor") == ["shop [card number] x"]


def test_nothing_staged_stays_in_the_engine(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({})})
    coalition.load()
    left = coalition.engine.rows("SELECT table_name FROM information_schema.tables ORDER BY 1")
    tables = [
        "contributors",
        "merchant_accounts",
        "mirrored",
        "payer_tokens",
        "rejects",
        "reports",
        "transactions",
        "transfers",
    ]
    assert [name for (name,) in left] == tables


def test_no_such_folder_and_an_empty_one_are_wrong_use(coalition: Coalition) -> None:
    with pytest.raises(ConfigError, match="no folder"):
        coalition.load()
    coalition.folder.mkdir()
    with pytest.raises(ConfigError, match="holds no contribution"):
        coalition.load()


def test_without_a_valid_row_there_is_nothing_to_do(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({"amount": "zero"})})
    with pytest.raises(NothingToDo, match="No row"):
        coalition.load()


def test_refusing_one_lets_the_others_in(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({})})
    (coalition.folder / "south").mkdir()
    ledger = coalition.load()
    assert [refusal.contribution for refusal in ledger.refusals] == ["south"]
    assert "contribution.toml" in ledger.refusals[0].reason


def test_an_agreement_must_reach_the_as_of_date(coalition: Coalition) -> None:
    folder = coalition.hand_in("north", {"t.csv": rows({"occurred_at": "2028-01-01T00:00:00Z"})})
    coalition.hand_in("south", {"t.csv": rows({})})
    ledger = coalition.load()
    assert [refusal.contribution for refusal in ledger.refusals] == ["north"]
    assert ledger.as_of == dt.datetime(2026, 3, 1, 10)  # noqa: DTZ001
    assert folder.name not in {provider.id for provider in ledger.providers}
