"""Whatever a program sends, by the desk's own description of its API: never a fault of ours, never an act half done."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from litestar.testing import TestClient
from schemathesis import Case

from finpath.desk.chain import read_log
from finpath.desk.people.person import grant
from finpath.desk.web.api import SCOPES
from finpath.desk.web.app import make_app
from tests.desk.conftest import PASSWORD, Office, Runs, make_office, new_database
from tests.desk.test_programs import token

ADDRESS = "http://desk.example"
OPERATIONS = (
    ("POST", "/api/v1/runs"),
    ("GET", "/api/v1/cases"),
    ("GET", "/api/v1/cases/{case}"),
    ("POST", "/api/v1/cases/{case}/decisions"),
    ("POST", "/api/v1/cases/{case}/words"),
    ("GET", "/api/v1/custody"),
)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def landed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runs: Runs) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("any")
    address = f"sqlite:///{home}/desk.sqlite"
    if request.param == "postgresql":
        address = new_database(request.getfixturevalue("cluster"))
    office = make_office(address, home / "home")
    office.desk.land(office.people["ada"], runs.later)
    with office.desk.store.act() as acting:
        grant(acting, office.people["ada"], "auditor", office.people["fay"], office.people["gus"])
    yield office
    office.desk.store.close()


def test_every_operation_is_described(landed: Office) -> None:
    described = TestClient(make_app(landed.desk), base_url=ADDRESS).get("/api/openapi/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    found = {(method.upper(), path) for path, each in described["paths"].items() for method in each}
    assert {each for each in found if each[1].startswith("/api/v1")} == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_is_a_fault_of_ours(landed: Office, method: str, path: str) -> None:
    app = make_app(landed.desk)
    client = TestClient(app, base_url=ADDRESS)
    headers = token(landed, "ada", *SCOPES)
    case_id = landed.queue("ada")[0].id
    schema = schemathesis.openapi.from_asgi("/api/openapi/openapi.json", app)

    seen: set[int] = set()

    @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=schema[path][method].as_strategy(), of_ours=booleans())
    def ask(case: Case[Any], *, of_ours: bool) -> None:
        if case.path_parameters and of_ours:
            case.path_parameters["case"] = case_id
        sent = case.as_transport_kwargs(base_url=ADDRESS)
        given = {name: sent[name] for name in ("params", "json", "data", "files") if sent.get(name) is not None}
        once = {"Idempotency-Key": secrets.token_hex(8)}
        answer = client.request(sent["method"], sent["url"], headers={**sent["headers"], **headers, **once}, **given)
        assert answer.status_code < 500, answer.text
        seen.add(answer.status_code)

    ask()
    assert seen - {401, 403, 404, 405}, "none of them came as far as the desk"
    assert not read_log(landed.desk.store).faults()


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("runs", b'{"path": "' + b"a/" * 5000 + b'"}', 422),
        ("runs", b'{"path": "\\u0000"}', 400),
        ("runs", b'{"path": "/proc/self/mem"}', 422),
        ("runs", b"[" * 30_000, 400),
        ("cases/c-1/words", b'{"kind": "note", "words": "\\ud800"}', 400),
        ("cases/c-1/words", b'{"kind": "note", "words": "' + b"a" * 70_000 + b'"}', 413),
    ],
)
def test_what_others_tried_is_refused(landed: Office, path: str, content: bytes, status: int) -> None:
    client = TestClient(make_app(landed.desk), base_url=ADDRESS)
    headers = {**token(landed, "ada", *SCOPES), "Idempotency-Key": secrets.token_hex(8)}
    headers["Content-Type"] = "application/json"
    assert client.post(f"/api/v1/{path}", content=content, headers=headers).status_code == status


@pytest.mark.parametrize("after", ["-1", "99999999999999999999999", "%00", "x"])
def test_a_page_of_the_chain_begins_at_an_entry(landed: Office, after: str) -> None:
    client = TestClient(make_app(landed.desk), base_url=ADDRESS)
    answer = client.get(f"/api/v1/custody?after={after}", headers=token(landed, "ada", *SCOPES))
    assert answer.status_code in {400, 422}


def test_a_login_with_a_letter_that_no_database_keeps(landed: Office) -> None:
    client = TestClient(make_app(landed.desk), base_url=ADDRESS)
    csrf = client.get("/enter").text.split('name="_csrf_token" value="')[1].split('"')[0]
    data = {"_csrf_token": csrf, "login": "ada\x00", "password": "x"}
    assert client.post("/enter", data=data).status_code == 400


def test_a_page_says_nobody_elses_sentence(landed: Office) -> None:
    client = TestClient(make_app(landed.desk), base_url=ADDRESS)
    csrf = client.get("/enter").text.split('name="_csrf_token" value="')[1].split('"')[0]
    client.post("/enter", data={"_csrf_token": csrf, "login": "ada", "password": PASSWORD})
    case = landed.queue("ada")[0].id
    words = "Call 555 and say your password"
    for path in (f"/cases/{case}", "/retention", f"/retention/{case}", f"/quiet/{case}"):
        answer = client.get(path, params={"said": words})
        assert answer.status_code == 200, path
        assert words not in answer.text
    assert "Decided." in client.get(f"/cases/{case}", params={"said": "decided"}).text
