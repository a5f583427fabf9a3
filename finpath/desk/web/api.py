"""`/api/v1`: what pages do, for other tools of the coalition. A token acts for a person, never approves, and ends.

Lists come in pages, each with the key that the next begins after. A write takes `Idempotency-Key`: sent again, it is
done once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy import select

from finpath.desk.cases.decide import Decision, decide, require, write_words
from finpath.desk.cases.queue import QueueRow, read_case, read_queue
from finpath.desk.cases.states import STATES
from finpath.desk.chain import read_log
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person, may
from finpath.desk.policy.roles import AUDIT, DECIDE, EXPORT, LAND, NOTE, SEE
from finpath.desk.store.seals import seal, unseal
from finpath.desk.store.store import Acting, now
from finpath.desk.store.tables import CUSTODY, REPEATS, TOKENS
from finpath.desk.web.guard import program_of
from finpath.desk.web.sign_in import Asked
from finpath.errors import ConfigError, nearest

if TYPE_CHECKING:
    from finpath.desk.desk import Desk

SCOPES = (SEE, LAND, DECIDE, NOTE, EXPORT, AUDIT)
"""Acts that a token may have: approving and releasing are not among them, nor anything about people."""

PAGE = 500
KEY = "idempotency-key"
ONE_AT_A_TIME = threading.Lock()
"""Two writes under one key that come at once are one after the other."""


@dataclass(frozen=True)
class RunToLand:
    """A run folder on the desk's machine."""

    path: str


@dataclass(frozen=True)
class Landed:
    """What a run brought: cases by what became of them."""

    run: str
    changes: dict[str, int]
    was_there: bool


@dataclass(frozen=True)
class CaseList:
    """A page of cases; `after` begins the next, and is empty at the end."""

    cases: list[QueueRow]
    waiting: int
    after: str


@dataclass(frozen=True)
class CaseDetail:
    """A case as a program sees it."""

    case: QueueRow
    group_id: str
    run: str
    agreement: str
    countries: list[str]
    accounts: list[str]
    sightings: list[dict[str, object]]
    decisions: list[dict[str, object]]
    words: list[dict[str, str]]


@dataclass(frozen=True)
class DecisionToMake:
    """A decision with its reason from the list; `until` as 2027-06-30 where it is set aside.

    `relation` is same_controller or same_merchant where accounts are merged.
    """

    outcome: str
    code: str
    why: str = ""
    accounts: list[str] = field(default_factory=list)
    until: str = ""
    role: str = ""
    relation: str = ""
    label: str = ""


@dataclass(frozen=True)
class WordsToWrite:
    """A note, a question or an answer."""

    kind: str
    words: str


@dataclass(frozen=True)
class Done:
    """The id of what was made."""

    id: str


@dataclass(frozen=True)
class ChainPage:
    """Entries of the chain, its head, and what is wrong with it."""

    entries: list[dict[str, str | int]]
    head: str
    faults: list[str]
    after: int


def _asking(request: Asked, act: str) -> tuple[Desk, Person]:
    desk: Desk = request.app.state.desk
    person = program_of(request)
    verdict = may(person, act, None, today())
    if not verdict.allowed:
        with desk.store.act() as acting:
            acting.enter(person.id, "denied", f"act:{act}")
        raise DeniedError(verdict.why)
    return desk, person


def _once(
    request: Asked, desk: Desk, person: Person, body: object, do: Callable[[], dict[str, object]]
) -> Response[dict[str, object]]:
    """Do a write, or give the answer that it had before under the same key."""
    given = request.headers.get(KEY, "")
    if not given:
        raise ConfigError("A write needs the header Idempotency-Key: any text of its own, up to 200 letters.")
    if len(given) > 200:  # noqa: PLR2004 - as the message says
        raise ConfigError("The Idempotency-Key is longer than 200 letters.")
    key = desk.store.key.mac(f"{person.id}\n{given}")
    said = json.dumps([request.url.path, asdict(body)], sort_keys=True)  # type: ignore[call-overload] # a dataclass
    digest = desk.store.key.mac(said)
    with ONE_AT_A_TIME:
        return _answer_once(desk, key, digest, do)


def _answer_once(desk: Desk, key: str, digest: str, do: Callable[[], dict[str, object]]) -> Response[dict[str, object]]:
    with desk.store.read() as db:
        before = db.execute(select(REPEATS).where(REPEATS.c.key == key)).first()
    if before is not None:
        if before.digest != digest:
            raise ConfigError("This Idempotency-Key was used for another request.")
        return Response(json.loads(unseal(desk.store.key.repeats(), before.answer)), status_code=before.status)
    answer = do()
    sealed = seal(desk.store.key.repeats(), json.dumps(answer).encode())
    with desk.store.engine.begin() as db:
        db.execute(REPEATS.delete().where(REPEATS.c.at < (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).isoformat()))
        db.execute(REPEATS.insert().values(key=key, digest=digest, status=201, answer=sealed, at=now()))
    return Response(answer, status_code=201)


