"""Runs are landed, cases carried on, decided, and what was decided goes into the next run."""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

import finpath
from finpath.config import read_config
from finpath.config.roles import read_roles
from finpath.config.suppressions import read_suppressions
from finpath.desk.cases.anchors import accounts_of
from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.cases.next_run import write_files
from finpath.desk.cases.queue import read_case
from finpath.desk.cases.run_groups import SUSPECTS, Group
from finpath.desk.chain import read_log
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.store.store import Acting
from finpath.desk.store.tables import CASES, SIGHTINGS
from finpath.errors import ConfigError
from finpath.output.folder.verify import Verification
from finpath.quality.calibration.decisions import read_decisions
from tests.desk.conftest import Office, Runs, quiet
from tests.running import KEY


def accounts(office: Office, case: str) -> set[str]:
    with office.desk.store.act() as acting:
        acting.enter("console", "looked", f"case:{case}")
        return {"/".join(each) for each in accounts_of(acting, case)}


def test_a_later_run_carries_cases_on_by_their_accounts(office: Office, runs: Runs, earlier: Path) -> None:
    first = office.desk.land(office.people["ada"], earlier)
    assert set(first.changes) == {"new"}
    before = {row.id: accounts(office, row.id) for row in office.queue("ada")}
    second = office.desk.land(office.people["ada"], runs.later)
    assert second.changes.get("grown", 0) + second.changes.get("met", 0) > 0
    for case, had in before.items():
        assert had <= accounts(office, case)
    assert office.desk.land(office.people["ada"], runs.later).was_there
    assert not read_log(office.desk.store).faults()


def test_an_earlier_run_comes_too_late(small_office: Office, runs: Runs, earlier: Path) -> None:
    small_office.desk.land("console", runs.later)
    with pytest.raises(ConfigError, match="later runs only"):
        small_office.desk.land("console", earlier)


