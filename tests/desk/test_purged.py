"""After a purge nothing of a case is left, wherever one looks; a desk that is killed in it has all of it or nothing."""

from __future__ import annotations

import logging
import os
import random
import re
import signal
import string
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from finpath.desk.backup import restore_backup, write_backup
from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.cases.outbox import settle
from finpath.desk.cases.run_groups import SUSPECTS, Group
from finpath.desk.chain import read_log, write_log
from finpath.desk.exchange.give import recall_of
from finpath.desk.exchange.send import Message, put
from finpath.desk.match.rows import Met, add_hit
from finpath.desk.people.person import today
from finpath.desk.retention.hold import ask_to_end, end_hold, hold_case
from finpath.desk.retention.purge import propose_purge, purge_challenge
from finpath.desk.retention.sweep import read_leftovers
from finpath.desk.retention.told import told_left
from finpath.desk.store.seals import seal
from finpath.desk.store.store import Store
from finpath.desk.store.tables import CASES, OFFERED_CASES, OFFERS, REMOTE_HITS, TOMBS
from finpath.errors import ConfigError
from tests.desk.conftest import Office, Runs
from tests.desk.deeds import released
from tests.desk.test_give import copies
from tests.desk.test_landing import accounts, lay
from tests.desk.test_pages import enter
from tests.desk.test_retention import YEAR, agree, left_of
from tests.desk.two_desks import SOUTH, Pair, carry, known_as, pair
from tests.running import finpath as start

__all__ = ["pair"]

STRINGS = 10_000


BEGIN, LENGTH = b"zq", 12
PLANTED = re.compile("zq[a-z]{10}")


def plant(count: int) -> list[str]:
    drawn = random.Random(23)  # noqa: S311 - no secret
    return ["zq" + "".join(drawn.choices(string.ascii_lowercase, k=10)) for _ in range(count)]


def files_of(office: Office) -> list[Path]:
    """The database's files: of PostgreSQL all that the server has, its log too."""
    address = office.desk.store.address
    if address.startswith("sqlite"):
        database = Path(address.removeprefix("sqlite:///"))
        return list(database.parent.glob(f"{database.name}*"))
    import psycopg  # noqa: PLC0415 - an extra

    folder = address.partition("host=")[2]
    with closing(psycopg.connect(f"host={folder} user=desk dbname=postgres", autocommit=True)) as db:
        db.execute("CHECKPOINT")
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def found_in(strings: list[str], content: bytes) -> list[str]:
    """Those of the strings that stand in the content; those that were planted are found by how they begin."""
    seen = {content[each.start() : each.start() + LENGTH] for each in re.finditer(BEGIN, content)}
    others = [each for each in strings if not PLANTED.fullmatch(each)]
    planted = [each for each in strings if each.encode() in seen] if seen else []
    return planted + [each for each in others if each.encode() in content]


def test_what_was_planted_is_found_wherever_it_stands() -> None:
    strings = [*plant(3), "a title"]
    content = b"zqzz\xff" + strings[1].encode() + b"zzz a title" + strings[0].encode()[:-1]
    assert found_in(strings, content) == [strings[1], "a title"]


