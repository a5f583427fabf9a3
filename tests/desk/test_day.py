"""A day at the desk in a real browser: decide by keyboard, propose, approve and release with keys, on every width."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from finpath.desk.desk import make_hub
from finpath.desk.people.person import today
from finpath.desk.people.signatures import Site
from finpath.desk.retention.hold import hold_case
from finpath.desk.retention.purge import propose_purge
from finpath.desk.store.tables import CREDENTIALS
from finpath.desk.web.app import make_app
from tests.browser import BROWSERS
from tests.desk.conftest import PASSWORD, Office, Runs
from tests.desk.meetings import remote_meeting
from tests.desk.test_pages import meeting

pytestmark = pytest.mark.browser


@dataclass
class Served:
    """A desk that listens."""

    office: Office
    origin: str


@pytest.fixture
def served(small_office: Office, runs: Runs) -> Iterator[Served]:
    office = small_office
    office.desk.land(office.people["ada"], runs.later)
    with office.desk.store.engine.begin() as db:
        db.execute(CREDENTIALS.delete())
    server = uvicorn.Server(uvicorn.Config(make_app(office.desk), port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    origin = f"http://localhost:{port}"
    server.config.loaded_app.app.state.desk = replace(
        office.desk, hub=replace(make_hub(office.desk.config), site=Site("localhost", origin))
    )
    yield Served(office, origin)
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, BROWSERS)))
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@dataclass
class Seat:
    """Somebody in front of a browser; whatever it asks of others, and whatever it complains of, is kept."""

    context: BrowserContext
    page: Page
    outside: list[str]
    complaints: list[str]

    def go(self, path: str) -> None:
        self.page.goto(path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


def sit_down(browser: Browser, served: Served, login: str, *, script: bool = True, width: int = 1280) -> Seat:
    context = browser.new_context(
        base_url=served.origin, java_script_enabled=script, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    seat = Seat(context, page, [], [])
    page.on(
        "request",
        lambda request: (
            seat.outside.append(request.url)
            if not request.url.startswith(served.origin) and not request.url.startswith("data:")
            else None
        ),
    )
    page.on("console", lambda message: seat.complaints.append(message.text))
    page.on("pageerror", lambda error: seat.complaints.append(str(error)))
    if script:
        session = context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": False, "hasUserVerification": True,
                   "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/enter")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(served.origin + "/")
    return seat


def test_a_day_of_three_people(browser: Browser, served: Served) -> None:
    ada, ben, cem = (sit_down(browser, served, login) for login in ("ada", "ben", "cem"))
    ada.go("/queue")
    ada.press("j", "Enter")
    ada.page.wait_for_url("**/cases/c-*")
    first = ada.page.url.partition("?")[0]
    ada.press("c", "1", "Enter")  # a plain decision: three keys
    ada.page.wait_for_url("**said=decided")
    second = ada.page.url.partition("?")[0]
    assert second != first
    ada.press("x", "3", "Enter")
    ada.page.wait_for_function(f"!location.href.startsWith('{second}')")
    ada.go(first)
    ada.page.get_by_label("To", exact=True).select_option("fiu")
    ada.page.get_by_role("button", name="Propose").click()
    ada.page.get_by_text("Proposed: somebody else approves it.").wait_for()
    for seat, list_page, verb in (
        (ben, "/approve", "Approve with your key"),
        (cem, "/release", "Release with your key"),
    ):
        seat.go("/keys")
        seat.page.get_by_label("Your password").fill(PASSWORD)
        seat.page.get_by_role("button", name="Add a key").click()
        seat.page.get_by_text("You have a key").wait_for()
        seat.go(list_page)
        seat.page.get_by_role("main").get_by_role("link").first.click()
        seat.page.get_by_role("button", name=verb).click()
        seat.page.get_by_role("status").wait_for()
    outbox = served.office.home / "outbox"
    assert len(list(outbox.glob("*/SHA256SUMS"))) == 1
    cem.go("/outbox")
    cem.page.get_by_text("Say what became of it").click()
    cem.page.get_by_label("reference").fill("FIU-2026-7")
    cem.page.get_by_role("button", name="Filed").click()
    cem.page.get_by_text("under FIU-2026-7").wait_for()
    for seat in (ada, ben, cem):
        assert seat.outside == []
        assert seat.complaints == []


def test_a_case_is_purged_by_two_people_with_their_keys(browser: Browser, served: Served) -> None:
    ada, ben = (sit_down(browser, served, login) for login in ("ada", "ben"))
    case = served.office.queue("ada")[0].id
    ada.go(f"/cases/{case}")
    ada.page.get_by_role("link", name="How long it is kept").click()
    ada.page.get_by_label("Because").select_option("ordered")
    ada.page.get_by_label("Who says so").fill("Court of Utrecht 26/7")
    ada.page.get_by_role("button", name="Propose").click()
    ada.page.get_by_text("Proposed: somebody else approves it.").wait_for()
    ben.go("/keys")
    ben.page.get_by_label("Your password").fill(PASSWORD)
    ben.page.get_by_role("button", name="Add a key").click()
    ben.page.get_by_text("You have a key").wait_for()
    ben.go("/retention")
    ben.page.get_by_role("main").get_by_role("link").first.click()
    ben.page.get_by_role("button", name="Approve with your key").click()
    ben.page.get_by_text("Purged: the case is gone").wait_for()
    assert ben.page.get_by_text("Court of Utrecht 26/7").count() == 1
    ada.go(f"/cases/{case}")
    ada.page.get_by_text("There is no such case").wait_for()
    for seat in (ada, ben):
        assert seat.outside == []
        assert [each for each in seat.complaints if "403" not in each] == []


def pages(served: Served) -> dict[str, list[str]]:
    case = next(row for row in served.office.queue("ada") if row.tier == "refer")
    with served.office.desk.store.act() as acting:
        from finpath.desk.cases.anchors import accounts_of  # noqa: PLC0415

        acting.enter("console", "looked", f"case:{case.id}")
        account = "/".join(accounts_of(acting, case.id)[0])
    own = [
        "/",
        "/queue",
        "/queue?stage=new",
        f"/cases/{case.id}",
        f"/cases/{case.id}/account?of={account}",
        "/search?q=ma",
        "/keys",
        "/cases/none",
    ]
    desk = served.office.desk
    held = (served.office.queue("ada")[1].id, ("Public Prosecutor", "26/1"), today() + dt.timedelta(days=9))
    hold_case(desk.store, served.office.person("ada"), held[0], named=held[1], until=held[2])
    purge = propose_purge(desk.store, served.office.person("ada"), case.id, "ordered", "Court of Utrecht 26/7")
    hit = meeting(served.office, case.id)
    remote = remote_meeting(served.office, case.id)
    own += ["/hits", *(f"/hits/{each}/{case.id}" for each in (hit, *remote)), f"/quiet/{case.id}"]
    own += ["/retention", f"/retention/{held[0]}", f"/purges/{purge}"]
    return {
        "ada": own,
        "ben": ["/approve", f"/purges/{purge}"],
        "cem": ["/release", "/outbox"],
        "fay": ["/people", "/audit"],
    }


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_has_a_fault_of_access(browser: Browser, served: Served, width: int) -> None:
    for login, addresses in pages(served).items():
        seat = sit_down(browser, served, login, width=width)
        for address in addresses:
            seat.go(address)
            found = Axe().run(seat.page).response["violations"]
            assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == [], address
            wide = seat.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (address, wide)
        assert seat.outside == []


def test_a_case_is_decided_without_a_script(browser: Browser, served: Served) -> None:
    seat = sit_down(browser, served, "ada", script=False)
    seat.go("/queue")
    seat.page.locator("tr[data-row] a").first.click()
    seat.page.locator("input[value='set_aside:asked']").check()
    seat.page.get_by_role("button", name="Decide, and go on").click()
    seat.page.get_by_text("Decided.").wait_for()
    assert len(served.office.queue("ada", "set aside")) == 1


def test_a_picture_of_each_page(browser: Browser, served: Served, tmp_path: Path) -> None:
    seat = sit_down(browser, served, "ada")
    for number, address in enumerate(pages(served)["ada"]):
        seat.go(address)
        assert seat.page.screenshot(path=tmp_path / f"{number}.png", full_page=True)
        assert seat.page.title().endswith("finpath")
