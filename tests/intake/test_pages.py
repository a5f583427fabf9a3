"""The pages: five questions in every language, by a browser that runs no script; and what strangers send them."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest

from finpath.intake.facts import KINDS
from finpath.intake.report import LANES
from finpath.intake.speech import read_languages
from finpath.intake.web.app import HEADERS, MOST_BYTES
from tests.intake.site import HOST, Answered, Intake
from tests.intake.test_facts import card, spelled

LANGUAGES = tuple(read_languages())
PAGES = (
    "",
    "now",
    "now?place=NL",
    "now?place=US",
    "where",
    "where?urgent=1",
    "what?place=NL",
    "facts?kind=page&place=NL",
    "facts?kind=pictures&place=NL",
    "facts?kind=pictures&place=US",
    "status",
    "no-such-page",
)


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    made = Intake(tmp_path_factory.mktemp("pages") / "intake")
    made.gate.rates.count = lambda address: len(address[:0]) + 1  # type: ignore[method-assign] # these are not about rates
    made.gate.rates.may_hold = lambda: True  # type: ignore[method-assign]
    return made


def every_page(intake: Intake, code: str) -> dict[str, Answered]:
    pages = {name: intake.get(f"/{code}/{name}") for name in PAGES}

    def post(page: str, fields: dict[str, str]) -> Answered:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return intake.ask("POST", f"/{code}/{page}", urlencode(fields).encode(), headers)

    full = HOST | {"place": "NL", "urgent": "1", "descriptor": "SHOP", "amount": "5", "currency": "EUR", "way": "card"}
    wrong = {
        "kind": "page",
        "descriptor": "4111 1111 1111 1111",
        "amount": "x",
        "phone": "x",
        "crypto": "x",
        "host": "x",
    }
    for name, fields in (("check", full), ("send", full), ("facts", full), ("status", {"receipt": "x"})):
        pages[f"POST {name}"] = post(name, fields)
    return pages | {"faults": post("check", wrong)}


class Parts(HTMLParser):
    """Elements of a page, with what they refer to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inputs: list[dict[str, str]] = []
        self.labels: list[str] = []
        self.refers: list[str] = []
        self.asked: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.ids += [told["id"]] if "id" in told else []
        self.labels += [told["for"]] if tag == "label" else []
        self.inputs += [told] if tag in {"input", "select", "textarea"} and told.get("type") != "hidden" else []
        self.refers += told.get("aria-describedby", "").split()
        self.asked += [told[name] for name in ("src", "action") if name in told]
        self.asked += [told["href"]] if tag == "link" else []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_in_every_language_is_whole_and_asks_nobody_else(intake: Intake, code: str) -> None:
    for name, page in every_page(intake, code).items():
        assert page.status == (404 if name == "no-such-page" else 200), (name, page.text)
        assert [page.header(key) for key in HEADERS] == list(HEADERS.values())
        assert not page.header("set-cookie")
        assert page.header("content-type") == "text/html; charset=utf-8"
        parts = Parts(page.text)
        assert len(parts.ids) == len(set(parts.ids)), name
        assert {each["id"] for each in parts.inputs} <= set(parts.labels), name
        assert set(parts.refers) <= set(parts.ids), name
        assert all(each.startswith("/") and not each.startswith("//") for each in parts.asked), (name, parts.asked)
        assert not any(each.get("type") == "file" for each in parts.inputs)
        assert f'<html lang="{code}" dir="ltr">' in page.text
        assert not re.search(r"<textarea|style=|onclick|<script>|\{[a-z]*\}", page.text), name


@pytest.mark.parametrize("code", LANGUAGES)
def test_titles_say_nothing(intake: Intake, code: str) -> None:
    titles = {re.findall("<title>(.*?)</title>", page.text)[0] for page in every_page(intake, code).values()}
    assert len({re.sub(r"[0-9]", "", title.partition(" \u2013 ")[0]) for title in titles}) == 1
    assert not re.search("(?i)kind|child|enfant|niñ|bambin|abus|report|meld", " ".join(titles))


def test_the_whole_way_without_a_script(intake: Intake) -> None:
    start = intake.get("/", accept_language="de-AT,de;q=0.9")
    assert (start.status, start.header("location")) == (303, "/de/")
    assert '<option value="AT" selected>' in intake.get("/de/where", accept_language="de-AT").text
    assert "selected" not in intake.get("/en/where", accept_language="en").text
    form = intake.get("/en/facts?kind=page&place=AT").text
    assert 'name="kind" value="page"' in form
    check = intake.post("check", HOST | {"place": "AT", "amount": "19,90", "currency": "EUR", "note": "free text"})
    assert "free text" not in check.text
    fields = dict(
        re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', check.text.partition('action="/en/facts"')[0])
    )
    assert fields == HOST | {"place": "AT", "amount": "19.9", "currency": "EUR", "proof": ""}
    assert re.fullmatch("([0-9A-Z]{4}-){3}[0-9A-Z]{4}", intake.post("send", fields).receipt)


