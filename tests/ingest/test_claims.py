"""What a member says counts for its own rows: ids, dates, rates, references, flags."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from finpath.config import Roster, RosterMember
from finpath.engine import Engine
from finpath.ingest import Ledger, LoadOptions, load
from finpath.tables.contract import TABLES
from tests.ingest.coalition import KEYS, Coalition, rows

RATES = '[[files]]\ntable = "rates"\npath = "r.csv"\n'
PAID = '[[files]]\ntable = "transactions"\npath = "t.csv"\n'
ARN = "74000000000000000000001"


def member(name: str, *folders: str, tables: tuple[str, ...] = tuple(TABLES)) -> RosterMember:
    submitter = folders or (name,)
    return RosterMember(name, f"{name} ltd", "acquirer", "NL", "Europe/Amsterdam", submitter, tables, ("member",))


def load_with(coalition: Coalition, *members: RosterMember) -> Ledger:
    return load(coalition.folder, engine=coalition.engine, options=LoadOptions(KEYS, roster=Roster(members)))


def refused(ledger: Ledger) -> dict[str, str]:
    return {each.contribution: each.reason for each in ledger.refusals}


def test_a_roster_lets_each_speak_for_itself(coalition: Coalition) -> None:
    for name in ("north", "stranger"):
        coalition.hand_in(name, {"t.csv": rows({})})
    coalition.hand_in("south", {"t.csv": rows({})}, country="BE")
    impostor = coalition.hand_in("aaa", {"t.csv": rows({})})
    manifest = impostor / "contribution.toml"
    manifest.write_text(manifest.read_text().replace('id = "aaa"', 'id = "north"'))
    ledger = load_with(coalition, member("north"), member("south"))
    assert [each.id for each in ledger.providers] == ["north"]
    assert [each.voice for each in ledger.providers] == ["north ltd"]
    said = refused(ledger)
    assert "may not hand in for provider north" in said["aaa"]
    assert "country BE where the roster has NL" in said["south"]
    assert "stranger is not in the roster" in said["stranger"]


def test_tables_and_sources_that_are_not_a_members_are_left_out(coalition: Coalition) -> None:
    reports = (
        "report_id,source_kind,status,reported_at,domain\n"
        "r1,law_enforcement,confirmed,2026-03-01T00:00:00Z,x.example\nr2,member,alleged,2026-03-01T00:00:00Z,x.example\n"
    )
    entries = f'{PAID}[[files]]\ntable = "reports"\npath = "p.csv"\n{RATES}'
    files = {"t.csv": rows({}), "p.csv": reports, "r.csv": "currency,date,eur\nUSD,2026-03-01,9\n"}
    coalition.hand_in("north", files, entries)
    ledger = load_with(coalition, member("north", tables=("transactions", "reports")))
    assert "not rates" in refused(ledger)["north/r.csv"]
    assert coalition.column("report_id", "reports") == ["r2"]
    assert [reason for *_, reason in coalition.rejects()] == [
        "is a source that the roster does not let this member speak for"
    ]


def test_a_members_rates_are_for_its_own_rows(coalition: Coalition) -> None:
    rates = "currency,date,eur,source\nUSD,2026-03-01,0.5,somebody\nUSD,2026-03-02,0.25,somebody\n"
    paid = rows({"currency": "USD"}, {"currency": "USD", "occurred_at": "2026-03-02T10:00:00Z"})
    coalition.hand_in("north", {"t.csv": paid, "r.csv": rates}, PAID + RATES)
    coalition.hand_in("south", {"t.csv": rows({"currency": "USD"})})
    ledger = coalition.load()
    valued = coalition.engine.rows("SELECT provider_id, CAST(amount_eur AS DOUBLE) FROM transactions ORDER BY 1, 2")
    assert valued[:2] == [("north", 2.5), ("north", 5.0)]
    assert valued[2][1] not in {2.5, 5.0, None}
    sources = {rate.source for rate in ledger.rates}
    assert "rates that north handed in for its own rows" in sources
    assert not any("somebody" in source for source in sources)


def test_two_rates_of_one_day_contradict_each_other(coalition: Coalition, tmp_path: Path) -> None:
    coalition.hand_in("north", {"t.csv": rows({"currency": "XPF"})})
    path = tmp_path / "rates.csv"
    path.write_text("currency,date,eur\nXPF,2026-03-01,0.5\nXPF,2026-03-01,0.6\nXPF,2026-02-28,0.4\n")
    coalition.load(rates=path)
    assert coalition.column("CAST(amount_eur AS DOUBLE)") == [4.0]
    assert len(coalition.rejects()) == 2


def test_a_run_looks_as_far_as_two_organisations_reached_and_some_weeks_more(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({"occurred_at": "2026-03-31T10:00:00Z"})})
    coalition.hand_in("south", {"t.csv": rows({"occurred_at": "2026-03-30T10:00:00Z"})})
    late = rows({"occurred_at": "2026-05-10T10:00:00Z"}, {"occurred_at": "2026-05-20T10:00:00Z"})
    coalition.hand_in("west", {"t.csv": late})
    ledger = coalition.load()
    assert ledger.as_of == dt.datetime(2026, 5, 10, 10)  # noqa: DTZ001 - naive UTC
    assert [(file.provider_id, file.later) for file in ledger.files if file.later] == [("west", 1)]
    assert any("more than 45 days later than 2026-03-31" in note for note in ledger.notes)


def test_one_member_alone_reaches_as_far_as_it_says(coalition: Coalition) -> None:
    reports = "report_id,source_kind,status,reported_at,domain\nr1,hotline,alleged,2026-01-01T00:00:00Z,x.example\n"
    coalition.hand_in("line", {"r.csv": reports}, '[[files]]\ntable = "reports"\npath = "r.csv"\n', kind="hotline")
    coalition.hand_in("north", {"t.csv": rows({}, {"occurred_at": "2026-12-01T10:00:00Z"})})
    assert [file.later for file in coalition.load().files] == [0, 0]


def counted(engine: Engine) -> list[tuple[object, ...]]:
    return engine.rows("SELECT provider_id, counted FROM transactions ORDER BY provider_id, transaction_id")


@pytest.mark.parametrize(
    ("acquired", "issued", "once"),
    [
        ({}, {}, True),
        ({"payer_ref_kind": "par", "payer_ref": "a"}, {"payer_ref_kind": "par", "payer_ref": "b"}, False),
        ({"payer_ref_kind": "par", "payer_ref": "a"}, {"payer_ref_kind": "par", "payer_ref": "a"}, True),
        ({"payer_ref_kind": "par", "payer_ref": "a"}, {"payer_ref_kind": "account", "payer_ref": "b"}, True),
        ({"amount": "12.00"}, {}, True),  # a tip
        ({"amount": "6.00"}, {}, True),  # cleared in part
        ({"amount": "0.01"}, {}, False),
        ({"amount": "20.00"}, {}, False),
        ({"occurred_at": "2026-03-02T09:00:00Z"}, {}, True),
        ({"occurred_at": "2026-03-03T12:00:00Z"}, {}, False),
        ({"acquirer_id": "1"}, {"acquirer_id": "2"}, False),
        ({"acquirer_id": "1"}, {"acquirer_id": "1"}, True),
        ({"currency": "USD", "amount": "11.50"}, {}, True),
        ({"currency": "USD", "amount": "1.50"}, {}, False),
        ({"network_reference": "123456789012"}, {"network_reference": "123456789012"}, False),
        (
            {"network_reference": "123456789012", "acquirer_id": "1"},
            {"network_reference": "123456789012", "acquirer_id": "1"},
            True,
        ),
    ],
)
def test_two_rows_are_one_payment_if_they_agree(
    acquired: dict[str, str], issued: dict[str, str], *, once: bool, coalition: Coalition
) -> None:
    coalition.hand_in("north", {"t.csv": rows({"network_reference": ARN} | acquired)})
    coalition.hand_in("issuer", {"t.csv": rows({"network_reference": ARN} | issued)}, kind="issuer")
    ledger = coalition.load()
    assert counted(coalition.engine) == [("issuer", not once), ("north", True)]
    assert any("differ in amount, time, payer or acquirer" in note for note in ledger.notes) is not once


def test_one_row_hides_one_row(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({"network_reference": ARN})})
    again = rows({"network_reference": ARN}, {"network_reference": ARN, "occurred_at": "2026-03-01T11:00:00Z"})
    coalition.hand_in("issuer", {"t.csv": again}, kind="issuer")
    coalition.load()
    assert [counts for _, counts in counted(coalition.engine)] == [False, True, True]


@pytest.mark.parametrize(("other", "bank_counts"), [("issuer", True), ("acquirer", False)])
def test_a_bank_issues_and_acquires(other: str, *, bank_counts: bool, coalition: Coalition) -> None:
    coalition.hand_in("bank", {"t.csv": rows({"network_reference": ARN})}, kind="bank")
    coalition.hand_in("other", {"t.csv": rows({"network_reference": ARN})}, kind=other)
    coalition.load()
    assert counted(coalition.engine) == [("bank", bank_counts), ("other", not bank_counts)]


def test_only_its_own_institution_protects_a_payer(coalition: Coalition) -> None:
    flagged = {"t.csv": rows({"protected_payer": "true"})}
    coalition.hand_in("north", flagged)
    coalition.hand_in("issuer", flagged, kind="issuer")
    coalition.load()
    found = coalition.engine.rows("SELECT provider_id, protected_payer, flagged_payer FROM transactions ORDER BY 1")
    assert found == [("issuer", True, True), ("north", False, True)]