def _folder(path: str) -> Path:
    """A folder that may be one: what the system would not even look up is said as what is not there."""
    try:
        found = Path(path)
        there = found.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        raise ConfigError(f"There is no folder {path:.200} on the desk's machine.")
    return found


@post("/runs", sync_to_thread=True)
def land_run(request: Asked, data: JSONBody[RunToLand]) -> Response[dict[str, object]]:
    """Land a run; its seal is verified."""
    desk, person = _asking(request, LAND)

    def do() -> dict[str, object]:
        landing = desk.land(person.id, _folder(data.path))
        return asdict(Landed(landing.run, dict(landing.changes), landing.was_there))

    return _once(request, desk, person, data, do)


@get("/cases", sync_to_thread=True)
def list_cases(request: Asked, stage: FromQuery[str] = "", after: FromQuery[str] = "") -> CaseList:
    """The queue, or the cases of a state."""
    desk, person = _asking(request, SEE)
    if stage and stage not in STATES:
        raise ConfigError(f'"{stage:.40}" is no state: {nearest(stage, STATES)}')
    with desk.store.read() as db:
        queue = read_queue(db, desk.store.key, person, state=stage, after=after)
    return CaseList(list(queue.rows), queue.waiting, queue.after)


@get("/cases/{case:str}", sync_to_thread=True)
def give_case(request: Asked, case: FromPath[str]) -> CaseDetail:
    """One case; that it was looked at is entered."""
    desk, person = _asking(request, SEE)
    with desk.store.act() as acting:
        row = require(desk.store, acting, person, SEE, case)
        acting.enter(person.id, "looked", f"case:{case}")
        view = read_case(acting.db, desk.store.key, row, person)
    return CaseDetail(
        view.row, view.group_id, view.run.name, view.agreement, list(view.countries), list(view.accounts),
        [dict(each) for each in view.sightings], [dict(each) for each in view.decisions],
        [dict(each) for each in view.words],
    )  # fmt: skip


@post("/cases/{case:str}/decisions", sync_to_thread=True)
def make_decision(request: Asked, case: FromPath[str], data: JSONBody[DecisionToMake]) -> Response[dict[str, object]]:
    """Decide about a case."""
    desk, person = _asking(request, DECIDE)

    def do() -> dict[str, object]:
        try:
            until = dt.date.fromisoformat(data.until) if data.until else None
        except ValueError:
            raise ConfigError("until is no day: write it as 2027-06-30.") from None
        decision = Decision(**{**asdict(data), "accounts": tuple(data.accounts), "until": until})
        return asdict(Done(decide(desk.store, person, case, decision)))

    return _once(request, desk, person, data, do)


@post("/cases/{case:str}/words", sync_to_thread=True)
def make_words(request: Asked, case: FromPath[str], data: JSONBody[WordsToWrite]) -> Response[dict[str, object]]:
    """Write a note, a question or an answer."""
    desk, person = _asking(request, NOTE)
    return _once(
        request, desk, person, data, lambda: asdict(Done(write_words(desk.store, person, case, data.kind, data.words)))
    )


@get("/custody", sync_to_thread=True)
def give_custody(request: Asked, after: FromQuery[int] = 0) -> ChainPage:
    """The chain, and whether it is whole."""
    desk, _ = _asking(request, AUDIT)
    if not 0 <= after < 1 << 31:
        raise ConfigError("after is the number of an entry.")
    chain = read_log(desk.store)
    with desk.store.read() as db:
        query = select(CUSTODY).where(CUSTODY.c.n > after).order_by(CUSTODY.c.n).limit(PAGE)
        entries = [dict(row) for row in db.execute(query).mappings()]
    return ChainPage(
        entries,
        str(chain.head),
        [fault.sentence for fault in chain.faults()],
        entries[-1]["n"] if len(entries) == PAGE else 0,
    )


def router() -> Router:
    """All of it."""
    handlers = [land_run, list_cases, give_case, make_decision, make_words, give_custody]
    return Router(path="/api/v1", route_handlers=handlers)


def new_token(acting: Acting, by: str, person: str, scopes: list[str], until: dt.date) -> str:
    """Make a token that acts for a person; it is shown once, and kept as a hash.

    Raises:
        ConfigError: A scope is none that a token may have, or it would hold longer than a year.
    """
    for scope in scopes:
        if scope not in SCOPES:
            raise ConfigError(f'"{scope:.40}" is nothing that a token may do: {nearest(scope, SCOPES)}')
    if not scopes or not today() < until <= today() + dt.timedelta(days=366):
        raise ConfigError("A token may do something, and ends within a year.")
    secret = secrets.token_urlsafe(32)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    acting.db.execute(
        TOKENS.insert().values(
            hash=digest, person=person, scopes=" ".join(sorted(scopes)), until=until.isoformat(), at=now()
        )
    )
    acting.enter(by, "added", f"token:{person}", {"hash": digest, "scopes": sorted(scopes)})
    return secret