def write_all(office: Office, case: str, strings: list[str]) -> None:
    """Plant in notes, reasons, holds, and what crossed to another desk."""
    store, ada = office.desk.store, office.person("ada")
    words, reasons, holds = strings[:-120], strings[-120:-20], strings[-20:]
    for begin in range(0, len(words), 250):
        write_words(store, ada, case, "note", " ".join(words[begin : begin + 250]))
    for begin in range(0, len(reasons), 50):
        decide(store, ada, case, Decision("give_role", "other", " ".join(reasons[begin : begin + 50]), role="unknown"))
    with store.act() as acting:
        hit = add_hit(acting, Met(case, "hub-south", ["phone"]), "")
        key = acting.case_key(case)
        sealed = {"own_why": seal(key, words[0].encode()), "whom": seal(key, words[1].encode())}
        acting.db.execute(REMOTE_HITS.update().where(REMOTE_HITS.c.id == hit).values(**sealed))
        acting.db.execute(OFFERS.insert().values(seal="0" * 64, partner="hub-south", day=today().isoformat()))
        offered = {"offer": "0" * 64, "case_id": case, "handle": "0" * 32, "proofs": seal(key, words[3].encode())}
        acting.db.execute(OFFERED_CASES.insert().values(**offered))
    for begin in range(0, len(holds), 2):
        named = (holds[begin], holds[begin + 1])
        held = hold_case(store, ada, case, named=named, until=today() + YEAR)
        ask_to_end(store, office.person("ben"), held)
        end_hold(store, office.person("cem"), held)


def purge_both(office: Office, *cases: str) -> None:
    for case in cases:
        purge = propose_purge(office.desk.store, office.person("ada"), case, "ordered", "Court 26/7")
        assert agree(office, "ben", purge)
    office.desk.sweep()


def test_of_ten_thousand_strings_none_is_left(
    office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from finpath.desk.web.app import make_app  # noqa: PLC0415

    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    caplog.set_level(logging.DEBUG)
    strings = plant(STRINGS)
    names, written, searched = strings[:2_000], strings[2_000:-50], strings[-50:]
    pairs = tuple(("north", name) for name in names[100:])
    with monkeypatch.context() as patch:
        made = Group("a", SUSPECTS, "review", 0.1, pairs, " ".join(names[:50]), " ".join(names[50:100]), frozenset())
        lay(office, patch, runs, [made])
    planted = office.queue("ada")[0].id
    office.desk.land(office.people["ada"], runs.later)
    write_all(office, planted, written)
    real, proposal, folder = released(office)
    settle(office.desk.store, office.person("cem"), proposal, "filed", reference=written[0], why=written[1])
    app = make_app(office.desk)
    ada = enter(app, "ada").client
    for each in searched:
        ada.get("/search", params={"q": each})
    title = next(row.title for row in office.queue("ada", "released") if row.id == real).partition(" and ")[0]
    merchants = accounts(office, real)
    assert all(ada.get("/search", params={"q": name}).text.count(name) > 1 for name in merchants)
    with office.desk.store.read() as db:
        keys = list(db.scalars(select(CASES.c.key).where(CASES.c.id.in_([planted, real]))))
    write_backup(office.desk.store, "console", tmp_path / "before.zip")

    purge_both(office, planted, real)

    strings += [title]
    assert left_of(office, planted) == left_of(office, real) == 0
    for path in files_of(office):
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # a server that is at work
            continue
        assert not found_in(strings, content), path
        if "pg_wal" not in path.parts:  # PostgreSQL's journal has the wrapped key until it is written over
            assert not any(key in content for key in keys), path
    assert not folder.exists()
    assert not folder.with_name(f"{folder.name}.minisig").exists()
    assert not [path for path in temporary.rglob("*") if path.is_file() and found_in(strings, path.read_bytes())]
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]  # the browser's
    assert not found_in(strings, "\n".join(said).encode())
    for name in merchants:
        hits = office.desk.search.find(office.person("ada"), name).hits
        assert name not in {hit.account for hit in hits}
    in_memory = repr(vars(office.desk.search)["_index"])
    assert not found_in(strings, in_memory.encode())
    assert not any(f"'{name}'" in in_memory for name in merchants)
    write_log(office.desk.store, tmp_path / "log")
    assert start("custody", "verify", tmp_path / "log").returncode == 0
    assert not found_in(strings, (tmp_path / "log").read_bytes())
    restored_has_none(office, tmp_path, [planted, real], strings)
    assert any("run folder" in sentence for sentence in told_left(office.desk.store)), "what the desk cannot take away"


