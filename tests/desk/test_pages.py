"""The desk over HTTP: every route for every role, forms, headers, and hostile words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from litestar import Litestar
from litestar.testing import TestClient
from lxml import etree

from finpath.desk.backup import restore_backup, tables, write_backup
from finpath.desk.cases.run_groups import SUSPECTS
from finpath.desk.retention.purge import propose_purge
from finpath.desk.store.seals import DeskKey, seal
from finpath.desk.store.store import Store, open_store
from finpath.desk.store.tables import CASES, COPIES, CUSTODY, HITS, METADATA, SHARES
from finpath.desk.web.app import make_app
from finpath.errors import ConfigError
from finpath.output.folder.verify import Verification
from finpath.referral.writers.xmlschema import schema_text
from tests.desk.conftest import PASSWORD, ROLES, Office, Runs
from tests.desk.deeds import released
from tests.desk.test_landing import group

TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')
ADDRESS = "http://desk.example"

Client = TestClient[Litestar]


@dataclass
class Browser:
    """Somebody at the desk."""

    client: Client

    def token(self, path: str = "/keys") -> str:
        found = TOKEN.search(self.client.get(path).text)
        assert found is not None
        return found[1]

    def send(self, path: str, **fields: str) -> tuple[int, str]:
        answer = self.client.post(path, data={"_csrf_token": self.token(), **fields}, follow_redirects=False)
        return answer.status_code, unquote(answer.headers.get("location", "")) or answer.text

    def sees(self, path: str) -> int:
        return self.client.get(path, follow_redirects=False).status_code


@pytest.fixture
def landed(office: Office, runs: Runs) -> Office:
    office.desk.land(office.people["ada"], runs.later)
    return office


@pytest.fixture
def app(landed: Office) -> Litestar:
    return make_app(landed.desk)


def enter(app: Litestar, login: str) -> Browser:
    client = TestClient(app, base_url=ADDRESS)
    browser = Browser(client)
    token = browser.token("/enter")
    answer = client.post(
        "/enter", data={"_csrf_token": token, "login": login, "password": PASSWORD}, follow_redirects=False
    )
    assert answer.status_code == 302, answer.text
    return browser


def meeting(office: Office, case: str) -> str:
    """A hit of a case with another."""
    pair = sorted((case, next(row.id for row in office.queue("ada") if row.id != case)))
    with office.desk.store.engine.begin() as db:
        db.execute(HITS.delete())
        values = {"id": "x-1", "left_case": pair[0], "right_case": pair[1], "kinds": '["phone"]', "band": ""}
        db.execute(HITS.insert().values(**values, at="2026-01-01", left_answer="", right_answer=""))
    return "x-1"


def kept_copy(office: Office) -> str:
    """What a partner gave."""
    key = office.desk.store.key
    wrapped = key.new_key()
    own, case = key.unwrap(wrapped), "v-1"
    values = {"id": case, "state": "received", "lane": "received", "tier": "received", "score": 0, "tlp": 3, "team": "",
              "agreement": "", "ends_on": "2999-01-01", "opened_at": "2026-01-01", "run": "", "group_id": "",
              "change": "received", "key": wrapped, "title": seal(own, b"a/1"), "why": seal(own, b"")}  # fmt: skip
    said = {"case": {"subjects": [{"provider_id": "acquirer", "merchant_id": "1"}]}, "purpose": "x"}
    with office.desk.store.engine.begin() as db:
        db.execute(CASES.insert().values(**values))
        content = seal(own, json.dumps(said).encode())
        kept = {"case_id": case, "kind": "case", "partner": "hub-north", "seal": "a" * 64, "state": ""}
        db.execute(COPIES.insert().values(**kept, content=content))
    return case


def place_of(path: str, values: dict[str, str]) -> str:
    """The address of a route, with a deed that is done there."""
    deeds = {"/proposals/": "filed", "/purges/": "refuse", "/hits/": "answer", "/shares/": "recall",
             "/sharing/": "give", "/people/": "ask"}  # fmt: skip
    deed = next((each for begin, each in deeds.items() if path.startswith(begin)), "write")
    case = values["copy" if path.startswith("/received/") else "case"]
    name = "desk.css" if path.startswith("/static/") else values["name"]
    return path.format(**{**values, "deed": deed, "case": case, "name": name})


def test_every_route_for_every_role(landed: Office, app: Litestar) -> None:
    """A route that is not in this table fails the test."""
    case, proposal, _ = released(landed)
    purge = propose_purge(landed.desk.store, landed.person("ada"), case, "unfounded", "Board")
    hit = meeting(landed, case)
    share, copy = "s-1", kept_copy(landed)
    with landed.desk.store.engine.begin() as db:
        values = {"id": share, "case_id": case, "kind": "case", "partner": "x", "digest": "", "by": "console", "at": ""}
        db.execute(SHARES.insert().values(**values, until="", state="proposed", what=b"", seal="", became=""))
    free, all_of_them = {"nobody", *ROLES}, set(ROLES)
    sees_case = {"ada", "ben", "cem", "hal"}
    table = {
        ("GET", "/"): all_of_them,
        ("GET", "/queue"): {"ada", "ben", "cem", "dot", "hal"},
        ("GET", "/cases/{case}"): sees_case,
        ("GET", "/cases/{case}/referral/{name}"): sees_case,
        ("GET", "/cases/{case}/account"): sees_case,
        ("POST", "/cases/{case}/{deed}"): {"ada", "hal"},
        ("GET", "/search"): {"ada", "ben", "hal"},
        ("GET", "/approve"): {"ben", "hal"},
        ("GET", "/release"): {"cem", "hal"},
        ("GET", "/proposals/{proposal}"): sees_case,
        ("POST", "/proposals/{proposal}/{deed}"): {"ben", "cem", "hal"},
        ("GET", "/outbox"): {"ben", "cem", "hal"},
        ("GET", "/keys"): all_of_them,
        ("POST", "/keys"): all_of_them,
        ("GET", "/hits"): {"ada", "ben", "cem", "dot", "hal"},
        ("GET", "/hits/{hit}/{case}"): sees_case,
        ("POST", "/hits/{hit}/{case}/{deed}"): {"ada", "hal"},
        ("GET", "/quiet/{case}"): {"ada", "hal"},
        ("POST", "/quiet/{case}/{deed}"): set(),  # nobody here is of law enforcement
        ("GET", "/sharing/{case}"): sees_case,
        ("POST", "/sharing/{case}/{deed}"): {"ada", "hal"},
        ("GET", "/shares/{share}"): sees_case,
        ("POST", "/shares/{share}/{deed}"): sees_case,
        ("GET", "/received"): sees_case,
        ("GET", "/received/{case}"): sees_case,
        ("POST", "/received/{case}/{deed}"): {"ada", "hal"},
        ("GET", "/retention"): {"ada", "ben", "cem", "dot", "hal"},
        ("GET", "/retention/{case}"): sees_case,
        ("POST", "/retention/{case}/{deed}"): sees_case,
        ("GET", "/purges/{purge}"): sees_case,
        ("POST", "/purges/{purge}/{deed}"): {"ben", "cem"},  # hal has written in the case
        ("GET", "/audit"): {"eve", "fay", "gus"},
        ("GET", "/people"): {"fay", "gus"},
        ("POST", "/people/{deed}"): {"fay", "gus"},
        ("GET", "/enter"): free,
        ("POST", "/enter"): free,
        ("GET", "/enter/{secret}"): free,
        ("GET", "/oidc"): free,
        ("GET", "/oidc/back"): free,
        ("POST", "/leave"): all_of_them,
        ("POST", "/password"): all_of_them,
        ("GET", "/static/{name}"): free,
    }
    routes = {
        (method, re.sub(r":str", "", route.path))
        for route in app.routes
        for method in getattr(route, "methods", ())
        if method in {"GET", "POST"} and not route.path.startswith("/api")
    }
    assert routes == set(table)
    values = {
        "case": case,
        "proposal": proposal,
        "name": "referral.html",
        "secret": "x",
        "deed": "write",
        "purge": purge,
        "hit": hit,
        "share": share,
        "copy": copy,
    }
    for login in ["nobody", *ROLES]:
        client = TestClient(app, base_url=ADDRESS)
        browser = Browser(client) if login == "nobody" else enter(app, login)
        for (method, path), allowed in table.items():
            if path in {"/enter", "/leave", "/password", "/oidc", "/oidc/back"} or "{secret}" in path:
                continue
            address = place_of(path, values)
            if method == "GET":
                status = browser.client.get(address, params={"of": "x/y"} if "account" in path else {}).status_code
            else:
                source = "/enter" if login == "nobody" else "/keys"
                fields = {
                    "_csrf_token": browser.token(source),
                    "words": "A note.",
                    "said": "tell_me",
                    "reference": "R-1",
                    "login": "no",
                    "role": "x",
                }
                status = browser.client.post(address, data=fields, follow_redirects=False).status_code
            if login in allowed:
                assert status not in {401, 403, 500}, (login, method, path, status)
            else:
                assert status == (401 if login == "nobody" else 403), (login, method, path, status)


def test_a_denial_says_nothing_of_what_is_there(landed: Office, app: Litestar) -> None:
    case = landed.queue("ada")[0].id
    dot = enter(app, "dot").client
    there, nowhere = dot.get(f"/cases/{case}"), dot.get("/cases/c-00000000000000000000")
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
    assert set(there.headers) == set(nowhere.headers)


def test_a_form_needs_its_token_and_a_session_is_new(app: Litestar, landed: Office) -> None:
    case = landed.queue("ada")[0].id
    ada = enter(app, "ada")
    assert ada.client.post(f"/cases/{case}/write", data={"words": "x"}).status_code == 403
    assert ada.client.post(f"/cases/{case}/write", data={"_csrf_token": "x" * 128, "words": "x"}).status_code == 403
    other = enter(app, "cem")
    stolen = other.token()
    assert ada.client.post(f"/cases/{case}/write", data={"_csrf_token": stolen, "words": "x"}).status_code == 403
    client = TestClient(app, base_url=ADDRESS, cookies={"desk": "chosen-by-somebody-else"})
    browser = Browser(client)
    token = browser.token("/enter")
    answer = client.post(
        "/enter", data={"_csrf_token": token, "login": "ada", "password": PASSWORD}, follow_redirects=False
    )
    set_cookie = [
        value for name, value in answer.headers.multi_items() if name == "set-cookie" and value.startswith("desk=")
    ]
    assert len(set_cookie) == 1
    assert "chosen-by" not in set_cookie[0]
    assert "HttpOnly" in set_cookie[0]
    assert "samesite=strict" in set_cookie[0].lower()


def test_every_answer_bears_its_headers(app: Litestar, landed: Office) -> None:
    case = landed.queue("ada")[0].id
    ada = enter(app, "ada").client
    for path in ("/", "/queue", f"/cases/{case}", "/nowhere", "/static/desk.js", "/static/../app.py", "/approve"):
        answer = ada.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
    page = ada.get(f"/cases/{case}").text
    assert not re.search(r"<script(?! src=)|\son[a-z]+=|style=", page)
    assert not re.search(r"""(?:src|href|action)="(?:https?:)?//""", page)


