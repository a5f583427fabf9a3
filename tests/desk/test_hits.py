"""Two cases meet: both owners are told at the same time, no value and no name, and content opens when both said yes."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Executable, func, select
from sqlalchemy.exc import DBAPIError

import finpath
from finpath.config import read_config
from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.chain import read_log
from finpath.desk.errors import DeniedError
from finpath.desk.hits.find import HUB, find_hits
from finpath.desk.hits.keys import WORDS, Keys, band_of, mac_of
from finpath.desk.hits.notice import Notice, answer, find_notice, read_notices, read_opened
from finpath.desk.hits.quiet import agree_quiet, ask_quiet
from finpath.desk.people.passwords import set_password
from finpath.desk.people.person import CONSOLE, Place, add_person, find_person, grant, today
from finpath.desk.people.signatures import add_key
from finpath.desk.retention.purge import propose_purge
from finpath.desk.store.tables import CASES, CUSTODY, HIT_COUNTS, HITS, MATCH_KEYS, QUIETS
from finpath.errors import ConfigError
from tests.desk.authenticator import Authenticator
from tests.desk.conftest import PASSWORD, Office, Runs, quiet
from tests.desk.test_landing import group, lay
from tests.desk.test_retention import agree, left_of
from tests.running import CASE, KEY
from tests.steps import counted

TEAMS = {"red": ("rea", "ren"), "blue": ("blu", "ben2")}
LAW = frozenset({"police"})


@pytest.fixture
def two_teams(office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Two services at one desk, with a case each that the other may not see."""
    for team, logins in TEAMS.items():
        for login in logins:
            _person(office, login, team)
    plant(monkeypatch, {"north/1": [("phone", "t1"), ("email", "t2")], "north/2": [("phone", "t1")]})
    lay(office, monkeypatch, runs, [group("a", "1"), group("b", "2")])
    return office


def _person(office: Office, login: str, team: str) -> None:
    with office.desk.store.act() as acting:
        place = Place("police" if team == "red" else "bank", teams=(team,), tlp="red")
        office.people[login] = add_person(acting, CONSOLE, login, name=login.capitalize(), place=place)
        for role in ("analyst", "reviewer"):
            grant(acting, office.people[login], role, CONSOLE, CONSOLE)
        set_password(acting, CONSOLE, login, PASSWORD)
        office.keys[login] = Authenticator(office.desk.hub.site)
        nonce = secrets.token_bytes(32)
        add_key(acting, office.desk.hub.site, office.people[login], office.keys[login].create(nonce), nonce)


def plant(patch: pytest.MonkeyPatch, told: Mapping[str, list[tuple[str, str]]], payers: int = 0) -> None:
    """What a run would keep of these accounts; cases of them go to the two teams in turn."""

    def read(_path: object, key: object, accounts: object) -> Keys:  # noqa: ARG001
        return {account: {(kind, mac_of(key, kind, said)) for kind, said in each} for account, each in told.items()}  # type: ignore[arg-type]

    common = {frozenset({"north/1", "north/2"}): payers} if payers else {}
    patch.setattr("finpath.desk.hits.find.read_keys", read)
    patch.setattr("finpath.desk.hits.find.read_payers_in_common", lambda _: common)


def split_teams(office: Office) -> dict[str, str]:
    with office.desk.store.engine.begin() as db:
        rows = db.execute(select(CASES.c.id, CASES.c.title, CASES.c.key)).all()
        names = {row.id: title for row in rows for title in [_title(office, row)]}
        teams = {"Group a": "red", "Group b": "blue"}
        for case, title in names.items():
            db.execute(CASES.update().where(CASES.c.id == case).values(team=teams.get(title, "")))
    return {teams.get(title, title): case for case, title in names.items()}


def _title(office: Office, row: object) -> str:
    from finpath.desk.store.seals import unseal  # noqa: PLC0415

    return unseal(office.desk.store.key.unwrap(row.key), row.title).decode()  # type: ignore[attr-defined]


def told(office: Office, login: str) -> list[Notice]:
    with office.desk.store.read() as db:
        return read_notices(db, office.desk.store.key, office.person(login))


def say(office: Office, login: str, said: str, why: str = "") -> None:
    (notice,) = told(office, login)
    answer(office.desk.store, office.person(login), notice.hit, notice.case.id, said=said, why=why)


