"""The desk: what came is opened, folded, listed and decided on, and becomes the hotline's ordinary contribution."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.intake.answers import read_answers
from finpath.intake.contribution import read_member
from finpath.intake.facts import Facts
from finpath.intake.fold import BURST, Taken, fold
from finpath.intake.report import Report
from finpath.intake.take import Desk, take
from finpath.intake.triage import read_decisions
from tests.intake.site import HOST, TODAY, Intake
from tests.running import finpath, tree

MEMBER = """
[provider]
id = "hotline"
kind = "hotline"
country = "NL"
timezone = "Europe/Amsterdam"

[agreement]
id = "A-1"
purpose = "detect commercial child sexual exploitation"
legal_basis = "legitimate interest"
expires_on = 2099-12-31
"""


def said(day: dt.date = TODAY, place: str = "NL", held: tuple[str, ...] = (), **facts: str) -> Report:
    return Report(Facts("page", place, facts or {"host": "shop.example"}), day, urgent=False, helped=False, held=held)


def taken(reports: Iterable[Report]) -> list[Taken]:
    return [Taken(each, f"{number:032x}") for number, each in enumerate(reports)]


def desk_of(folder: Path, today: dt.date = TODAY) -> Desk:
    (folder / "hotline.toml").write_text(MEMBER)
    head = read_member(folder / "hotline.toml")
    identity = Intake(folder).identity
    return Desk(identity, folder / "triage", (), folder / "out" / "hotline", head, folder / "answers.csv", today)


def decide(path: Path, **decisions: str) -> None:
    """Write decisions into a list, as a person does in a spreadsheet: by host."""
    with path.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row["decision"], _, row["reason"] = decisions.get(row["host"].split("[")[0], "").partition(" ")
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_what_says_the_same_is_one_with_days_and_places_and_no_clicks() -> None:
    later = TODAY + dt.timedelta(days=1)
    reports = [said()] * 50 + [said(place="DE"), said(place=""), said(day=later)]
    (one,) = fold(taken(reports), b"key")
    assert (one.days, one.places, len(one.receipts)) == ((TODAY, later), ("DE", "NL"), 53)
    assert fold(taken(reversed(reports)), b"key")[0].id == one.id
    assert fold(taken([said()]), b"key")[0].id == one.id, "the same story has the same id"
    assert fold(taken([said()]), b"other")[0].id != one.id


def test_texts_are_compared_as_the_graph_compares_them() -> None:
    reports = [said(descriptor="SHOP*X 12"), said(descriptor="shop x-12"), said(descriptor="SHOP*X 13")]
    assert len(fold(taken(reports), b"")) == 2


def test_what_is_held_adds_nothing_to_what_is_not() -> None:
    held = [
        said(day=TODAY - dt.timedelta(days=n), place=place, held=("no_proof",))
        for n in range(9)
        for place in ("FR", "IT")
    ]
    (one,) = fold(taken([said(), *held]), b"")
    assert (one.days, one.places, one.held, len(one.receipts)) == ((TODAY,), ("NL",), (), 19)
    (apart,) = fold(taken(held), b"")
    assert (len(apart.days), apart.held) == (9, ("no_proof",))


def test_a_burst_on_one_target_waits_apart_and_what_is_urgent_comes_after_what_is_alone() -> None:
    burst = [said(host="shop.example", amount=str(n), currency="EUR") for n in range(1, BURST + 2)]
    others = [said(host=f"shop{n}.example") for n in range(BURST + 2)]
    urgent = [replace(said(host="shop.example", name=f"x{n}"), urgent=True) for n in range(3)]
    alone = replace(said(host="alone.example"), urgent=True)
    earlier = said(host="shop.example", day=TODAY - dt.timedelta(days=1))
    helped = replace(said(host="shop.example", name="y"), helped=True)
    folds = fold(taken([*burst, *others, *urgent, alone, earlier, helped]), b"")
    assert [each.urgent for each in folds[:5]] == [True] * 4 + [False]
    assert folds[0].said["host"] == "alone.example", "a crowd of cries for help hides none that comes alone"
    apart = [each for each in folds if each.held]
    assert {each.held for each in apart} == {("burst",)}
    assert len(apart) == len(burst) + 1, "a receipt that was passed around frees no burst"


def test_the_desk_decides_and_the_intake_tells_how_far_it_is(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    send = {
        "good": HOST | {"host": "good.example"},
        "bad": HOST | {"host": "bad.example"},
        "open": HOST | {"place": "DE"},
    }
    receipts = {name: intake.post("send", intake.proven(fields)).receipt for name, fields in send.items()}
    intake.post("send", HOST | {"host": "unproven.example"})
    done = take(intake.spool.folder, desk_of(tmp_path))
    assert (done.listed, done.apart, done.passed, done.faults) == (3, 1, 0, ())
    assert [row["host"] for row in rows_of(tmp_path / "triage" / "quarantine.csv")] == ["unproven[.]example"]
    decide(tmp_path / "triage" / "triage.csv", good="pass payments_agree", bad="close malicious", shop="hold")
    decide(tmp_path / "triage" / "quarantine.csv", unproven="pass plausible")
    again = take(intake.spool.folder, desk_of(tmp_path))
    assert (again.passed, again.faults) == (2, ())
    rows = rows_of(tmp_path / "out" / "hotline" / "reports.csv")
    assert sorted((row["domain"], row["status"], row["source_kind"]) for row in rows) == [
        ("good.example", "alleged", "hotline"),
        ("unproven.example", "alleged", "hotline"),
    ]
    assert rows_of(tmp_path / "triage" / "triage.csv")[0]["decision"], "what was decided is kept in the list"
    intake.clock.day += dt.timedelta(days=1)
    states = {name: intake.gate.status(receipt) for name, receipt in receipts.items()}
    assert states == {"good": "passed", "bad": "closed", "open": "received"}
    helpful = intake.proven(HOST | {"earlier": receipts["good"]})
    intake.post("send", helpful)
    assert any(each.report.helped for each in intake.taken())


def test_the_same_spool_and_decisions_give_the_same_bytes(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    for number in range(5):
        intake.post("send", intake.proven(HOST | {"host": f"shop{number}.example"}))
    take(intake.spool.folder, desk_of(tmp_path))
    decide(tmp_path / "triage" / "triage.csv", shop1="pass plausible", shop2="close duplicate")
    shutil.copy(tmp_path / "triage" / "triage.csv", tmp_path / "kept.csv")
    take(intake.spool.folder, desk_of(tmp_path))
    once = tree(tmp_path / "triage") | tree(tmp_path / "out")
    answers = (tmp_path / "answers.csv").read_bytes()
    take(intake.spool.folder, desk_of(tmp_path, TODAY + dt.timedelta(days=3)))
    assert tree(tmp_path / "triage") | tree(tmp_path / "out") == once
    assert (tmp_path / "answers.csv").read_bytes() == answers, "what has not changed keeps its day"
    shutil.rmtree(tmp_path / "triage")
    take(intake.spool.folder, replace(desk_of(tmp_path), decisions=(tmp_path / "kept.csv",)))
    assert tree(tmp_path / "triage") | tree(tmp_path / "out") == once


def test_what_is_closed_later_leaves_the_contribution(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    intake.post("send", intake.proven(HOST))
    take(intake.spool.folder, desk_of(tmp_path))
    for decision, rows in (("pass plausible", 1), ("close malicious", 0)):
        decide(tmp_path / "triage" / "triage.csv", shop=decision)
        assert take(intake.spool.folder, desk_of(tmp_path)).passed == rows
    assert len(rows_of(tmp_path / "out" / "hotline" / "reports.csv")) == 0


def test_what_has_left_the_spool_keeps_its_answer(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    intake.post("send", intake.proven(HOST))
    take(intake.spool.folder, desk_of(tmp_path))
    before = read_answers(tmp_path / "answers.csv")
    for path in (intake.spool.folder / "reports").iterdir():
        path.unlink()
    take(intake.spool.folder, desk_of(tmp_path))
    assert read_answers(tmp_path / "answers.csv") == before != {}


def test_a_file_that_is_none_is_said_and_left(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    intake.post("send", intake.proven(HOST))
    other = Intake(tmp_path / "other")
    other.post("send", other.proven(HOST))
    for path in (other.spool.folder / "reports").iterdir():
        shutil.copy(path, intake.spool.folder / "reports" / path.name)
    urgent = intake.spool.folder / "urgent"
    (urgent / "x.age").write_bytes(b"x" * 100_000)
    (urgent / "folder.age").mkdir()
    (urgent / "link.age").symlink_to(tmp_path / "desk.age")
    os.mkfifo(urgent / "pipe.age")
    done = take(intake.spool.folder, desk_of(tmp_path))
    assert (done.listed, len(done.faults)) == (1, 5)
    assert len(list((intake.spool.folder / "reports").iterdir())) == 2


def test_lists_are_for_the_desk_alone_and_nothing_in_them_can_be_clicked_or_computed(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    intake.post("send", intake.proven(HOST | {"descriptor": "=1+1", "name": "+x", "phone": "+31207946001"}))
    take(intake.spool.folder, desk_of(tmp_path))
    (row,) = rows_of(tmp_path / "triage" / "triage.csv")
    assert (row["host"], row["descriptor"], row["name"], row["phone"]) == (
        "shop[.]example",
        "'=1+1",
        "'+x",
        "'+31207946001",
    )
    for path in (tmp_path / "triage").iterdir():
        assert path.stat().st_mode & 0o077 == 0
    (told,) = json.loads((tmp_path / "triage" / "triage.json").read_text())
    assert (told["target"], told["days"], told["held"]) == ("host", 1, [])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("i-1,pass,", "a reason of pass is one of"),
        ("i-1,close,plausible", "a reason of close is one of"),
        ("i-1,confirm,plausible", "the decision is none of"),
    ],
)
def test_a_decision_that_says_nothing_known_decides_nothing(tmp_path: Path, row: str, why: str) -> None:
    path = tmp_path / "triage.csv"
    path.write_text(f"report_id,decision,reason\n{row}\ni-2,pass,plausible\ni-3,,\n")
    decided, faults = read_decisions([path])
    assert list(decided) == ["i-2"]
    assert len(faults) == 1
    assert why in faults[0]


def test_decisions_come_back_as_spreadsheets_save_them(tmp_path: Path) -> None:
    path = tmp_path / "triage.csv"
    path.write_bytes("\ufeffreport_id;decision;reason\r\ni-1;PASS;Plausible\r\n".encode())
    assert read_decisions([path])[0]["i-1"].reason == "plausible"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ConfigError, match="no columns report_id, decision and reason"):
        read_decisions([path])


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('kind = "hotline"', 'kind = "bank"', "kind is 'bank'"),
        ("[agreement]", "[other]", "lacks"),
        ("[agreement]", '[[files]]\ntable = "reports"\n[agreement]', "names files"),
    ],
)
def test_only_a_hotline_hands_in_public_reports(tmp_path: Path, old: str, new: str, why: str) -> None:
    (tmp_path / "m.toml").write_text(MEMBER.replace(old, new))
    with pytest.raises(ConfigError, match=why):
        read_member(tmp_path / "m.toml")


def test_the_command_takes_lists_and_says_what_is_wrong(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    intake.post("send", intake.proven(HOST | {"urgent": "1"}))
    (tmp_path / "hotline.toml").write_text(MEMBER)
    command = (
        "intake",
        "take",
        "in/spool",
        "--key",
        "desk.age",
        "--out",
        "out",
        "--triage",
        "triage",
        "--member",
        "hotline.toml",
    )
    done = finpath(*command, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "1 to decide on, 0 apart, 1 of them urgent: triage. 0 in out.\n")
    (tmp_path / "more.csv").write_text("report_id,decision,reason\ni-nothing,pass,plausible\n")
    done = finpath(*command, "--decisions", "more.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert "i-nothing is decided on, and no report in the spool has that id." in done.stderr
    done = finpath(*command[:2], "triage", *command[3:], cwd=tmp_path)
    assert (done.returncode, done.stderr.startswith("finpath: triage is no spool")) == (2, True)
