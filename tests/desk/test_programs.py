"""The desk for programs: tokens, scopes, writes that are done once, and the client of the examples."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import uvicorn
from litestar.testing import TestClient
from sqlalchemy import func, select

from finpath.desk.people.person import CONSOLE, today
from finpath.desk.store.tables import DECISIONS
from finpath.desk.web.api import SCOPES, new_token
from finpath.desk.web.app import make_app
from finpath.errors import ConfigError
from tests.desk.conftest import Office, Runs

CLIENT = Path(__file__).parents[2] / "examples" / "desk-client" / "client.py"
ADDRESS = "http://desk.example"


def token(office: Office, login: str, *scopes: str) -> dict[str, str]:
    with office.desk.store.act() as acting:
        until = today() + dt.timedelta(days=30)
        secret = new_token(acting, CONSOLE, office.people[login], list(scopes), until)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def landed(small_office: Office, runs: Runs) -> Office:
    small_office.desk.land(small_office.people["ada"], runs.later)
    return small_office


def test_a_token_does_what_its_scopes_and_its_person_may(landed: Office) -> None:
    client = TestClient(make_app(landed.desk), base_url=ADDRESS)
    assert client.get("/api/v1/cases").status_code == 401
    assert client.get("/api/v1/cases", headers={"Authorization": "Bearer x"}).status_code == 401
    see, audit = token(landed, "ada", "see"), token(landed, "eve", "audit", "see")
    answer = client.get("/api/v1/cases", headers=see).json()
    assert [each["id"] for each in answer["cases"]] == [row.id for row in landed.queue("ada")]
    case = answer["cases"][0]["id"]
    assert client.get(f"/api/v1/cases/{case}", headers=see).json()["accounts"]
    refused = client.post(
        f"/api/v1/cases/{case}/decisions",
        headers={**see, "Idempotency-Key": "1"},
        json={"outcome": "clear", "code": "charity"},
    )
    assert refused.status_code == 403
    assert client.get("/api/v1/custody", headers=see).status_code == 403
    assert client.get("/api/v1/custody", headers=audit).json()["faults"] == []
    assert client.get("/api/v1/cases", headers=audit).status_code == 403
    for act in ("approve", "release", "administer"):
        assert act not in SCOPES
        with pytest.raises(ConfigError, match="nothing that a token may do"):
            token(landed, "ben", act)


def test_a_write_is_done_once(landed: Office) -> None:
    client = TestClient(make_app(landed.desk), base_url=ADDRESS)
    headers = {**token(landed, "ada", "see", "decide"), "Idempotency-Key": "one"}
    one, two = (row.id for row in landed.queue("ada")[:2])
    body = {"outcome": "clear", "code": "other", "why": "Known."}
    assert (
        client.post(f"/api/v1/cases/{one}/decisions", headers={**headers, "Idempotency-Key": ""}, json=body).status_code
        == 422
    )
    first = client.post(f"/api/v1/cases/{one}/decisions", headers=headers, json=body)
    again = client.post(f"/api/v1/cases/{one}/decisions", headers=headers, json=body)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.status_code == 201
    assert client.post(f"/api/v1/cases/{two}/decisions", headers=headers, json=body).status_code == 422
    with landed.desk.store.read() as db:
        assert db.execute(select(func.count()).select_from(DECISIONS)).scalar() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"outcome": 7}',
        b'{"outcome": "clear"}',
        b"x" * 70_000,
        b'{"outcome": "\\ud800", "code": ""}',
    ],
)
def test_a_body_that_is_none_is_refused(landed: Office, body: bytes) -> None:
    client = TestClient(make_app(landed.desk), base_url=ADDRESS)
    headers = {**token(landed, "ada", "decide"), "Idempotency-Key": "k", "Content-Type": "application/json"}
    case = landed.queue("ada")[0].id
    answer = client.post(f"/api/v1/cases/{case}/decisions", headers=headers, content=body)
    assert 400 <= answer.status_code < 500, answer.text
    assert "error" in answer.json()


def test_its_description_is_openapi(landed: Office) -> None:
    client = TestClient(make_app(landed.desk), base_url=ADDRESS)
    said = client.get("/api/openapi/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    assert {"/api/v1/runs", "/api/v1/cases", "/api/v1/custody"} <= set(said["paths"])
    assert "cdn" not in json.dumps(said)


def load_client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("desk_client", CLIENT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys  # noqa: PLC0415

    sys.modules["desk_client"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def origin(small_office: Office) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(make_app(small_office.desk), port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_the_client_of_the_examples_lands_a_run_and_reads_the_queue(
    small_office: Office, runs: Runs, origin: str
) -> None:
    secret = token(small_office, "ada", "see", "land")["Authorization"].removeprefix("Bearer ")
    client = load_client().DeskClient(origin, secret)
    changes = client.land(str(runs.later), "night-1")
    assert client.land(str(runs.later), "night-1") == changes
    queued = list(client.queue())
    assert len(queued) == changes["new"] - len(small_office.queue("dot"))
    assert queued[0].score >= queued[-1].score