def test_both_are_told_by_kinds_and_a_handle(two_teams: Office) -> None:
    cases = split_teams(two_teams)
    (red,), (blue,) = told(two_teams, "rea"), told(two_teams, "blu")
    assert (red.case.id, blue.case.id) == (cases["red"], cases["blue"])
    assert red.by == blue.by == ["a phone"]
    assert (red.hit, red.at) == (blue.hit, blue.at)
    assert red.handle != blue.handle
    assert "Group b" not in str(red)
    assert cases["blue"] not in str(red)
    assert told(two_teams, "eve") == told(two_teams, "dot") == []
    for login, hit, case in (
        ("rea", red.hit, cases["blue"]),
        ("dot", red.hit, cases["red"]),
        ("rea", "x-none", cases["red"]),
        ("rea", red.hit, "c-none"),
    ):
        with pytest.raises(DeniedError, match=r"There is no such hit, or it is not for you\."):
            answer(two_teams.desk.store, two_teams.person(login), hit, case, said="tell_me", why="")
    with two_teams.desk.store.read() as db:
        subjects = set(db.scalars(select(CUSTODY.c.subject).where(CUSTODY.c.act == "met")))
        rows = db.execute(select(HITS)).all()
    assert subjects == {f"hit:{red.hit}"}, "the entry names neither case"
    assert len(rows) == 1


def test_content_opens_when_both_said_yes(two_teams: Office) -> None:
    cases, store = split_teams(two_teams), two_teams.desk.store
    with pytest.raises(ConfigError, match="nothing to write down"):
        say(two_teams, "rea", "not_now")
    say(two_teams, "rea", "not_now", "An operation is near.")
    say(two_teams, "blu", "tell_me")
    with store.read() as db:
        for login in ("rea", "blu"):
            assert read_opened(db, store.key, two_teams.person(login), told(two_teams, login)[0]).case is None
    (blue,) = told(two_teams, "blu")
    assert blue.other == "not_now"
    assert "operation" not in str(blue)
    say(two_teams, "rea", "talk_to_me")
    with store.read() as db:
        opened = read_opened(db, store.key, two_teams.person("blu"), told(two_teams, "blu")[0])
    assert (opened.whom, opened.case) == ("Rea, police", None)
    say(two_teams, "rea", "tell_me")
    (blue,) = told(two_teams, "blu")
    with store.read() as db:
        opened = read_opened(db, store.key, two_teams.person("blu"), blue)
    assert opened.case is not None
    assert (opened.case.title, opened.accounts) == ("Group a", ("north/1",))
    with store.engine.begin() as db:
        db.execute(CASES.update().where(CASES.c.id == cases["red"]).values(ends_on="2020-01-01"))
    with store.read() as db:
        opened = read_opened(db, store.key, two_teams.person("blu"), blue)
    assert opened.case is None
    assert opened.refused
    with store.engine.begin() as db:
        db.execute(CASES.update().values(ends_on=None))
    with store.act() as acting:
        own = add_person(acting, CONSOLE, "low", name="Low", place=Place("bank", teams=("blue",), tlp="green"))
        grant(acting, own, "analyst", CONSOLE, CONSOLE)
    with store.engine.begin() as db:
        db.execute(CASES.update().where(CASES.c.id == cases["blue"]).values(tlp=0))
    with store.read() as db:
        low = find_person(db, own, today())
        assert low is not None
        (notice,) = read_notices(db, store.key, low)
        opened = read_opened(db, store.key, low, notice)
    assert opened.case is None, "the stricter label of the two"
    assert not read_log(store).faults()


def test_one_person_does_not_answer_both_sides(two_teams: Office) -> None:
    """In both teams, from two accounts: people are counted."""
    split_teams(two_teams)
    store = two_teams.desk.store
    with store.act() as acting:
        both = add_person(acting, CONSOLE, "both", name="Both", place=Place("hub", teams=("red", "blue"), tlp="red"))
        grant(acting, both, "analyst", CONSOLE, CONSOLE)
    with store.read() as db:
        person = find_person(db, both, today())
        assert person is not None
        first, second = read_notices(db, store.key, person)
    answer(store, person, first.hit, first.case.id, said="tell_me", why="")
    with pytest.raises(ConfigError, match="somebody else"):
        answer(store, person, second.hit, second.case.id, said="tell_me", why="")
    assert "two people" in refused(two_teams, HITS.update().values(left_by=both, right_by=both))


def refused(office: Office, statement: Executable) -> str:
    with pytest.raises(DBAPIError) as caught, office.desk.store.engine.begin() as db:
        db.execute(statement)
    return str(caught.value.orig)