def test_of_what_a_partner_gave_no_string_is_left(pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Planted in what a partner gives, in own notes, holds and an answer: none is left once it was called back."""
    south, strings = pair.south, plant(STRINGS)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    given, noted, held = strings[:4_000], strings[4_000:-2], strings[-2:]
    subjects = [{"provider_id": "north", "merchant_id": name, "about": {"name": name}} for name in given[:100]]
    against = [" ".join(given[begin : begin + 100]) for begin in range(100, 4_000, 100)]
    policy = {"agreement": "EFC-2026-014", "label": "amber", "purpose": "zqpurpose", "share_on": False, "countries": [],
              "expires_on": (today() + YEAR).isoformat()}  # fmt: skip
    content = {"case": {"subjects": subjects, "against": against}, "policy": policy}
    with pair.north.desk.store.act() as acting:
        sent = put(acting, known_as(pair.north), Message("case", SOUTH, content))
    carry(pair.north, south)
    (copy,) = copies(south)
    store, ada = south.desk.store, south.person("ada")
    for begin in range(0, len(noted), 250):
        write_words(store, ada, copy, "note", " ".join(noted[begin : begin + 250]))
    hold = hold_case(store, ada, copy, named=(held[0], held[1]), until=today() + YEAR)
    with store.read() as db:
        key = db.execute(select(CASES.c.key).where(CASES.c.id == copy)).scalar_one()
    write_backup(store, "console", tmp_path / "before.zip")
    with pair.north.desk.store.act() as acting:
        put(acting, known_as(pair.north), recall_of(acting.db, SOUTH, sent, "asked"))
    assert "an authority wants it kept" in carry(pair.north, south)[-1]
    ask_to_end(store, south.person("ben"), hold)
    end_hold(store, south.person("cem"), hold)

    south.desk.tidy()

    strings += ["zqpurpose"]
    assert left_of(south, copy) == 0
    for path in [*files_of(south), *temporary.rglob("*"), *south.desk.hub.outbox.rglob("*")]:
        content_of = path.read_bytes() if path.is_file() else b""
        assert not found_in(strings, content_of), path
        assert "pg_wal" in path.parts or key not in content_of, path
    write_log(store, tmp_path / "log")
    assert not found_in(strings, (tmp_path / "log").read_bytes())
    restored_has_none(south, tmp_path, [copy], strings)


def restored_has_none(office: Office, folder: Path, cases: list[str], strings: list[str]) -> None:
    """A backup that was made before, with today's keys."""
    with pytest.raises(ConfigError, match="cannot be read"):
        restore_backup(
            Store(f"sqlite:///{folder}/none.sqlite", office.desk.store.key), folder / "before.zip", folder / "x"
        )
    write_backup(office.desk.store, "console", folder / "after.zip")
    other = Store(f"sqlite:///{folder}/restored.sqlite", office.desk.store.key)
    restored = restore_backup(other, folder / "before.zip")
    assert restored.left_out == len(cases)
    with other.read() as db:
        kept = db.execute(select(CASES.c.id, CASES.c.key)).all()
        assert not {row.id for row in kept} & set(cases)
    for row in kept:
        assert other.key.unwrap(row.key), "the others are legible"
    assert not read_log(other).faults()
    other.close()
    for path in folder.glob("restored.sqlite*"):
        assert not found_in(strings, path.read_bytes())
    for name in ("before.zip", "after.zip"):
        with zipfile.ZipFile(folder / name) as archive:
            for each in archive.namelist():
                assert not found_in(strings, archive.read(each)), each
    assert not found_in(strings, (folder / "desk-keys.json").read_bytes())


def test_a_key_file_that_is_older_than_a_backup_is_refused(small_office: Office, runs: Runs, tmp_path: Path) -> None:
    small_office.desk.land("console", runs.later)
    store = small_office.desk.store
    write_backup(store, "console", tmp_path / "a.zip", tmp_path / "old.json")
    write_backup(store, "console", tmp_path / "b.zip", tmp_path / "new.json")
    other = Store(f"sqlite:///{tmp_path}/other.sqlite", store.key)
    with pytest.raises(ConfigError, match="is older than"):
        restore_backup(other, tmp_path / "b.zip", tmp_path / "old.json")
    assert restore_backup(other, tmp_path / "a.zip", tmp_path / "new.json").left_out == 0
    other.close()
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="is no file of keys"):
        write_backup(store, "console", tmp_path / "c.zip", tmp_path / "mine.txt")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_keys_that_are_kept_apart_are_written_anew_by_a_purge(small_office: Office, runs: Runs, tmp_path: Path) -> None:
    office = small_office
    office.desk.land("console", runs.later)
    office.desk = replace(office.desk, config=replace(office.desk.config, key_backup=tmp_path / "apart.json"))
    case = office.queue("ada")[0].id
    write_backup(office.desk.store, "console", tmp_path / "a.zip", tmp_path / "apart.json")
    assert case in (tmp_path / "apart.json").read_text()
    purge_both(office, case)
    assert case not in (tmp_path / "apart.json").read_text()
    assert {kind for kind, _ in read_leftovers(office.desk.store)} == {"run", "account"}


