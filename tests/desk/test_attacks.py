"""What somebody who never read the desk tried, and what must hold against it."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from finpath.desk.backup import restore_backup, write_backup
from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.cases.next_run import write_files
from finpath.desk.cases.outbox import settle
from finpath.desk.cases.release import approve, propose
from finpath.desk.chain import read_log
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import end_person, find_person, grant, take_role, today
from finpath.desk.search import read_index
from finpath.desk.store.seals import DeskKey
from finpath.desk.store.store import Acting, Store
from finpath.desk.store.tables import APPROVALS, CASES, PROPOSALS, RELEASES, WORDS
from finpath.errors import ConfigError
from tests.desk.conftest import Office, Runs
from tests.desk.deeds import proposed, released, signed
from tests.desk.test_landing import accounts, group, lay

VICTIM = "possible victim"


@pytest.fixture
def landed(office: Office, runs: Runs) -> Office:
    office.desk.land(office.people["ada"], runs.later)
    return office


def test_a_note_and_an_approval_at_once_are_one_after_the_other(
    landed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same person, from two browsers, with all the time in the world between check and write."""
    case, proposal = proposed(landed, "ada")
    both = threading.Barrier(2)
    enter = Acting.enter

    def slowly(acting: Acting, *words: object, **more: object) -> object:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return enter(acting, *words, **more)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(Acting, "enter", slowly)
    hal, token = landed.person("hal"), signed(landed, "hal", "approve", proposal)
    store = landed.desk.store

    def quietly(do: Callable[[], object]) -> None:
        with contextlib.suppress(ConfigError):
            do()

    acts = [
        threading.Thread(target=quietly, args=(lambda: write_words(store, hal, case, "note", "Mine."),)),
        threading.Thread(target=quietly, args=(lambda: approve(store, landed.desk.hub, hal, proposal, token),)),
    ]
    for act in acts:
        act.start()
    for act in acts:
        act.join()
    with store.read() as db:
        wrote = db.execute(select(func.count()).select_from(WORDS).where(WORDS.c.by == hal.id)).scalar_one()
        approved = db.execute(
            select(func.count()).select_from(APPROVALS).where(APPROVALS.c.person == hal.id)
        ).scalar_one()
    assert (wrote, approved) in {(1, 0), (0, 1)}
    assert not read_log(store).faults()


def test_who_is_held_for_a_victim_is_a_suspect_nowhere_and_stays_it(landed: Office, tmp_path: Path) -> None:
    case, proposal = proposed(landed)
    store, ada = landed.desk.store, landed.person("ada")
    victim = min(accounts(landed, case))
    decide(store, ada, case, Decision("give_role", "member_file", accounts=(victim,), role=VICTIM))
    assert victim not in accounts(landed, case)
    assert [row.title for row in landed.queue("dot") if row.title == victim]
    with store.read() as db:
        assert db.execute(select(PROPOSALS.c.state)).scalar() == "lapsed"
    with pytest.raises(ConfigError):
        approve(store, landed.desk.hub, landed.person("ben"), proposal, signed(landed, "ben", "approve", proposal))
    with pytest.raises(ConfigError, match="safeguarding"):
        propose(store, landed.desk.hub, ada, case, "fiu")
    for _ in range(2):
        write_files(store, "console", tmp_path / "decided", force=True)
        assert victim.partition("/")[2] in (tmp_path / "decided" / "roles.toml").read_text()


