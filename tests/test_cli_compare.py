"""What changed between two runs: cases are laid onto earlier ones by their accounts, and nobody protected is named."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from finpath import Run, run, synth
from finpath.cli import app
from finpath.output.folder.case_changes import CaseChange, compare_cases
from finpath.referral import Referral
from tests.running import KEY


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("compared")
    synth.write(folder / "coalition", payers=2_000, merchants=400, days=90)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        return run(folder / "coalition", folder / "today")


def largest(today: Run) -> Referral:
    return max(today.referrals, key=lambda case: (len(case.subjects), case.id))


def part(case: Referral, subjects: slice, name: str = "") -> Referral:
    return replace(case, id=name or case.id, subjects=case.subjects[subjects])


def only(before: list[Referral], after: list[Referral]) -> CaseChange:
    (change,) = compare_cases(before, after, {}, {})
    return change


def test_the_same_cases_are_nothing_to_tell(today: Run) -> None:
    assert compare_cases(today.referrals, today.referrals, {}, {}) == ()


def test_a_case_under_another_name_is_the_same_case(today: Run) -> None:
    case = largest(today)
    assert compare_cases([case], [replace(case, id="g-other")], {}, {}) == ()


def test_a_case_that_gains_accounts_has_grown(today: Run) -> None:
    case = largest(today)
    change = only([part(case, slice(0, 1))], [case])
    assert (change.kind, len(change.added), change.removed) == ("grown", len(case.subjects) - 1, ())
    assert f"has grown ({len(case.subjects) - 1} account" in change.sentence
    assert "Before, its new accounts were: " in change.why
    assert "Strongest: " in change.why
    back = only([case], [part(case, slice(0, 1))])
    assert (back.kind, back.added, len(back.removed)) == ("shrunk", (), len(case.subjects) - 1)


def test_cases_meet_and_split(today: Run) -> None:
    case = largest(today)
    halves = [part(case, slice(0, 1), "g-one"), part(case, slice(1, None), "g-two")]
    assert (only(halves, [case]).kind, only(halves, [case]).before) == ("met", ("g-one", "g-two"))
    assert [each.kind for each in compare_cases([case], halves, {}, {})] == ["split", "split"]


def test_another_reason_is_told(today: Run) -> None:
    case = largest(today)
    rule = case.reasons[0].rule_id
    other = replace(case, reasons=tuple(reason for reason in case.reasons if reason.rule_id != rule))
    change = only([other], [case])
    assert change.kind == "changed"
    assert f"Rules that did not speak before: {rule}." in change.why


def test_who_is_protected_is_not_named(today: Run) -> None:
    case = largest(today)
    account = (case.subjects[0].provider_id, case.subjects[0].merchant_id)
    (gone,) = compare_cases([case], [], {}, {account: "protect"})
    assert gone.kind == "gone"
    assert "/".join(account) not in gone.removed
    assert account[1] not in gone.sentence
    assert "1 in no list of suspects" in gone.why


def test_the_command_says_it_to_people_and_programs(today: Run, tmp_path: Path) -> None:
    earlier = tmp_path / "yesterday"
    shutil.copytree(today.path, earlier)
    taken = largest(today).id
    shutil.rmtree(earlier / "referrals" / taken)
    told = CliRunner().invoke(app, ["compare", str(earlier), str(today.path)], catch_exceptions=False)
    assert told.exit_code == 0
    assert told.stdout.startswith(f"new      {taken} is new. ")
    assert "0 merchants of" in told.stdout
    answer = json.loads(CliRunner().invoke(app, ["compare", str(earlier), str(today.path), "--json"]).stdout)
    assert [(each["kind"], each["case"]) for each in answer["cases"]] == [("new", taken)]
    assert "cases: 1 new" in repr(today.compare(earlier))
    assert "is new" in today.compare(earlier)._repr_html_()


def test_a_run_says_what_changed_since(today: Run, tmp_path: Path) -> None:
    words = ["run", str(today.path.parent / "coalition"), "--out", str(tmp_path / "run"), "--since", str(today.path)]
    done = CliRunner().invoke(app, words, env={"FINPATH_KEY": KEY}, catch_exceptions=False)
    assert "No case is new, and none has changed.\n0 merchants of" in done.stdout
    widest = max(done.stdout.splitlines(), key=len)
    assert len(widest) > 100, "a reason is one line where no terminal is"
