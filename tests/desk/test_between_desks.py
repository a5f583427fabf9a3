"""Two desks in real browsers and over HTTP: a case is given, read, annotated and called back, on every width."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from sqlalchemy import select

from finpath.cli.program import main
from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.chain import read_log
from finpath.desk.desk import make_hub
from finpath.desk.exchange.give import call_back
from finpath.desk.people.signatures import Site
from finpath.desk.store.tables import CASES, COPIES, CREDENTIALS, SHARES
from finpath.desk.web.app import make_app
from tests.desk.conftest import PASSWORD, Office, Runs
from tests.desk.test_day import Seat, Served, browser, sit_down
from tests.desk.test_give import approve, case_of, copies, expire, given, landed
from tests.desk.test_landing import accounts
from tests.desk.test_pages import enter
from tests.desk.test_retention import left_of
from tests.desk.two_desks import NORTH, SOUTH, Pair, carry, known_as, make_pair, outbox, reopen, small_pair

__all__ = ["browser", "small_pair"]

MEMBERS = 'members = ["acquirer-north", "acquirer-south", "wallet", "remitter"]'


def test_a_copy_is_read_only_and_its_address_is_nothing_when_its_time_is_over(small_pair: Pair, runs: Runs) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    copy = given(small_pair, case_of(north))
    names = accounts(north, case_of(north))
    app = make_app(south.desk)
    ada = enter(app, "ada")
    page = ada.client.get(f"/received/{copy}").text
    assert all(name in page for name in names)
    assert "TLP:AMBER+STRICT" in page
    assert NORTH in page
    assert '<form method="post" action="/cases' not in page
    assert ada.send(f"/received/{copy}/write", words="zqnote of our own")[0] == 302
    assert "zqnote of our own" in ada.client.get(f"/received/{copy}").text
    for address in (f"/cases/{copy}", f"/sharing/{copy}", f"/cases/{copy}/referral/referral.html", f"/quiet/{copy}"):
        assert ada.sees(address) == 403, address
    for deed in ("decide", "propose", "assign"):
        assert ada.send(f"/cases/{copy}/{deed}", reason="confirm:own_file", recipient="fiu")[0] == 403
    assert ada.sees(f"/retention/{copy}") == 200
    assert copy in ada.client.get("/received").text
    assert copy not in ada.client.get("/queue").text + ada.client.get("/").text
    for login in ("dot", "eve", "fay"):
        other = enter(app, login)
        assert (other.sees("/received"), other.sees(f"/received/{copy}")) == (403, 403)
    expire(south, copy)
    gone, nowhere = ada.client.get(f"/received/{copy}"), ada.client.get("/received/v-00000000000000000000")
    assert (gone.status_code, gone.text) == (nowhere.status_code, nowhere.text) == (403, nowhere.text)
    assert copy not in ada.client.get("/received").text
    assert ada.send(f"/received/{copy}/write", words="Too late.")[0] == 403


def test_a_clock_that_is_turned_back_opens_no_copy_again(
    small_pair: Pair, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from finpath.desk.people.person import today  # noqa: PLC0415

    north, south = landed(small_pair, runs).north, small_pair.south
    copy = given(small_pair, case_of(north))
    expire(south, copy)
    yesterday = today().replace(year=today().year - 1)
    for module in ("chain", "cases.decide", "web.received", "exchange.told"):
        monkeypatch.setattr(f"finpath.desk.{module}.today", lambda: yesterday, raising=False)
    ada = enter(make_app(south.desk), "ada")
    assert ada.sees(f"/received/{copy}") == 403
    assert copy not in ada.client.get("/received").text


def test_an_account_that_safeguarding_has_here_is_shown_of_no_copy(small_pair: Pair, runs: Runs) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    names = sorted(accounts(north, case_of(north)))
    copy = given(small_pair, case_of(north))
    south.desk.land(south.people["ada"], runs.later)
    role = Decision("give_role", "member_file", accounts=(names[0],), role="possible victim")
    decide(south.desk.store, south.person("ada"), case_of(south), role)
    page = enter(make_app(south.desk), "ada").client.get(f"/received/{copy}").text
    assert "safeguarding has" in page
    shown = page.partition("<main")[2].partition("</h1>")[2]
    assert not any(name in shown for name in names)


def test_everything_by_commands(runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = (f"sqlite:///{tmp_path}/c/one.sqlite", f"sqlite:///{tmp_path}/c/other.sqlite")
    made = landed(make_pair(addresses, tmp_path / "c", {NORTH: MEMBERS}), runs)
    north, south = made.north, made.south
    case = case_of(north)
    config = ("--config", north.home / "desk.toml", "--by", "ada")

    def ask(*words: str | Path, code: int = 0) -> str:
        said = io.StringIO()
        monkeypatch.setattr(sys, "argv", ["finpath", "desk", *map(str, words)])
        with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == code, said.getvalue()
        return said.getvalue()

    assert "Proposed as s-" in ask("share", case, "--with", SOUTH, *config)
    assert "Asked, as s-" in ask("ask", case, "--of", SOUTH, "--question", "payments", *config)
    with north.desk.store.read() as db:
        share = db.execute(select(SHARES.c.id).where(SHARES.c.kind == "case")).scalar_one()
    approve(north, "ben", share)
    for path in outbox(north):
        assert "Received a" in ask("receive", path, "--config", south.home / "desk.toml")
        path.unlink()
    assert "Called back" in ask("recall", share, *config)
    assert "it is purged" in ask("receive", outbox(north)[0], "--config", south.home / "desk.toml")
    for words in (("share", case, "--with", "hub-west"), ("warn", case, "--whom", SOUTH), ("recall", share)):
        assert len(ask(*words, *config, code=2).strip().splitlines()) == 1
    ask("share", case, "--with", SOUTH, "--config", north.home / "desk.toml", "--by", "eve", code=2)
    assert not read_log(north.desk.store).faults()
    for office in (north, south):
        office.desk.store.close()


KILLED = """
import json, os, shutil, signal, sys
from pathlib import Path
from sqlalchemy import event
from finpath.desk.desk import open_desk