def test_a_quiet_case_tells_its_owner_alone_until_a_day(two_teams: Office) -> None:
    cases, store = split_teams(two_teams), two_teams.desk.store
    with store.engine.begin() as db:
        db.execute(HITS.delete())
    with pytest.raises(DeniedError, match="Only law"):
        ask_quiet(store, two_teams.person("blu"), cases["blue"], LAW)
    with pytest.raises(DeniedError, match="no such case"):
        ask_quiet(store, two_teams.person("rea"), cases["blue"], LAW)
    asked = ask_quiet(store, two_teams.person("rea"), cases["red"], LAW)
    with pytest.raises(ConfigError, match="somebody else"):
        agree_quiet(store, two_teams.person("rea"), asked, LAW)
    assert "another agrees" in refused(two_teams, QUIETS.update().values(agreed_by=two_teams.people["rea"]))
    agree_quiet(store, two_teams.person("ren"), asked, LAW)
    assert "another agrees" in refused(two_teams, QUIETS.update().values(until="2099-01-01"))
    find_hits(store, "console", verified=True)
    assert len(told(two_teams, "rea")) == 1
    assert told(two_teams, "blu") == []
    (red,) = told(two_teams, "rea")
    with pytest.raises(DeniedError), store.read() as db:
        find_notice(store, db, two_teams.person("blu"), red.hit, cases["blue"])
    with store.read() as db:
        entries = db.scalars(select(CUSTODY.c.act).where(CUSTODY.c.subject == f"case:{cases['blue']}")).all()
    assert set(entries) <= {"opened", "carried", "looked"}, "the case itself betrays nothing"
    with store.engine.begin() as db:
        db.execute(QUIETS.update().values(until=(today() - dt.timedelta(days=1)).isoformat()))
    assert len(told(two_teams, "blu")) == 1, "after that day, the other is told"


def test_what_many_have_ties_nobody(office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [str(number) for number in range(HUB + 1)]
    plant(monkeypatch, {f"north/{number}": [("phone", "t1")] for number in many})
    lay(office, monkeypatch, runs, [group(f"g{number}", number) for number in many])
    with office.desk.store.read() as db:
        assert db.execute(select(HITS)).all() == []
    plant(monkeypatch, {f"north/{number}": [("email", f"m{int(number) // 2}")] for number in many})
    lay(office, monkeypatch, runs, [group(f"h{number}", number) for number in many])
    with office.desk.store.read() as db:
        assert len(db.execute(select(HITS)).all()) == 3


def test_who_is_closed_safeguardings_or_out_of_force_meets_nobody(two_teams: Office) -> None:
    cases, store = split_teams(two_teams), two_teams.desk.store
    with store.engine.begin() as db:
        db.execute(HITS.delete())
        db.execute(CASES.update().where(CASES.c.id == cases["red"]).values(ends_on="2020-01-01"))
    assert find_hits(store, "console", verified=True).given == 0
    with store.engine.begin() as db:
        db.execute(CASES.update().values(ends_on=None))
    decide(store, two_teams.person("blu"), cases["blue"], Decision("clear", "charity"))
    assert find_hits(store, "console", verified=True).given == 0
    decide(store, two_teams.person("blu"), cases["blue"], Decision("confirm", "pattern"))
    assert find_hits(store, "console", verified=True).given == 1
    role = Decision("give_role", "authority", accounts=("north/2",), role="possible victim")
    decide(store, two_teams.person("blu"), cases["blue"], role)
    assert told(two_teams, "rea") == [], "whom it was about is a suspect's nowhere, and no hit says that it was"
    assert find_hits(store, "console", verified=True).given == 0
    with store.read() as db:
        left = db.execute(select(MATCH_KEYS).where(MATCH_KEYS.c.case_id == cases["blue"])).all()
    assert left == []


def test_payers_are_told_in_bands(office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, {"north/1": [], "north/2": []}, payers=17)
    lay(office, monkeypatch, runs, [group("a", "1"), group("b", "2")])
    (one, other) = told(office, "ada")
    assert one.by == other.by == ["payers in common beyond chance: 10 to 19"]
    assert "17" not in one.by[0]
    assert [band_of(count) for count in (4, 5, 9, 10, 50)] == ["", "5 to 9", "5 to 9", "10 to 19", "50 or more"]


def test_a_group_that_joins_two_cases_is_told(office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, {})
    lay(office, monkeypatch, runs, [group("a", "1"), group("b", "2")], [group("x", "1", "2")])
    assert {tuple(each.by) for each in told(office, "ada")} == {("one group of the run",)}


def test_who_asks_how_often_is_seen(two_teams: Office) -> None:
    from finpath.desk.web.app import make_app  # noqa: PLC0415
    from tests.desk.test_pages import enter  # noqa: PLC0415

    cases = split_teams(two_teams)
    with two_teams.desk.store.read() as db:
        counts = {row.org: (row.asked, row.given) for row in db.execute(select(HIT_COUNTS))}
    assert counts == {"hub": (2, 1)}
    for _ in range(3):
        find_hits(two_teams.desk.store, two_teams.people["blu"], verified=True)
    app = make_app(two_teams.desk)
    text = enter(app, "eve").client.get("/audit").text
    assert re.search(r'bank</th><td class="n">6</td><td class="n">0</td>', text)
    (red,), (blue,) = told(two_teams, "rea"), told(two_teams, "blu")
    rea, blu = enter(app, "rea"), enter(app, "blu")
    assert "Group b" not in rea.client.get("/hits").text
    assert "a phone" in rea.client.get(f"/hits/{red.hit}/{cases['red']}").text
    there = rea.client.get(f"/hits/{red.hit}/{cases['blue']}")
    nowhere = rea.client.get("/hits/x-00000000000000000000/c-00000000000000000000")
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text) == (403, nowhere.text)
    assert rea.send(f"/hits/{red.hit}/{cases['red']}/answer", said="not_now")[0] == 422
    assert rea.send(f"/hits/{red.hit}/{cases['red']}/answer", said="tell_me")[0] == 302
    assert blu.send(f"/hits/{blue.hit}/{cases['blue']}/answer", said="tell_me")[0] == 302
    assert "Group b" in rea.client.get(f"/hits/{red.hit}/{cases['red']}").text
    assert rea.sees(f"/cases/{cases['blue']}") == 403, "the hit opens what it shows, and not the case"
    assert "Law enforcement alone" in blu.client.get(f"/quiet/{cases['blue']}").text
    assert blu.send(f"/quiet/{cases['blue']}/ask")[0] == 403


