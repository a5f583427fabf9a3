"""Author, reviewer and releaser are three people; what is approved are bytes, and those are released, or none."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Executable, select, text
from sqlalchemy.exc import DBAPIError

from finpath.desk.cases.anchors import accounts_of
from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.cases.outbox import settle
from finpath.desk.cases.release import approve, propose, release, send_back, take_back
from finpath.desk.chain import read_log, write_log
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import approve_grant, ask_grant, grant, take_role
from finpath.desk.store.store import now
from finpath.desk.store.tables import CASES, CUSTODY, GRANTS, RELEASES, RUNS
from finpath.errors import ConfigError
from finpath.keyring import read_signer, verify
from finpath.output.folder.verify import verify as verify_folder
from tests.desk.conftest import Office, Runs
from tests.desk.deeds import approved, confirmed, proposed, released, signed


@pytest.fixture
def landed(office: Office, runs: Runs) -> Office:
    office.desk.land(office.people["ada"], runs.later)
    return office


def test_a_package_is_released_by_three_people(landed: Office) -> None:
    case, proposal, folder = released(landed)
    assert not verify_folder(folder).faults
    signature = folder.with_name(f"{folder.name}.minisig").read_bytes()
    public = read_signer(landed.home / "hub.sign").public
    assert verify((folder / "SHA256SUMS").read_bytes(), signature, (public,))
    assert {path.suffix for path in folder.rglob("referral.*")} == {".html", ".json"}
    with landed.desk.store.read() as db:
        assert db.execute(select(CASES.c.state).where(CASES.c.id == case)).scalar() == "released"
        acts = list(db.scalars(select(CUSTODY.c.act).where(CUSTODY.c.subject == f"case:{case}").order_by(CUSTODY.c.n)))
    assert acts == ["opened", "decided", "proposed", "approved", "released"]
    settle(landed.desk.store, landed.person("cem"), proposal, "filed", reference="FIU-2026-1", why="")
    settle(
        landed.desk.store, landed.person("ben"), proposal, "withdrawn", reference="FIU-2026-1", why="Named in error."
    )
    with pytest.raises(ConfigError, match="withdrawn"):
        settle(landed.desk.store, landed.person("ben"), proposal, "filed", reference="FIU-2026-2", why="")
    with landed.desk.store.read() as db:
        assert db.execute(select(RELEASES.c.state)).scalar() == "withdrawn"


def test_nobody_is_two_of_three(landed: Office) -> None:
    store, hub = landed.desk.store, landed.desk.hub
    _, proposal = proposed(landed, "hal")
    with pytest.raises(DeniedError, match="somebody else must look"):
        approve(store, hub, landed.person("hal"), proposal, signed(landed, "hal", "approve", proposal))
    approve(store, hub, landed.person("ben"), proposal, signed(landed, "ben", "approve", proposal))
    with pytest.raises(DeniedError, match="somebody else must look"):
        release(store, hub, landed.person("hal"), proposal, signed(landed, "hal", "release", proposal))
    with store.act() as acting:
        grant(acting, landed.people["ben"], "releaser", landed.people["fay"], landed.people["gus"])
    with pytest.raises(DeniedError, match="You have approved it"):
        release(store, hub, landed.person("ben"), proposal, signed(landed, "ben", "release", proposal))


@pytest.mark.parametrize("login", ["ada", "ben"])
def test_the_database_holds_against_a_fault_in_python(landed: Office, login: str) -> None:
    """Straight into the tables: who proposed cannot approve, who approved cannot release."""
    _, proposal = approved(landed)
    who = landed.people[login]
    row = {"proposal": proposal, "person": who, "head": "0:0", "at": now(), "assertion": "{}"}
    release_row = {**row, "id": "r-x", "seal": "", "folder": "", "state": "written"}
    statements: list[Executable] = [RELEASES.insert().values(**release_row)]
    if login == "ada":
        statements.append(text("UPDATE approvals SET person = :person").bindparams(person=who))
    for statement in statements:
        with pytest.raises(DBAPIError, match="four eyes"), landed.desk.store.engine.begin() as db:
            db.execute(statement)


def test_who_has_approved_does_not_become_an_author(landed: Office) -> None:
    case, _ = approved(landed)
    with landed.desk.store.act() as acting:
        grant(acting, landed.people["ben"], "analyst", landed.people["fay"], landed.people["gus"])
    with pytest.raises(ConfigError, match="Four eyes"):
        write_words(landed.desk.store, landed.person("ben"), case, "note", "One thing more.")
    assert not read_log(landed.desk.store).faults()


def test_an_approval_is_over_these_bytes_and_by_this_key(landed: Office) -> None:
    store, hub, ben = landed.desk.store, landed.desk.hub, landed.person("ben")
    _, one = proposed(landed)
    _, two = proposed(landed)
    with pytest.raises(ConfigError, match="not over what is approved"):
        approve(store, hub, ben, one, signed(landed, "ben", "approve", two))
    with pytest.raises(ConfigError, match="not over what is approved"):
        approve(store, hub, ben, one, signed(landed, "ben", "release", one))
    with pytest.raises(ConfigError, match="not yours"):
        approve(store, hub, ben, one, signed(landed, "cem", "approve", one))
    with pytest.raises(ConfigError, match="was not signed"):
        approve(store, hub, ben, one, ("", signed(landed, "ben", "approve", one)[1]))
    once = signed(landed, "ben", "approve", one)
    approve(store, hub, ben, one, once)
    with pytest.raises(ConfigError, match=r"uses|not over|waits|needs one"):
        approve(store, hub, ben, one, once)


def test_a_byte_that_changed_after_approval_stops_the_release(landed: Office, tmp_path: Path) -> None:
    _, proposal = approved(landed)
    with landed.desk.store.read() as db:
        path = Path(db.execute(select(RUNS.c.path)).scalar_one())
    copy = tmp_path / "elsewhere"
    shutil.copytree(path, copy)
    page = next(copy.glob("referrals/*/referral.json"))
    page.write_bytes(page.read_bytes().replace(b'"score"', b'"scOre"', 1))
    with landed.desk.store.engine.begin() as db:
        db.execute(RUNS.update().values(path=str(copy)))
    with pytest.raises(ConfigError, match="not as it was landed"):
        release(
            landed.desk.store,
            landed.desk.hub,
            landed.person("cem"),
            proposal,
            signed(landed, "cem", "release", proposal),
        )
    with landed.desk.store.engine.begin() as db:
        db.execute(RUNS.update().values(path=str(path)))
    narrower = landed.home / "routing.toml"
    narrower.write_text(narrower.read_text().replace('"against", ', ""))
    from finpath.desk.desk import make_hub  # noqa: PLC0415

    changed = make_hub(landed.desk.config)
    with pytest.raises(ConfigError, match="Its bytes are those that were approved"):
        release(landed.desk.store, changed, landed.person("cem"), proposal, signed(landed, "cem", "release", proposal))
    assert not (landed.home / "outbox").exists()


def test_what_is_sent_back_can_be_proposed_again(landed: Office) -> None:
    store, hub = landed.desk.store, landed.desk.hub
    case, proposal = proposed(landed)
    send_back(store, landed.person("ben"), proposal, "The second account has an owner that is known.")
    with pytest.raises(ConfigError, match="waits no more"):
        approve(store, hub, landed.person("ben"), proposal, signed(landed, "ben", "approve", proposal))
    again = propose(store, hub, landed.person("ada"), case, "fiu")
    approve(store, hub, landed.person("ben"), again, signed(landed, "ben", "approve", again))


def test_only_a_confirmed_case_is_proposed(landed: Office) -> None:
    case = next(row.id for row in landed.queue("ada") if row.tier == "refer")
    with pytest.raises(ConfigError, match="somebody has confirmed"):
        propose(landed.desk.store, landed.desk.hub, landed.person("ada"), case, "fiu")
    assert confirmed(landed) == case
    with pytest.raises(ConfigError, match="Nothing is sent to the recipient"):
        propose(landed.desk.store, landed.desk.hub, landed.person("ada"), case, "nobody")
    decide(landed.desk.store, landed.person("ada"), case, Decision("clear", "charity"))
    with pytest.raises(ConfigError, match="somebody has confirmed"):
        propose(landed.desk.store, landed.desk.hub, landed.person("ada"), case, "fiu")


def test_a_role_needs_two_administrators_and_a_third(office: Office) -> None:
    store, people = office.desk.store, office.people
    with store.act() as acting:
        asked = ask_grant(acting, people["ada"], "reviewer", people["fay"])
    with pytest.raises(ConfigError, match="Four eyes"), store.act() as acting:
        approve_grant(acting, asked, people["fay"])
    with store.act() as acting:
        approve_grant(acting, asked, people["gus"])
    assert office.person("ada").roles == {"analyst", "reviewer"}
    with store.act() as acting:
        own = ask_grant(acting, people["gus"], "analyst", people["fay"])
    with pytest.raises(ConfigError, match="Four eyes"), store.act() as acting:
        approve_grant(acting, own, people["gus"])
    with store.act() as acting:
        take_role(acting, people["ada"], "reviewer", people["fay"])
    assert office.person("ada").roles == {"analyst"}
    with store.read() as db:
        assert (
            db.execute(select(GRANTS).where(GRANTS.c.person == people["gus"], GRANTS.c.role == "analyst")).first()
            is None
        )


def test_the_chain_shows_what_was_done_to_it(landed: Office, tmp_path: Path) -> None:
    released(landed)
    log = tmp_path / "custody.jsonl"
    write_log(landed.desk.store, log)
    lines = log.read_bytes().splitlines(keepends=True)
    assert len(lines) > 20
    with pytest.raises(DBAPIError, match="custody"), landed.desk.store.engine.begin() as db:
        db.execute(CUSTODY.update().where(CUSTODY.c.n == 3).values(actor="u-other"))
    with pytest.raises(DBAPIError, match="custody"), landed.desk.store.engine.begin() as db:
        db.execute(CUSTODY.delete().where(CUSTODY.c.n == 3))
    with landed.desk.store.engine.begin() as db:  # whoever owns the database can take the guard away: it shows
        on = " ON custody" if db.dialect.name == "postgresql" else ""
        db.exec_driver_sql(f"DROP TRIGGER custody_update{on}")
        db.execute(CUSTODY.update().where(CUSTODY.c.n == 3).values(actor="u-other"))
    assert [fault.kind for fault in read_log(landed.desk.store).faults()] == ["edited"]


def test_public_programs_verify_a_release(small_office: Office, runs: Runs) -> None:
    small_office.desk.land("console", runs.later)
    _, _, folder = released(small_office)
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)
    if shutil.which("minisign"):
        key, signature = small_office.home / "hub.sign.pub", folder.with_name(f"{folder.name}.minisig")
        command = ["minisign", "-V", "-p", str(key), "-m", "SHA256SUMS", "-x", str(signature)]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_who_proposed_takes_it_back_and_nobody_else(landed: Office) -> None:
    case, proposal = approved(landed)
    with pytest.raises(DeniedError):
        take_back(landed.desk.store, landed.person("ben"), proposal)
    with pytest.raises(DeniedError, match="Only who proposed"):
        take_back(landed.desk.store, landed.person("hal"), proposal)
    take_back(landed.desk.store, landed.person("ada"), proposal)
    with landed.desk.store.read() as db:
        assert db.execute(select(CASES.c.state).where(CASES.c.id == case)).scalar() == "confirmed"
    with pytest.raises(ConfigError, match="waits no more"):
        take_back(landed.desk.store, landed.person("ada"), proposal)


def test_what_is_said_of_one_account_moves_no_case_and_stops_a_release(landed: Office) -> None:
    case = next(row.id for row in landed.queue("ada") if row.tier == "refer")
    with landed.desk.store.act() as acting:
        acting.enter("console", "looked", f"case:{case}")
        one, two, *_ = ("/".join(each) for each in accounts_of(acting, case))
    decide(landed.desk.store, landed.person("ada"), case, Decision("confirm", "own_file", accounts=(one,)))
    assert case in {row.id for row in landed.queue("ada")}
    decide(landed.desk.store, landed.person("ada"), case, Decision("confirm", "own_file"))
    assert case not in {row.id for row in landed.queue("ada")}
    store, hub, ada = landed.desk.store, landed.desk.hub, landed.person("ada")
    decide(store, ada, case, Decision("clear", "charity", accounts=(two,)))
    with pytest.raises(ConfigError, match="confirmed is proposed"):
        propose(store, hub, ada, case, "fiu")
    decide(store, ada, case, Decision("confirm", "own_file", accounts=(one,)))
    proposal = propose(store, hub, ada, case, "fiu")
    approve(store, hub, landed.person("ben"), proposal, signed(landed, "ben", "approve", proposal))
    with pytest.raises(ConfigError, match="Each account in it belongs to a case that was confirmed"):
        release(store, hub, landed.person("cem"), proposal, signed(landed, "cem", "release", proposal))