def test_what_was_altered_is_not_landed(small_office: Office, runs: Runs, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(runs.later, copy)
    content = bytearray((copy / "findings.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (copy / "findings.parquet").write_bytes(bytes(content))
    with pytest.raises(ConfigError, match="not as it was written"):
        small_office.desk.land("console", copy)
    with pytest.raises(ConfigError, match="holds no finished run"):
        small_office.desk.land("console", tmp_path)
    assert small_office.queue("ada") == ()


def lay(office: Office, monkeypatch: pytest.MonkeyPatch, runs: Runs, *landings: list[Group]) -> list[dict[str, int]]:
    """Land runs that show these groups; each has a seal of its own."""
    changes = []
    for groups in landings:
        seal = secrets.token_hex(32)
        monkeypatch.setattr("finpath.desk.cases.land.read_groups", lambda _, groups=groups: tuple(groups))
        monkeypatch.setattr("finpath.desk.cases.land.verify", lambda _, seal=seal: Verification(seal, 1, ()))
        changes.append(dict(office.desk.land(office.people["ada"], runs.later).changes))
    return changes


def group(name: str, *merchants: str, lane: str = SUSPECTS, score: float = 0.9) -> Group:
    pairs = tuple(("north", merchant) for merchant in merchants)
    tier = "refer" if lane == SUSPECTS else "protect"
    return Group(name, lane, tier, score, pairs, f"Group {name}", "A reason.", frozenset({"NL"}))


def test_groups_are_laid_onto_cases(office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = lay(
        office, monkeypatch, runs,
        [group("a", "1", "2"), group("b", "3", "4"), group("c", "5", "6", "7")],
        [group("x", "1", "2", "3", "4", "8"), group("y", "5", "6"), group("z", "7")],
        [group("p", "1", lane="protect", score=0)],
    )  # fmt: skip
    assert changes[0] == {"new": 3}
    assert changes[1] == {"met": 1, "split": 2}
    assert changes[2] == {"new": 1, "gone": 3}
    with office.desk.store.read() as db:
        kinds = sorted(db.scalars(select(SIGHTINGS.c.change)))
    assert kinds == ["met", "met", "new", "new", "new", "new", "split", "split"]
    titles = {row.id: accounts(office, row.id) for row in office.queue("ada")}
    assert sorted(map(sorted, titles.values())) == [
        ["north/2", "north/8"],
        ["north/3", "north/4"],
        ["north/5", "north/6", "north/7"],
    ]
    assert [row.title for row in office.queue("dot")] == ["Group p"]
    met = next(row for row in office.queue("ada") if "north/8" in accounts(office, row.id))
    assert met.title == "north/2 and 1 more"
    with office.desk.store.read() as db:
        row = db.execute(select(CASES).where(CASES.c.id == met.id)).one()
        view = read_case(db, office.desk.store.key, row, office.person("ada"))
    assert "north/1" not in str(view)


def test_a_case_that_grows_opens_again(small_office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    office = small_office
    lay(office, monkeypatch, runs, [group("a", "1", "2")])
    (case,) = office.queue("ada")
    decide(office.desk.store, office.person("ada"), case.id, Decision("clear", "charity"))
    assert office.queue("ada") == ()
    lay(office, monkeypatch, runs, [group("a2", "1", "2")])
    assert office.queue("ada") == ()
    lay(office, monkeypatch, runs, [group("a3", "1", "2", "9")])
    assert [row.change for row in office.queue("ada")] == ["grown"]
    decide(office.desk.store, office.person("ada"), case.id, Decision("confirm", "pattern"))
    assert [row.id for row in office.queue("ada", "confirmed")] == [case.id]
    assert office.queue("ada") == ()


def test_what_was_decided_goes_into_the_next_run(small_office: Office, runs: Runs, tmp_path: Path) -> None:
    """run → desk → run: who was cleared is set aside, and who has a role bears it in the referral."""
    office, ada = small_office, small_office.person("ada")
    office.desk.land(ada.id, runs.later)
    first, second, *_ = (row for row in office.queue("ada") if row.tier == "refer")
    decide(office.desk.store, ada, first.id, Decision("clear", "known_business", "Owner and premises are known."))
    target = min(accounts(office, second.id))
    role = Decision("give_role", "member_file", accounts=(target,), role="unwitting intermediary")
    decide(office.desk.store, ada, second.id, role)
    decide(office.desk.store, ada, second.id, Decision("confirm", "own_file"))
    out = tmp_path / "decided"
    written = write_files(office.desk.store, "console", out)
    assert not written.left_out
    content = {path.name: path.read_bytes() for path in out.iterdir()}
    write_files(office.desk.store, "console", out, force=True)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == content
    cleared = {each.name for each in read_suppressions(out / "suppressions.toml")}
    assert cleared == accounts(office, first.id)
    assert [each.account for each in read_roles(out / "roles.toml")] == [tuple(target.split("/", 1))]
    decisions = read_decisions(out / "decisions.csv").last
    assert {each.confirmed for each in decisions.values()} == {True, False}
    case = tmp_path / "next.toml"
    case.write_text(
        'suppressions = "decided/suppressions.toml"\nroles = "decided/roles.toml"\n'
        + (runs.folder / "later.toml").read_text()
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        done = finpath.run(runs.folder / "contributions", tmp_path / "next", config=read_config(case), progress=quiet)
    tiers = {f"{row['provider_id']}/{row['merchant_id']}": row["tier"] for row in done.findings.to_pylist()}
    assert {tiers[name] for name in cleared} == {"none"}
    roles = {f"{s.provider_id}/{s.merchant_id}": s.role.value for case in done.referrals for s in case.subjects}
    assert roles[target] == "unwitting intermediary"
    landed = office.desk.land(ada.id, done.path)
    assert landed.changes.get("gone", 0) >= 1


def test_a_decision_needs_its_reason(small_office: Office, runs: Runs) -> None:
    office, ada = small_office, small_office.person("ada")
    office.desk.land(ada.id, runs.later)
    case = office.queue("ada")[0].id
    for decision, message in (
        (Decision("clear", "pattern"), "is no reason to clear it"),
        (Decision("guess", "other"), "is no decision"),
        (Decision("clear", "other"), "say which"),
        (Decision("set_aside", "reviewed"), "Name the last day"),
        (Decision("set_aside", "reviewed", until=today()), "Name the last day"),
        (Decision("clear", "charity", until=today() + dt.timedelta(days=3)), "Only what is set aside"),
        (Decision("give_role", "authority", role="villain"), "A role is one of"),
        (Decision("clear", "charity", accounts=("north/none",)), "is no account of this case"),
    ):
        with pytest.raises(ConfigError, match=message):
            decide(office.desk.store, ada, case, decision)
    for login in ("ben", "cem", "dot", "eve", "fay"):
        with pytest.raises(DeniedError):
            decide(office.desk.store, office.person(login), case, Decision("clear", "charity"))
    with pytest.raises(DeniedError, match="There is no such case"):
        write_words(office.desk.store, office.person("dot"), case, "note", "Mine?")
    with office.desk.store.read() as db:
        assert db.execute(select(CASES.c.state).where(CASES.c.id == case)).scalar() == "new"


def test_nothing_of_a_case_stands_in_the_database_in_clear(small_office: Office, runs: Runs) -> None:
    office, ada = small_office, small_office.person("ada")
    office.desk.land(ada.id, runs.later)
    case = office.queue("ada")[0]
    write_words(office.desk.store, ada, case.id, "note", "The premises stand empty.")
    decide(office.desk.store, ada, case.id, Decision("confirm", "own_file", "The file says so plainly."))
    named = [name for name in pq.read_table(runs.later / "findings.parquet")["name"].to_pylist() if name]
    office.desk.store.close()
    database = Path(office.desk.store.address.removeprefix("sqlite:///"))
    content = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    for word in ("premises stand", "says so plainly", case.title, *named, *accounts(office, case.id)):
        assert word.encode() not in content, word


def test_no_act_without_an_entry(office: Office) -> None:
    store = office.desk.store

    def change(acting: Acting) -> None:
        acting.db.execute(CASES.delete())

    with pytest.raises(ConfigError, match="Nothing was entered"), store.act() as acting:
        change(acting)
    assert not read_log(store).faults()