config, file, database, kept = map(Path, sys.argv[1:])
told = []
for point in range(1, 20):
    for path in [*database.parent.glob(database.name + "*"), *(config.parent / "outbox").glob("*")]:
        path.unlink()
    for path in kept.iterdir():
        shutil.copy(path, database.parent / path.name)
    child = os.fork()
    if not child:
        desk, count = open_desk(config), 0
        def step(*_):
            global count
            count += 1
            if count == point:
                os.kill(os.getpid(), signal.SIGKILL)
        event.listen(desk.store.engine, "commit", step)
        desk.receive(file)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.fork():
        desk = open_desk(config)
        with desk.store.read() as db:
            left = db.exec_driver_sql("SELECT count(*) FROM copies").scalar()
        desk.tidy()
        with desk.store.read() as db:
            owed = db.exec_driver_sql("SELECT count(*) FROM leftovers WHERE kind IN ('receipt', 'pages')").scalar()
            words = db.exec_driver_sql("SELECT count(*) FROM words").scalar()
        print(json.dumps([status, left, words, owed, len(list((config.parent / "outbox").glob("e-*")))]), flush=True)
        os._exit(0)
    os.wait()
    if status == 0:
        break
"""


def test_a_kill_between_purge_and_receipt_loses_neither(small_pair: Pair, runs: Runs, tmp_path: Path) -> None:
    """Killed at each of its commits: the copy is there whole, or gone with its receipt, once the desk starts again."""
    north, south = landed(small_pair, runs).north, small_pair.south
    copy = given(small_pair, case_of(north))
    write_words(south.desk.store, south.person("ada"), copy, "note", "zqplanted")
    with north.desk.store.read() as db:
        share = db.execute(select(SHARES.c.id)).scalar_one()
    call_back(north.desk.store, known_as(north), north.person("ada"), share)
    (recall,) = outbox(north)
    database = Path(south.desk.store.address.removeprefix("sqlite:///"))
    south.desk.store.close()
    (tmp_path / "kept").mkdir()
    for path in database.parent.glob(f"{database.name}*"):
        shutil.copy(path, tmp_path / "kept" / path.name)
    words = [south.home / "desk.toml", recall, database, tmp_path / "kept"]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *words], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [status for status, *_ in told] == [signal.SIGKILL] * (len(told) - 1) + [0], done.stderr
    assert len(told) > 3
    for _, left, notes, owed, receipts in told:
        assert (left, notes, owed, receipts) in {(1, 1, 0, 0), (0, 0, 0, 1)}
    reopen(south)
    assert not read_log(south.desk.store).faults()
    assert left_of(south, copy) == 0
    assert "called back" in carry(south, north)[-1]
    assert b"zqplanted" not in database.read_bytes()


@contextmanager
def listening(office: Office) -> Iterator[str]:
    """A desk that listens; its people's keys are made in the browser."""
    with office.desk.store.engine.begin() as db:
        db.execute(CREDENTIALS.delete())
    server = uvicorn.Server(uvicorn.Config(make_app(office.desk), port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    origin = f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    site = Site("localhost", origin)
    office.desk = replace(
        office.desk, hub=replace(make_hub(office.desk.config), site=site),
        correspondent=replace(known_as(office), site=site),
    )  # fmt: skip
    server.config.loaded_app.app.state.desk = office.desk
    try:
        yield origin
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.browser
def test_a_case_is_given_and_called_back_in_browsers(
    browser: Browser, small_pair: Pair, runs: Runs, tmp_path: Path
) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    case = case_of(north)
    with ExitStack() as stack:
        at = {office.home: stack.enter_context(listening(office)) for office in (north, south)}
        ada, ben = (sit_down(browser, Served(north, at[north.home]), login) for login in ("ada", "ben"))
        ada.go(f"/cases/{case}")
        ada.page.get_by_role("link", name="Between desks").click()
        ada.page.get_by_role("button", name="Propose to give it").click()
        ada.page.get_by_text("Proposed: somebody else approves it.").wait_for()
        ben.go("/keys")
        ben.page.get_by_label("Your password").fill(PASSWORD)
        ben.page.get_by_role("button", name="Add a key").click()
        ben.page.get_by_text("You have a key").wait_for()
        ben.go("/approve")
        ben.page.get_by_role("main").get_by_role("link").first.click()
        look(ben, tmp_path, "share")
        ben.page.get_by_role("button", name="Approve with your key").click()
        ben.page.get_by_text("Approved: it lies in the outbox").wait_for()
        carry(north, south)
        carry(south, north)
        seat = sit_down(browser, Served(south, at[south.home]), "ada", script=False, width=320)
        seat.go("/received")
        seat.page.locator("tr[data-row] a").first.click()
        seat.page.get_by_label("Note (plain text)").fill("We know this one.")
        seat.page.get_by_role("button", name="Write down").click()
        seat.page.get_by_text("Written.").wait_for()
        copy = copies(south)[0]
        for width in (1280, 320):
            wide = sit_down(browser, Served(south, at[south.home]), "ada", width=width)
            for name, address in (
                ("received", "/received"),
                ("copy", f"/received/{copy}"),
                ("kept", f"/retention/{copy}"),
            ):
                wide.go(address)
                look(wide, tmp_path, f"{name}-{width}")
            giver = sit_down(browser, Served(north, at[north.home]), "ada", width=width)
            giver.go(f"/sharing/{case}")
            look(giver, tmp_path, f"sharing-{width}")
            giver.page.get_by_role("main").get_by_role("link", name="The case").last.click()
            look(giver, tmp_path, f"given-{width}")
        giver.page.get_by_role("button", name="Call it back").click()
        giver.page.get_by_text("Called back: the recall lies").wait_for()
        carry(north, south)
        carry(south, north)
        giver.go(f"/sharing/{case}")
        giver.page.get_by_text("purged there").wait_for()
        for each in (ada, ben, giver, wide):
            assert (each.outside, each.complaints) == ([], [])
    with south.desk.store.read() as db:
        assert db.execute(select(COPIES)).all() == []
        assert db.execute(select(CASES)).all() == []


def look(seat: Seat, folder: Path, name: str) -> None:
    """No fault of access, nothing wider than the window, and a picture."""
    page = seat.page
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == [], name
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (name, wide)
    assert page.screenshot(path=folder / f"{name}.png", full_page=True)