def test_the_network_of_a_visitor_proposes_nothing(intake: Intake) -> None:
    pages = {intake.ask("GET", "/en/where", client=client).text for client in ("192.0.2.1", "2001:db8::1")}
    assert len(pages) == 1


def test_a_child_in_danger_comes_first_and_names_the_number_that_was_read(intake: Intake) -> None:
    first = intake.get("/en/").text
    assert first.index('href="/en/now"') < first.index('href="/en/where"') < first.index("This form takes")
    assert '<a class="number" href="tel:112" dir="ltr">112</a>' in intake.get("/en/now?place=NL").text
    assert "116 111" in intake.get("/en/now?place=DE").text
    assert "tel:" not in intake.get("/en/now?place=US").text, "nothing was read of it: the general route"
    assert "Netherlands" in intake.get("/en/now").text
    assert 'href="/en/where?urgent=1"' in intake.get("/en/now").text


def test_pictures_are_not_taken_and_the_hotline_is_named(intake: Intake) -> None:
    page = intake.get("/en/facts?kind=pictures&place=AT").text
    assert '<a class="button" href="https://www.stopline.at/" rel="noreferrer">Stopline</a>' in page
    assert "<form" not in page
    assert ">INHOPE</a>" in intake.get("/en/facts?kind=pictures&place=US").text, "never a dead end"
    before = len(intake.taken())
    for page_name in ("check", "send"):
        assert 'name="kind"' in intake.post(page_name, {"kind": "pictures", "host": "shop.example"}).text
    assert len(intake.taken()) == before


def test_a_card_number_is_refused_with_a_word_and_never_shown_again(intake: Intake) -> None:
    chance = random.Random(3)  # noqa: S311 - the same each time
    before = len(intake.taken())
    for _ in range(60):
        typed = spelled(card(chance), chance)
        name = chance.choice(["descriptor", "name", "amount", "crypto"])
        for page in ("check", "send"):
            told = intake.post(page, {"kind": "page", name: typed}).text
            assert f'id="{name}-fault">' in told
            assert typed.strip() not in told or len(typed) < 13
            assert 'class="receipt"' not in told
    assert len(intake.taken()) == before


def test_what_was_right_is_shown_again(intake: Intake) -> None:
    told = intake.post("check", {"kind": "page", "descriptor": "SHOP*X", "amount": "five"}).text
    assert 'value="SHOP*X"' in told
    assert 'value="five"' in told
    assert 'aria-invalid="true"' in told
    assert 'href="#amount"' in told


def test_what_a_stranger_writes_is_text(intake: Intake) -> None:
    told = intake.post("check", {"kind": "page", "descriptor": "<b>'\"&{{7*7}}"}).text
    assert "<b>" not in told
    assert "49" not in re.sub("value=.*|data-challenge=.*", "", told)


@pytest.mark.parametrize("form", ["multipart/form-data; boundary=x", "text/plain", "application/json", ""])
def test_nothing_is_taken_but_a_plain_form(intake: Intake, form: str) -> None:
    told = intake.ask("POST", "/en/send", b"kind=page&host=shop.example", {"content-type": form})
    assert told.status == 415


@pytest.mark.parametrize(
    "body", [b"a=" + b"x" * MOST_BYTES, b"&".join(b"a=1" for _ in range(99)), b"\xff=1", b"host=%ff"]
)
def test_more_than_the_form_is_refused(intake: Intake, body: bytes) -> None:
    told = intake.ask("POST", "/en/send", body, {"content-type": "application/x-www-form-urlencoded"})
    assert told.status == 413
    assert [told.header(key) for key in HEADERS] == list(HEADERS.values())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/xx/"),
        ("GET", "/en/send"),
        ("PUT", "/en/send"),
        ("GET", "/static/../app.py"),
        ("GET", "/schema"),
        ("GET", "/a/b/c"),
    ],
)
def test_there_is_nothing_else(intake: Intake, method: str, path: str) -> None:
    told = intake.ask(method, path)
    assert told.status in {404, 405}
    assert [told.header(key) for key in HEADERS] == list(HEADERS.values())


def test_a_fault_of_ours_shows_nothing_of_what_was_typed(
    intake: Intake, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> str:
        raise RuntimeError("secret of the report")

    monkeypatch.setattr(intake.gate, "keep", broken)
    told = intake.post("send", HOST)
    assert told.status == 500
    assert "secret" not in told.text + "".join(capfd.readouterr())
    assert "shop.example" not in told.text


def test_fields_that_nobody_asked_for_reach_no_disk(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    planted = {"note": "free text of a stranger", "file": "data:image/png;base64,AAAA", "mail": "me@shop.example"}
    for kind in KINDS:
        intake.post("send", intake.proven(HOST | {"kind": kind, **planted}) | planted)
    assert [dict(each.report.facts.said) for each in intake.taken()] == [{"host": "shop.example"}] * 3
    assert sorted(path.name for path in intake.spool.folder.iterdir()) == sorted(["parts", *LANES])
