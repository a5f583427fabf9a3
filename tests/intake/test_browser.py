"""The pages as a browser shows them: by axe, by keyboard, at 320 pixels, from right to left, without a script."""

from __future__ import annotations

import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from finpath.intake.speech import SHIPPED
from finpath.intake.take import read_spool
from finpath.keyring import read_identity
from tests.browser import BROWSERS
from tests.intake.served import Served, served
from tests.intake.site import EVER

pytestmark = pytest.mark.browser

NARROW: ViewportSize = {"width": 320, "height": 600}
"""What is left of 1,280 pixels at a zoom of 400 %."""

LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه", strict=True))
LETTERS |= {letter.upper(): sign for letter, sign in LETTERS.items()}

ASKED = (
    "",
    "now",
    "now?place=DE",
    "where",
    "what?place=NL",
    "facts?kind=page&place=NL",
    "facts?kind=pictures&place=AT",
    "status",
    "no-such-page",
)


def write_mirror(folder: Path) -> Path:
    """Words from right to left: a language of nobody, in Arabic letters, that proves the layout and says nothing."""

    turn = str.maketrans(LETTERS)

    def turned(found: re.Match[str]) -> str:
        parts = re.split(r"(\{[a-z]+\})", found[2])
        return f'{found[1]}{"".join(part if part.startswith("{") else part.translate(turn) for part in parts)}"'

    text = (SHIPPED / "en.toml").read_text().replace('"ltr"', '"rtl"')
    head, mark, texts = text.partition("[text]")
    folder.mkdir()
    (folder / "ar.toml").write_text(head + mark + re.sub(r'(?m)^([a-z_]+ = ")(.*)"$', turned, texts))
    return folder


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("browsed")
    write_mirror(folder / "words")
    with served(folder, 'words = "words"\ntrusted_proxies = ["127.0.0.1"]\n') as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, process: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a fresh profile, which nothing may ask elsewhere, and which may complain of nothing."""
    scripted = getattr(request, "param", True)
    address = f"10.{zlib.crc32(request.node.name.encode()) % 250}.0.1"
    headers = {"x-forwarded-for": address}
    context = browser.new_context(
        java_script_enabled=scripted, viewport=NARROW, extra_http_headers=headers, locale="en"
    )
    opened = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda each: asked.append(each.url))
    opened.on("console", lambda each: complaints.append(each.text))
    opened.on("pageerror", lambda each: complaints.append(str(each)))
    opened.goto(f"http://127.0.0.1:{process.port}/en/")
    yield opened
    assert {each.split("/")[2] for each in asked if "://" in each} == {f"127.0.0.1:{process.port}"}
    assert [each for each in complaints if "404" not in each] == []
    assert context.cookies() == []
    context.close()


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response
    return [f"{each['id']}: {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def fill(page: Page, start: str, language: str = "en") -> None:
    """Go to the facts, and write wrong ones."""
    page.goto(f"{start}/{language}/facts?kind=page&place=NL&urgent=1")
    for name, text in (
        ("descriptor", "4111 1111 1111 1111"),
        ("amount", "five"),
        ("phone", "x"),
        ("host", "shop.example/a"),
    ):
        page.fill(f"#{name}", text)
    page.click("main button[type=submit]")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_has_a_fault_nor_a_line_too_wide(page: Page, process: Served, language: str) -> None:
    start = f"http://127.0.0.1:{process.port}"
    for name in ASKED:
        page.goto(f"{start}/{language}/{name}")
        assert faults(page) == [], name
        assert overflow(page) == 0, name
    fill(page, start, language)
    assert page.locator(".faults li").count() == 3
    assert (faults(page), overflow(page)) == ([], 0)
    for name, text in (("descriptor", "A" * 40), ("amount", "5"), ("phone", "")):
        page.fill(f"#{name}", text)
    page.select_option("#currency", "EUR")
    page.click("main button[type=submit]")
    assert page.locator("#send").count() == 1
    assert (faults(page), overflow(page)) == ([], 0)
    page.click("#send button")
    page.wait_for_selector(".receipt")
    assert (faults(page), overflow(page)) == ([], 0)


def test_the_whole_way_by_keyboard_with_a_proof(page: Page, process: Served) -> None:
    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
                assert width == "3px", "who goes by keyboard sees where"
                return
        raise AssertionError(selector)

    def enter() -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "leave", "the way out comes first"
    tab_to("a[href='/en/where']")
    enter()
    tab_to("select#place")
    page.keyboard.type("Netherlands")
    tab_to("main button")
    enter()
    tab_to("input[name=kind]")
    page.keyboard.press("Space")
    tab_to("main button")
    enter()
    tab_to("#host")
    page.keyboard.type("https://keyboard.example/pay")
    tab_to("main button")
    enter()
    tab_to("#send button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".receipt")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert held(process, "keyboard.example") == ()


@pytest.mark.parametrize("page", [False], indirect=True)
def test_the_whole_way_without_a_script(page: Page, process: Served) -> None:
    page.click("a[href='/en/where']")
    page.select_option("#place", "DE")
    page.click("main button")
    page.check("#kind-charge")
    page.click("main button")
    page.fill("#host", "plain.example")
    page.click("main button")
    page.click("#send button")
    assert re.fullmatch("([0-9A-Z]{4}-){3}[0-9A-Z]{4}", page.inner_text(".receipt"))
    assert held(process, "plain.example") == ("no_proof",)


def held(process: Served, host: str) -> tuple[str, ...]:
    taken, _ = read_spool(process.spool, read_identity(process.folder / "desk.age"), EVER)
    (report,) = (each.report for each in taken if each.report.facts.said.get("host") == host)
    return report.held


def test_from_right_to_left_everything_is_the_other_way_round(page: Page, process: Served) -> None:
    edges = "e => { const b = e.getBoundingClientRect(); return [b.left, innerWidth - b.right]; }"
    for language, begins in (("en", 0), ("ar", 1)):
        page.goto(f"http://127.0.0.1:{process.port}/{language}/what?place=NL")
        assert page.evaluate("getComputedStyle(document.body).direction") == ("ltr", "rtl")[begins]
        radio, button = (page.locator(each).first.evaluate(edges) for each in ("input[type=radio]", "main button"))
        assert radio[begins] == pytest.approx(16, abs=8)
        assert button[begins] == pytest.approx(16, abs=8)
        assert button[1 - begins] > 60
    page.goto(f"http://127.0.0.1:{process.port}/ar/now?place=NL")
    assert page.locator(".number").first.evaluate("e => getComputedStyle(e).direction") == "ltr", "a number stays one"


def test_the_way_out_leaves_at_once_and_the_way_back_is_closed(page: Page) -> None:
    page.click("a[href='/en/status']")
    page.click("#leave")
    page.wait_for_url("about:blank")
    page.go_back()
    assert not page.url.endswith("/status"), "the page that was left is not one step back"