def test_a_purged_case_leaves_no_hit(two_teams: Office) -> None:
    cases = split_teams(two_teams)
    store = two_teams.desk.store
    say(two_teams, "rea", "not_now", "Soon.")
    write_words(store, two_teams.person("rea"), cases["red"], "note", "A note.")
    purge = propose_purge(store, two_teams.person("rea"), cases["red"], "unfounded", "Board")
    assert agree(two_teams, "ren", purge)
    assert left_of(two_teams, cases["red"]) == 0
    assert told(two_teams, "blu") == []


def test_a_landed_run_gives_its_keys(small_office: Office, runs: Runs) -> None:
    """A real run, with what it keeps; nothing of a token stands in the database."""
    (runs.folder / "keyed.toml").write_text(f"as_of = 2026-03-01\nkeep_keys = true\n{CASE}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        config = read_config(runs.folder / "keyed.toml")
        path = finpath.run(runs.folder / "contributions", runs.folder / "keyed", config=config, progress=quiet).path
    office = small_office
    office.desk.land(office.people["ada"], path)
    with office.desk.store.read() as db:
        kinds = set(db.scalars(select(MATCH_KEYS.c.kind)))
        held = db.execute(select(func.count()).select_from(MATCH_KEYS)).scalar_one()
    assert {"account", "entity", "group", "settlement_account", "phone"} <= kinds <= set(WORDS)
    assert held > len(office.queue("ada"))
    assert find_hits(office.desk.store, "console").given == 0, "asked again, it finds the same"
    tokens = [row["token"].encode() for row in pq.read_table(path / "explanations" / "keys.parquet").to_pylist()]
    from tests.desk.test_purged import files_of  # noqa: PLC0415

    for file in files_of(office):
        content = file.read_bytes()
        assert not any(token in content for token in tokens)


def test_two_thousand_cases_are_compared_in_time(
    small_office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [str(number) for number in range(2_000)]
    plant(monkeypatch, {f"north/{name}": [("phone", f"p{int(name) % 1_000}"), ("email", name)] for name in names})
    lay(small_office, monkeypatch, runs, [group(f"g{name}", name) for name in names])
    with counted() as seen:
        found = find_hits(small_office.desk.store, "console", verified=True)
    assert 2_000 < seen["line"] < 200 * 2_000, "some lines for each case, not for each pair"
    assert found.asked == 2_000
    with small_office.desk.store.read() as db:
        assert db.execute(select(func.count()).select_from(HITS)).scalar_one() == 1_000