def test_signing_in_is_limited_whatever_a_header_says(app: Litestar) -> None:
    client = TestClient(app, base_url=ADDRESS)
    token = Browser(client).token("/enter")
    seen = [
        client.post(
            "/enter",
            data={"_csrf_token": token, "login": "ada", "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        ).status_code
        for number in range(15)
    ]
    assert seen[:5] == [403] * 5
    assert seen[-1] == 429


def test_hostile_names_are_only_ever_text(small_office: Office, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    office = small_office
    names = [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "=cmd()|' /C calc'!A0",
        "\u202egnp.exe",
        "x" * 10_000,
        "{{ 7*7 }}",
    ]
    groups = []
    for number, name in enumerate(names):
        made = group(f"g{number}", f"m{number}")
        groups.append(type(made)(**{**made.__dict__, "title": name, "why": name, "lane": SUSPECTS}))
    monkeypatch.setattr("finpath.desk.cases.land.read_groups", lambda _: tuple(groups))
    monkeypatch.setattr("finpath.desk.cases.land.verify", lambda _: Verification("a" * 64, 1, ()))
    office.desk.land("console", runs.later)
    ada = enter(make_app(office.desk), "ada").client
    for path in ("/", "/queue", *(f"/cases/{row.id}" for row in office.queue("ada"))):
        answer = ada.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert "\u202e" not in answer.text
        assert ">49<" not in answer.text
        assert len(answer.text) < 200_000


def test_what_is_wrong_is_said_on_the_page(app: Litestar, landed: Office) -> None:
    case = landed.queue("ada")[0].id
    ada = enter(app, "ada")
    status, text = ada.send(f"/cases/{case}/decide", reason="clear:other")
    assert status == 422
    assert "say which" in text
    status, text = ada.send(f"/cases/{case}/write", words="data:text/html;base64,AAAA")
    assert status == 422
    assert "no data" in text
    status, where = ada.send(f"/cases/{case}/decide", reason="set_aside:asked", until="2020-01-01")
    assert status == 422
    status, where = ada.send(f"/cases/{case}/decide", reason="clear:charity", next="https://elsewhere.example/")
    assert (status, where.partition("?")[0]) == (302, f"/cases/{case}")


def test_search_finds_in_any_script_and_only_what_one_may_see(app: Litestar, landed: Office) -> None:
    ada = enter(app, "ada").client
    row = next(row for row in landed.queue("ada") if row.tier == "refer")
    word = row.title.split(" and ")[0]
    assert word in ada.get("/search", params={"q": word.upper()[:12]}).text
    assert (
        "1 merchant" in ada.get("/search", params={"q": word}).text
        or "merchants" in ada.get("/search", params={"q": word}).text
    )
    assert ada.get("/search", params={"q": "a"}).status_code == 422
    with landed.desk.store.engine.begin() as db:
        db.execute(CASES.update().values(team="elsewhere"))
    hidden = ada.get("/search", params={"q": word}).text
    assert row.id not in hidden
    assert f"<bdi>{word}</bdi>" not in hidden


def test_a_case_is_given_as_xml_by_its_schema(app: Litestar, landed: Office) -> None:
    case = next(row.id for row in landed.queue("ada") if row.tier == "refer")
    answer = enter(app, "ada").client.get(f"/cases/{case}/referral/referral.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    etree.XMLSchema(etree.fromstring(schema_text().encode())).assertValid(etree.fromstring(answer.content))


def test_a_backup_goes_into_either_database(landed: Office, tmp_path: Path) -> None:
    released(landed)
    rows = write_backup(landed.desk.store, "console", tmp_path / "desk.zip")
    other = Store(f"sqlite:///{tmp_path}/other.sqlite", landed.desk.store.key)
    assert restore_backup(other, tmp_path / "desk.zip").rows == rows
    with landed.desk.store.read() as old, other.read() as new:
        for table in tables():
            keys = list(table.primary_key.columns) or list(table.c)
            query = table.select().order_by(*keys)
            before = [tuple(row) for row in old.execute(query)]
            after = [tuple(row) for row in new.execute(query)]
            assert after == (before[:-1] if table is CUSTODY else before), table.name  # the keys are written after it
    content = bytearray((tmp_path / "desk.zip").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "damaged.zip").write_bytes(bytes(content))
    empty = Store(f"sqlite:///{tmp_path}/third.sqlite", landed.desk.store.key)
    with pytest.raises(ConfigError, match="damaged"):
        restore_backup(empty, tmp_path / "damaged.zip")
    with pytest.raises(ConfigError, match="not empty"):
        restore_backup(other, tmp_path / "desk.zip")
    for each in (other, empty):
        each.close()


def test_tables_are_those_of_the_migrations(address: str) -> None:
    store = Store(address, DeskKey(b"k" * 32))
    store.upgrade()
    with store.engine.connect() as db:
        context = MigrationContext.configure(db)
        assert compare_metadata(context, METADATA) == []
        db.rollback()
    with store.engine.begin() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigError, match="newer finpath"):
        open_store(address, store.key)
    with pytest.raises(ConfigError, match="newer finpath"):
        store.upgrade()
    store.close()