def test_a_later_run_says_itself_whom_it_names(small_office: Office, runs: Runs, earlier: Path) -> None:
    office = small_office
    office.desk.land("console", earlier)
    case = next(row for row in office.queue("ada") if row.tier == "refer")
    named = accounts(office, case.id)
    purge_both(office, case.id)
    assert not office.desk.search.find(office.person("ada"), min(named)).hits
    office.desk.land("console", runs.later)
    assert "account" not in {kind for kind, _ in read_leftovers(office.desk.store)}
    assert office.desk.search.find(office.person("ada"), min(named)).hits


PURGE = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from finpath.custody.head import read_head
from finpath.desk.desk import open_desk
from finpath.desk.people.person import find_person, today
from finpath.desk.retention.purge import approve_purge

home, person, purge, head, point, signed = sys.argv[1:]
desk, count = open_desk(Path(home)), 0

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def step(*_):
    global count
    count += 1
    if str(count) == point:
        die()

with desk.store.read() as db:
    who = find_person(db, person, today())
event.listen(desk.store.engine, "before_cursor_execute", step)
if point == "commit":
    event.listen(desk.store.engine, "commit", die)
assert approve_purge(desk.store, desk.hub.site, who, purge, (signed, read_head(head)))
if point == "after":
    die()
print(count)
"""


def test_a_kill_leaves_all_of_it_or_nothing(office: Office, runs: Runs) -> None:
    office.desk.land("console", runs.later)
    case, _, folder = released(office)
    write_words(office.desk.store, office.person("ada"), case, "note", "zqplanted")
    purge = propose_purge(office.desk.store, office.person("ada"), case, "ordered", "Court 26/7")
    before = left_of(office, case)
    with office.desk.store.read() as db:
        nonce, head = purge_challenge(db, purge)
    signed = office.keys["hal"].sign(nonce)
    points = [*map(str, range(4, 100, 9)), "commit", "after"]
    states = []
    for point in points:
        words = [str(office.home / "desk.toml"), office.people["hal"], purge, str(head), point, signed]
        done = subprocess.run(
            [sys.executable, "-c", PURGE, *words], capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        left = left_of(office, case)
        states.append(left)
        if left == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert left == before, point
        with office.desk.store.read() as db:
            assert db.execute(select(TOMBS)).all() == []
    assert len(states) > 5
    assert states[-1] == 0
    assert not read_log(office.desk.store).faults()
    assert ("outbox", folder.name) in read_leftovers(office.desk.store)
    office.desk.tidy()
    assert not folder.exists()
    assert not {"outbox", "pages"} & {kind for kind, _ in read_leftovers(office.desk.store)}
