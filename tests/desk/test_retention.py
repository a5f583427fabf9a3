"""How long cases are kept, who holds one, and what two people purge: whole, or not at all."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Executable, literal, select
from sqlalchemy.exc import DBAPIError

from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.chain import read_log
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.retention.clock import read_clocks
from finpath.desk.retention.hold import ask_to_end, end_hold, hold_case
from finpath.desk.retention.purge import approve_purge, propose_due, propose_purge, purge_challenge, refuse_purge
from finpath.desk.retention.rows import rows_of, tables_of_cases
from finpath.desk.store.seals import seal, unseal
from finpath.desk.store.store import open_store
from finpath.desk.store.tables import (
    CASES,
    DECISIONS,
    HOLDS,
    LEFTOVERS,
    METADATA,
    PROPOSALS,
    PURGE_APPROVALS,
    PURGES,
    RELEASES,
    RUNS,
    SIGHTINGS,
    TOMBS,
)
from finpath.desk.store.triggers import FIRST, add_triggers, drop_triggers
from finpath.errors import ConfigError
from tests.desk.conftest import Office, Runs
from tests.desk.deeds import released
from tests.desk.test_landing import accounts, group, lay
from tests.running import finpath as start

NAMED = ("Public Prosecutor", "26/1234")
YEAR = dt.timedelta(days=365)
LATER = (
    "offer_counts",
    "match_sessions",
    "offered_cases",
    "offers",
    "remote_hits",
    "came",
    "sent",
    "hit_counts",
    "quiets",
    "hits",
    "match_keys",
    "leftovers",
    "tombs",
    "purge_approvals",
    "purges",
    "holds",
)
"""Tables that the first version had not, those first that name others."""


@pytest.fixture
def laid(office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Office:
    lay(office, monkeypatch, runs, [group("a", "1", "2"), group("b", "3")])
    return office


def first(office: Office) -> str:
    return next(row.id for row in office.queue("ada") if row.title == "Group a")


def agree(office: Office, login: str, purge: str) -> bool:
    with office.desk.store.read() as db:
        nonce, head = purge_challenge(db, purge)
    token = office.keys[login].sign(nonce), head
    return approve_purge(office.desk.store, office.desk.hub.site, office.person(login), purge, token)


def left_of(office: Office, case: str) -> int:
    with office.desk.store.read() as db:
        return sum(
            len(db.execute(table.select().where(rows_of(table, select(literal(case))))).all())
            for table in tables_of_cases()
        )


def age(office: Office, years: int) -> None:
    """Everything at the desk happened years ago."""
    with office.desk.store.engine.begin() as db:
        for table in (RUNS, CASES, DECISIONS):
            name = "opened_at" if table is CASES else "at"
            for row in db.execute(select(table)):
                moment = getattr(row, name)
                key = next(iter(table.primary_key.columns))
                older = f"{int(moment[:4]) - years}{moment[4:]}".replace("02-29", "02-28")
                db.execute(table.update().where(key == getattr(row, key.name)).values({name: older}))


def test_the_clock_proposes_and_two_people_purge(laid: Office) -> None:
    case = first(laid)
    assert propose_due(laid.desk.store, 5) == 0
    age(laid, 6)
    assert propose_due(laid.desk.store, 5) == 2
    assert propose_due(laid.desk.store, 5) == 0, "what waits is not proposed twice"
    with laid.desk.store.read() as db:
        row = db.execute(select(PURGES).where(PURGES.c.case_id == case)).one()
    assert not agree(laid, "ben", row.id), "the clock is nobody's eyes"
    with pytest.raises(ConfigError, match="already"):
        agree(laid, "ben", row.id)
    assert left_of(laid, case) > 0
    assert agree(laid, "cem", row.id)
    assert left_of(laid, case) == 0
    with laid.desk.store.read() as db:
        tomb = db.execute(select(TOMBS)).one()
        gone = db.execute(select(PURGES.c.case_id, PURGES.c.state).where(PURGES.c.id == row.id)).one()
    chain = read_log(laid.desk.store)
    assert not chain.faults()
    told = [line[0] for line in chain.lines if line]
    assert (tomb.mac, tomb.why, tomb.day) == (laid.desk.store.key.mac(case), "over", today().isoformat())
    assert tomb.entries == sum(each.subject == f"case:{case}" for each in told)
    assert (told[-1].act, told[-1].subject) == ("purged", f"tomb:{tomb.mac}")
    assert tuple(gone) == (None, "purged")
    with pytest.raises(DeniedError):
        agree(laid, "hal", row.id)
    assert [each.title for each in laid.queue("ada")] == ["Group b"], "the other case stands"


def test_the_clock_counts_from_release_closing_or_the_last_run(office: Office, runs: Runs) -> None:
    office.desk.land(office.people["ada"], runs.later)
    case, _, _ = released(office)
    other = office.queue("ada")[0].id
    decide(office.desk.store, office.person("ada"), other, Decision("clear", "charity"))
    third = office.queue("ada")[0].id
    with office.desk.store.read() as db:
        clocks = read_clocks(db, office.desk.store.key, 5)
    day = today()
    assert clocks[case].event == f"it was released on {day}"
    assert clocks[other].event == f"it was closed on {day}"
    assert clocks[third].event == f"a run showed it last on {day}"
    assert clocks[case].keep_until.year == day.year + 5
    assert not any(clock.is_over(day) for clock in clocks.values())


def test_a_purge_needs_two_people_who_did_not_work_on_it(laid: Office) -> None:
    case, store = first(laid), laid.desk.store
    write_words(store, laid.person("hal"), case, "note", "Seen.")
    with pytest.raises(ConfigError, match="is no reason"):
        propose_purge(store, laid.person("ada"), case, "over", "Board")
    with pytest.raises(ConfigError, match="Name the authority"):
        propose_purge(store, laid.person("ada"), case, "ordered", " ")
    purge = propose_purge(store, laid.person("ben"), case, "ordered", "Court of Utrecht 26/77")
    with pytest.raises(DeniedError, match="proposed it"):
        agree(laid, "ben", purge)
    with pytest.raises(DeniedError, match="worked on it"):
        agree(laid, "hal", purge)
    for login in ("ada", "eve", "fay", "dot"):
        with pytest.raises(DeniedError):
            agree(laid, login, purge)
    with store.read() as db:
        _, head = purge_challenge(db, purge)
    with pytest.raises(ConfigError, match="not signed"):
        approve_purge(store, laid.desk.hub.site, laid.person("cem"), purge, ("", head))
    token = laid.keys["cem"].sign(b"x" * 32), head
    with pytest.raises(ConfigError, match="not over what is approved"):
        approve_purge(store, laid.desk.hub.site, laid.person("cem"), purge, token)
    assert agree(laid, "cem", purge), "who proposed it, and one other"
    assert left_of(laid, case) == 0


def test_whoever_adds_to_a_case_ends_its_purge(laid: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    case, store = first(laid), laid.desk.store
    purge = propose_purge(store, laid.person("ada"), case, "unfounded", "Board")
    lay(laid, monkeypatch, runs, [group("again", "1", "2")])
    with pytest.raises(ConfigError, match="proposed already"):  # a run that shows the same accounts changes nothing
        propose_purge(store, laid.person("ada"), case, "ordered", "Board")
    with store.read() as db:
        nonce, head = purge_challenge(db, purge)
    before = laid.keys["ben"].sign(nonce), head
    lay(laid, monkeypatch, runs, [group("more", "1", "2", "9")])
    with pytest.raises(ConfigError, match="has changed"):
        approve_purge(store, laid.desk.hub.site, laid.person("ben"), purge, before)
    last = propose_purge(store, laid.person("ada"), case, "unfounded", "Board")
    write_words(store, laid.person("ada"), case, "note", "Wait.")
    with pytest.raises(ConfigError, match="has changed"):
        agree(laid, "ben", last)
    assert "north/9" in accounts(laid, case)


def test_a_hold_wins_and_is_named_and_ends_by_two(laid: Office) -> None:
    case, store = first(laid), laid.desk.store
    purge = propose_purge(store, laid.person("ada"), case, "unfounded", "Board")
    for named, until, message in (
        (("", "1"), today() + YEAR, "Name the authority"),
        (("Prosecutor", "4111 1111 1111 1111"), today() + YEAR, "Name the reference"),
        (NAMED, today(), "asked again"),
        (NAMED, today() + 6 * YEAR, "asked again"),
    ):
        with pytest.raises(ConfigError, match=message):
            hold_case(store, laid.person("ada"), case, named=named, until=until)
    held = hold_case(store, laid.person("ada"), case, named=NAMED, until=today() + YEAR)
    with pytest.raises(ConfigError, match="lapsed"):
        agree(laid, "ben", purge)
    with pytest.raises(ConfigError, match="wants it kept"):
        propose_purge(store, laid.person("ada"), case, "unfounded", "Board")
    age(laid, 6)
    assert propose_due(store, 5) == 1, "the other case"
    with pytest.raises(ConfigError, match="asks to end it first"):
        end_hold(store, laid.person("ben"), held)
    ask_to_end(store, laid.person("ben"), held)
    with pytest.raises(ConfigError, match="somebody else"):
        end_hold(store, laid.person("ben"), held)
    with pytest.raises(DeniedError):
        end_hold(store, laid.person("ada"), held)
    end_hold(store, laid.person("cem"), held)
    with pytest.raises(ConfigError, match="has ended"):
        ask_to_end(store, laid.person("ada"), held)
    assert propose_due(store, 5) == 1
    content = b"".join(_files(laid))
    assert b"Prosecutor" not in content


def _files(office: Office) -> list[bytes]:
    if not office.desk.store.address.startswith("sqlite"):
        return []
    database = Path(office.desk.store.address.removeprefix("sqlite:///"))
    return [path.read_bytes() for path in database.parent.glob(f"{database.name}*")]


def test_a_hold_and_a_purge_at_once_are_one_after_the_other(laid: Office) -> None:
    case, store = first(laid), laid.desk.store
    purge = propose_purge(store, laid.person("ada"), case, "unfounded", "Board")
    both, done = threading.Barrier(2), list[str]()

    def do(name: str, act: Callable[[], object]) -> None:
        both.wait(timeout=10)
        try:
            act()
        except ConfigError:
            return
        done.append(name)

    hold = {"named": NAMED, "until": today() + YEAR}
    acts = [
        threading.Thread(target=do, args=("purge", lambda: agree(laid, "ben", purge))),
        threading.Thread(target=do, args=("hold", lambda: hold_case(store, laid.person("ada"), case, **hold))),  # type: ignore[arg-type]
    ]
    for act in acts:
        act.start()
    for act in acts:
        act.join()
    assert len(done) == 1
    assert (left_of(laid, case) == 0) == (done == ["purge"])
    assert not read_log(store).faults()


def refused(office: Office, statement: Executable) -> str:
    with pytest.raises(DBAPIError) as caught, office.desk.store.engine.begin() as db:
        db.execute(statement)
    return str(caught.value.orig)


def test_the_tables_hold_it_too(laid: Office) -> None:
    """By SQL straight into the tables, as a fault in Python could."""
    case, store = first(laid), laid.desk.store
    assert "four eyes" in _delete_case(laid, case)
    held = hold_case(store, laid.person("ada"), case, named=NAMED, until=today() + YEAR)
    assert "four eyes" in refused(laid, HOLDS.delete().where(HOLDS.c.id == held))
    ended = {"lift_by": laid.people["ben"], "lifted_by": laid.people["ben"]}
    assert "four eyes" in refused(laid, HOLDS.update().values(**ended))
    assert "four eyes" in refused(laid, HOLDS.update().values(lifted_by=laid.people["ben"]))
    assert "four eyes" in refused(laid, HOLDS.update().values(until="2020-01-01"))
    ask_to_end(store, laid.person("ben"), held)
    end_hold(store, laid.person("cem"), held)
    purge = propose_purge(store, laid.person("ada"), case, "unfounded", "Board")
    write_words(store, laid.person("hal"), case, "note", "Mine.")
    for login in ("ada", "hal"):
        approval = {"purge": purge, "person": laid.people[login], "head": "", "at": "", "assertion": ""}
        assert "four eyes" in refused(laid, PURGE_APPROVALS.insert().values(**approval))
    for values in ({"digest": "0"}, {"why": "ordered"}, {"authority": "x"}, {"case_id": "c-other"}, {"by": "hub"}):
        assert "does not change" in refused(laid, PURGES.update().where(PURGES.c.id == purge).values(**values))
    assert "four eyes" in refused(laid, PURGES.delete())
    assert "four eyes" in _delete_case(laid, case)
    last = propose_purge(store, laid.person("ada"), case, "unfounded", "Board")
    assert agree(laid, "ben", last)
    assert "tombstone" in refused(laid, TOMBS.delete())
    assert "tombstone" in refused(laid, TOMBS.update().values(why="x"))


def _delete_case(office: Office, case: str) -> str:
    def delete() -> None:
        with office.desk.store.engine.begin() as db:
            for table in tables_of_cases():
                db.execute(table.delete().where(rows_of(table, select(literal(case)))))

    with pytest.raises(DBAPIError) as caught:
        delete()
    return str(caught.value.orig)


def test_a_refused_purge_comes_again_later(laid: Office) -> None:
    age(laid, 6)
    propose_due(laid.desk.store, 5)
    with laid.desk.store.read() as db:
        purge = db.scalars(select(PURGES.c.id)).first()
    assert purge is not None
    with pytest.raises(DeniedError):
        refuse_purge(laid.desk.store, laid.person("ada"), purge)
    refuse_purge(laid.desk.store, laid.person("ben"), purge)
    with pytest.raises(ConfigError, match="refused"):
        agree(laid, "cem", purge)
    assert propose_due(laid.desk.store, 5) == 0


def test_who_is_held_for_a_victim_is_not_forgotten_before_safeguarding_says_so(laid: Office) -> None:
    case, store = first(laid), laid.desk.store
    role = Decision("give_role", "authority", accounts=("north/1",), role="possible victim")
    decide(store, laid.person("ada"), case, role)
    (own,) = laid.queue("dot")
    for login, each, message in (("ben", case, "held for a victim"), ("dot", own.id, "has not closed it")):
        with pytest.raises(ConfigError, match=message):
            propose_purge(store, laid.person(login), each, "unfounded", "Board")
    age(laid, 9)
    assert propose_due(store, 5) == 1
    decide(store, laid.person("dot"), own.id, Decision("clear", "data_fault"))
    propose_purge(store, laid.person("ben"), case, "unfounded", "Board")
    propose_purge(store, laid.person("dot"), own.id, "unfounded", "Board")
    content = b"".join(_files(laid))
    assert b"north/1" not in content, "who is safeguarding's stands nowhere in clear"


def test_each_table_that_names_a_case_is_purged() -> None:
    """A table that comes later is among them by what it names."""
    known = set(tables_of_cases())
    others = {table.name for table in METADATA.sorted_tables if table not in known}
    assert others == {
        "people", "logins", "credentials", "grants", "asked_grants", "sessions", "tokens", "repeats", "runs", "custody",
        "purges", "purge_approvals", "tombs", "leftovers", "hit_counts", "sent", "came", "offers", "match_sessions",
        "offer_counts",
    }  # fmt: skip


def test_the_pages_show_what_one_may_see_and_no_more(laid: Office) -> None:
    from finpath.desk.web.app import make_app  # noqa: PLC0415
    from tests.desk.test_pages import enter  # noqa: PLC0415

    case, store = first(laid), laid.desk.store
    app = make_app(laid.desk)
    ada, eve = enter(app, "ada"), enter(app, "eve")
    held = {"authority": "Prosecutor", "reference": "26/1", "until": (today() + YEAR).isoformat()}
    assert ada.send(f"/retention/{case}/hold", **held)[0] == 302
    assert ada.send(f"/retention/{case}/hold", **{**held, "until": "soon"})[0] == 422
    assert ada.send(f"/retention/{case}/nothing")[0] == 404
    text = ada.client.get("/retention").text
    assert "Prosecutor, 26/1, entered by Ada" in text
    assert eve.sees("/retention") == 403
    with store.read() as db:
        hold = db.execute(select(HOLDS.c.id)).scalar_one()
    assert ada.send(f"/retention/{case}/ask_to_end", hold=hold)[0] == 302
    ben = enter(app, "ben")
    assert "Ada asks to end it" in ben.client.get(f"/retention/{case}").text
    assert ben.send(f"/retention/{case}/end", hold=hold)[0] == 302
    other = next(row.id for row in laid.queue("ada") if row.id != case)
    purge = propose_purge(store, laid.person("ada"), case, "unfounded", "Board 7")
    waiting = propose_purge(store, laid.person("ada"), other, "unfounded", "Board 8")
    assert agree(laid, "ben", purge)
    assert "Board 7" in eve.client.get("/audit").text
    with store.engine.begin() as db:
        db.execute(CASES.update().values(team="elsewhere"))
    text = ada.client.get("/retention").text
    assert "Group" not in text
    assert waiting not in text
    there, nowhere = (ben.client.get(f"/purges/{each}") for each in (waiting, "g-00000000000000000000"))
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text) == (403, nowhere.text)
    there, nowhere = (ben.client.get(f"/retention/{each}") for each in (other, "c-00000000000000000000"))
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text) == (403, nowhere.text)
    with pytest.raises(DeniedError):
        agree(laid, "cem", waiting)


def test_the_command_proposes_and_says_what_is_left(small_office: Office, runs: Runs) -> None:
    office = small_office
    office.desk.land("console", runs.later)
    case = office.queue("ada")[0].id
    purge = propose_purge(office.desk.store, office.person("ada"), case, "unfounded", "Board")
    assert agree(office, "ben", purge)
    age(office, 6)
    done = start("desk", "purge", "--config", office.home / "desk.toml", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["proposed"] == len(office.queue("ada")), "and nothing that safeguarding has not closed"
    assert "run folder" in said["left"][0]
    assert "file of the cases" in said["left"][1]
    assert "free pages" not in done.stdout


def test_a_desk_of_the_first_version_is_brought_up(office: Office, runs: Runs) -> None:
    """What stood in clear in it is sealed or hashed; what was kept is kept."""
    office.desk.land("console", runs.later)
    _, proposal, _ = released(office)
    with office.desk.store.engine.begin() as db:  # as the first version had it
        drop_triggers(db)
        for name in LATER:
            db.exec_driver_sql(f"DROP TABLE {name}")
        db.exec_driver_sql("ALTER TABLE releases DROP COLUMN filed_as")
        db.exec_driver_sql("ALTER TABLE releases ADD COLUMN reference TEXT")
        db.exec_driver_sql("UPDATE releases SET reference = 'FIU-2026-77'")
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        case = db.execute(select(CASES).limit(1)).one()
        key = office.desk.store.key.unwrap(case.key)
        values = dict(case._mapping) | {"id": "c-protected", "lane": "protect", "group_id": "north/secret-one"}  # noqa: SLF001
        db.execute(CASES.insert().values(**values))
        sighting = {"case_id": "c-protected", "run": case.run, "group_id": "north/secret-one", "tier": "protect",
                    "score": 0, "change": "new", "what": seal(key, b"{}")}  # fmt: skip
        db.execute(SIGHTINGS.insert().values(**sighting))
        add_triggers(db, FIRST)
    with pytest.raises(ConfigError, match="older finpath"):
        open_store(office.desk.store.address, office.desk.store.key)
    office.desk.store.upgrade()
    with office.desk.store.read() as db:
        context = MigrationContext.configure(db)
        assert compare_metadata(context, METADATA) == []
        filed = select(RELEASES.c.filed_as, CASES.c.key).select_from(RELEASES.join(PROPOSALS).join(CASES))
        row = db.execute(filed).one()
        groups = set(db.scalars(select(CASES.c.group_id).where(CASES.c.id == "c-protected")))
        groups |= set(db.scalars(select(SIGHTINGS.c.group_id).where(SIGHTINGS.c.case_id == "c-protected")))
    assert unseal(office.desk.store.key.unwrap(row.key), row.filed_as) == b"FIU-2026-77"
    assert groups == {office.desk.store.key.group_of("north/secret-one")}
    assert proposal
    purge = propose_purge(office.desk.store, office.person("ada"), str(case.id), "unfounded", "Board")
    assert agree(office, "hal", purge), "the guards are there"


def test_a_sweep_takes_away_packages_and_nothing_else(small_office: Office, tmp_path: Path) -> None:
    """Whoever wrote a row into the table, by a backup that they made."""
    office = small_office
    (tmp_path / "precious").mkdir()
    (office.home / "outbox").mkdir()
    with office.desk.store.engine.begin() as db:
        for name in ("../../precious", str(tmp_path / "precious"), "..", ""):
            db.execute(LEFTOVERS.insert().values(kind="outbox", name=name))
    office.desk.sweep()
    assert (tmp_path / "precious").is_dir()
    assert (office.home / "outbox").is_dir()
    assert office.home.is_dir()