def test_a_later_run_makes_no_suspect_of_who_is_safeguardings(
    small_office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = small_office
    lay(office, monkeypatch, runs, [group("a", "1", "2")])
    (case,) = office.queue("ada")
    decide(
        office.desk.store,
        office.person("ada"),
        case.id,
        Decision("give_role", "authority", accounts=("north/1",), role=VICTIM),
    )
    lay(office, monkeypatch, runs, [group("b", "1", "2", "3")])
    assert accounts(office, case.id) == {"north/2", "north/3"}
    assert all("north/1" not in row.title for row in office.queue("ada"))
    (own,) = office.queue("dot")
    decide(office.desk.store, office.person("dot"), own.id, Decision("clear", "data_fault"))
    lay(office, monkeypatch, runs, [group("c", "1", "2", "3")])
    assert accounts(office, case.id) == {"north/1", "north/2", "north/3"}


@pytest.mark.parametrize("second", ["auditor", "admin", "releaser"])
def test_two_roles_lend_each_other_nothing(landed: Office, second: str) -> None:
    with landed.desk.store.act() as acting:
        grant(acting, landed.people["dot"], second, landed.people["fay"], landed.people["gus"])
    case = landed.queue("ada")[0].id
    with pytest.raises(DeniedError):
        decide(landed.desk.store, landed.person("dot"), case, Decision("confirm", "pattern"))
    sees = {row.lane for row in landed.queue("dot")}
    assert (sees <= {"protect"}) == (second != "releaser")


def test_a_release_of_another_team_is_settled_by_nobody_else(landed: Office) -> None:
    case, proposal, _ = released(landed)
    with landed.desk.store.engine.begin() as db:
        db.execute(CASES.update().where(CASES.c.id == case).values(team="elsewhere"))
    with pytest.raises(DeniedError):
        settle(landed.desk.store, landed.person("cem"), proposal, "withdrawn", reference="F-1", why="Mine.")


def test_a_note_after_a_release_blocks_neither_its_end_nor_a_restore(landed: Office, tmp_path: Path) -> None:
    case, proposal, _ = released(landed)
    for login in ("ben", "cem"):
        with landed.desk.store.act() as acting:
            grant(acting, landed.people[login], "analyst", landed.people["fay"], landed.people["gus"])
        write_words(landed.desk.store, landed.person(login), case, "note", "It was sent by courier.")
    settle(landed.desk.store, landed.person("ben"), proposal, "filed", reference="b64:abc", why="Filed at the counter.")
    write_backup(landed.desk.store, "console", tmp_path / "desk.zip")
    other = Store(f"sqlite:///{tmp_path}/other.sqlite", landed.desk.store.key)
    restore_backup(other, tmp_path / "desk.zip")
    with other.read() as db:
        row = db.execute(select(RELEASES)).one()
    assert b"b64:abc" not in row.filed_as
    assert b"counter" not in row.reason
    stranger = Store(f"sqlite:///{tmp_path}/stranger.sqlite", DeskKey(b"x" * 32))
    with pytest.raises(ConfigError, match="does not open"):
        restore_backup(stranger, tmp_path / "desk.zip")
    with stranger.read() as db:
        assert db.execute(select(func.count()).select_from(CASES)).scalar() == 0
    for each in (other, stranger):
        each.close()


@pytest.mark.parametrize("reference", ["", "4111 1111 1111 1111", "x" * 101, "a\nb", "<script>"])
def test_a_reference_is_a_reference(landed: Office, reference: str) -> None:
    _, proposal, _ = released(landed)
    with pytest.raises(ConfigError, match="reference"):
        settle(landed.desk.store, landed.person("cem"), proposal, "filed", reference=reference, why="")


def test_a_split_leaves_the_case_with_its_strongest_part(
    small_office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(small_office, monkeypatch, runs, [group("a", "1", "2", "3")])
    parts = [group("strong", "1", "2", score=0.99), group("weak", "3", "4", score=0.61)]
    lay(small_office, monkeypatch, runs, parts)
    (case,) = small_office.queue("ada")
    assert (case.title, case.score) == ("Group strong", 0.99)
    assert accounts(small_office, case.id) == {f"north/{number}" for number in range(1, 5)}


def test_a_proposal_that_ran_out_can_be_sent_back_and_nothing_else(landed: Office) -> None:
    _, proposal = proposed(landed)
    with landed.desk.store.engine.begin() as db:
        db.execute(PROPOSALS.update().values(until="2020-01-01"))
    with pytest.raises(ConfigError, match="ran out"):
        approve(
            landed.desk.store,
            landed.desk.hub,
            landed.person("ben"),
            proposal,
            signed(landed, "ben", "approve", proposal),
        )


def test_nobody_writes_what_the_chain_cannot_hold(office: Office) -> None:
    with pytest.raises(ConfigError, match="other letters"), office.desk.store.act() as acting:
        acting.enter("u-1", "added", "person:Jane Doe\nNL é")
    with pytest.raises(ConfigError, match="Nobody has that role"), office.desk.store.act() as acting:
        take_role(acting, "Jane Doe\né", "analyst", office.people["fay"])
    assert not read_log(office.desk.store).faults()


def test_who_is_ended_is_nobody(landed: Office) -> None:
    with landed.desk.store.act() as acting:
        end_person(acting, "console", landed.people["ada"])
    with landed.desk.store.read() as db:
        assert find_person(db, landed.people["ada"], today()) is None


def test_a_referral_that_names_who_went_to_safeguarding_is_shown_nowhere(landed: Office, runs: Runs) -> None:
    """A member of the group below `review` is no account of the case: its referral names it all the same."""
    from finpath.desk.web.app import make_app  # noqa: PLC0415
    from tests.desk.test_pages import enter  # noqa: PLC0415

    case = next(row for row in landed.queue("ada") if row.tier == "refer")
    with landed.desk.store.read() as db:
        found = db.execute(select(CASES.c.group_id).where(CASES.c.id == case.id)).scalar_one()
    told = json.loads((runs.later / "referrals" / found / "referral.json").read_bytes())
    named = [f"{each['provider_id']}/{each['merchant_id']}" for each in told["subjects"]]
    ada = enter(make_app(landed.desk), "ada").client
    assert ada.get(f"/cases/{case.id}/referral/referral.html").status_code == 200
    decide(
        landed.desk.store,
        landed.person("ada"),
        case.id,
        Decision("give_role", "authority", accounts=(min(named),), role=VICTIM),
    )
    for name in ("referral.html", "referral.json", "referral.xml", "referral.pdf"):
        assert ada.get(f"/cases/{case.id}/referral/{name}").status_code == 404
    for account in accounts(landed, case.id):
        page = ada.get(f"/cases/{case.id}/account", params={"of": account})
        assert page.status_code == 200
        assert min(named) not in page.text


def test_a_crowd_that_searches_at_once_reads_the_run_once(
    small_office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty readers of a large run at once took 7 GB."""
    small_office.desk.land("console", runs.later)
    read: list[Path] = []

    def slowly(path: Path, key: DeskKey, hidden: frozenset[str]) -> object:
        read.append(path)
        time.sleep(0.2)
        return read_index(path, key, hidden)

    monkeypatch.setattr("finpath.desk.search.read_index", slowly)
    person = small_office.person("ada")
    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(lambda _: small_office.desk.search.find(person, "a" * 2), range(8)))
    assert len(found) == 8
    assert len(read) == 1
