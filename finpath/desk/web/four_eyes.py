"""What waits for a second and a third person: approvals, releases, what became of them; keys to sign with."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import Connection, Row, select

from finpath.custody.head import Head, read_head
from finpath.desk.cases.conditions import Condition, conditions, find_proposal
from finpath.desk.cases.decide import read_record
from finpath.desk.cases.outbox import settle
from finpath.desk.cases.queue import queue_row
from finpath.desk.cases.release import approve, build, challenge, release, send_back, take_back
from finpath.desk.cases.states import APPROVED, PROPOSED
from finpath.desk.errors import DeniedError
from finpath.desk.exchange.told import waiting_shares
from finpath.desk.people.identity_provider import LOGIN
from finpath.desk.people.passwords import check_password
from finpath.desk.people.person import today
from finpath.desk.people.sessions import Session, keep_challenge
from finpath.desk.people.signatures import add_key, asked_to_sign, has_key, registration
from finpath.desk.policy.may import Person, may, visible
from finpath.desk.policy.roles import APPROVE, OUTBOX, RELEASE
from finpath.desk.store.seals import unseal
from finpath.desk.store.tables import CASES, PEOPLE, PROPOSALS, RELEASES
from finpath.desk.web.guard import session_of
from finpath.desk.web.pages import require_act
from finpath.desk.web.render import page
from finpath.desk.web.sign_in import Asked, Form
from finpath.dissemination import Package
from finpath.errors import ConfigError

if TYPE_CHECKING:
    from finpath.desk.desk import Desk

WAITS = {APPROVE: PROPOSED, RELEASE: APPROVED}


def _waiting(db: Connection, desk: Desk, person: Person, act: str) -> list[dict[str, object]]:
    query = (
        select(PROPOSALS, PEOPLE.c.name)
        .join(CASES, CASES.c.id == PROPOSALS.c.case_id)
        .join(PEOPLE, PEOPLE.c.id == PROPOSALS.c.by)
        .where(PROPOSALS.c.state == WAITS[act], visible(person))
        .order_by(PROPOSALS.c.at)
    )
    found: list[dict[str, object]] = []
    for row in db.execute(query):
        case, record = read_record(db, row.case_id, row.id)
        if case is not None and record is not None:
            verdict = may(person, act, record, today())
            found.append({"proposal": row, "case": queue_row(case, desk.store.key), "verdict": verdict})
    return found


@get("/approve", sync_to_thread=True)
def show_approve(request: Asked) -> Response[str]:
    """What waits for approval."""
    desk: Desk = request.app.state.desk
    person = require_act(request, APPROVE)
    with desk.store.read() as db:
        shares = waiting_shares(db, desk.store.key, person)
        return page(
            request, "waiting", person, waiting=_waiting(db, desk, person, APPROVE), act="approve", shares=shares
        )


@get("/release", sync_to_thread=True)
def show_release(request: Asked) -> Response[str]:
    """What was approved and waits for release."""
    desk: Desk = request.app.state.desk
    person = require_act(request, RELEASE)
    with desk.store.read() as db:
        return page(request, "waiting", person, waiting=_waiting(db, desk, person, RELEASE), act="release", shares=())


@get("/proposals/{proposal:str}", sync_to_thread=True)
def show_proposal(request: Asked, proposal: FromPath[str], said: FromQuery[str] = "") -> Response[str]:
    """What is approved or released: recipient, label, files, digest; every condition with its state."""
    session = session_of(request)
    try:
        return _proposal_page(request, session, proposal, said=said)
    except DeniedError:
        desk: Desk = request.app.state.desk
        with desk.store.act() as acting:
            acting.enter(session.person.id, "denied", "act:see")
        raise


def _proposal_page(
    request: Asked, session: Session, proposal: str, *, said: str = "", wrong: str = ""
) -> Response[str]:
    desk: Desk = request.app.state.desk
    person = session.person
    with desk.store.read() as db:
        row, case = _visible_proposal(db, person, proposal)
        act = RELEASE if row.state == APPROVED else APPROVE
        _, record = read_record(db, str(row.case_id), proposal)
        verdict = may(person, act, record, today())
        packages: tuple[Package, ...] = ()
        checks: Sequence[Condition] = ()
        try:
            packed = build(db, desk.hub, str(row.group_id), str(row.recipient), str(row.run))
            packages, checks = packed.packages, conditions(db, desk.hub, row, case, packed)
        except ConfigError as error:
            checks = (Condition("Its package can be made again.", holds=False, note=str(error)),)
        nonce, head = challenge(db, act, proposal)
    may_send_back = may(person, APPROVE, record, today()).allowed
    waits = row.state in {PROPOSED, APPROVED}
    ready = waits and verdict.allowed and bool(packages)
    options = offer_to_sign(desk, session, nonce, f"{act} {proposal} {head}") if ready else ""
    with desk.store.act() as acting:
        acting.enter(person.id, "looked", f"case:{row.case_id}", {"proposal": proposal})
    return page(
        request, "proposal", person, status=422 if wrong else 200, proposal=row, case=queue_row(case, desk.store.key),
        act=act,
        verdict=verdict, packages=packages, checks=checks, options=options, waits=waits,
        can_sign=bool(options), may_send_back=may_send_back,
        may_take_back=waits and row.by == person.id,
        wrong=wrong, said=said,
    )  # fmt: skip


def offer_to_sign(desk: Desk, session: Session, nonce: bytes, challenge: str) -> str:
    """What a person's browser signs with their key, as JSON; empty where they have none. The challenge is kept."""
    if not has_key(desk.store, session.person.id):
        return ""
    keep_challenge(desk.store, session, challenge)
    return asked_to_sign(desk.store, desk.hub.site, session.person.id, nonce)


def _visible_proposal(
    db: Connection, person: Person, proposal: str
) -> tuple[Row[tuple[object, ...]], Row[tuple[object, ...]]]:
    row = find_proposal(db, proposal)
    case, record = read_record(db, str(row.case_id))
    if case is None or record is None or not may(person, "see", record, today()).allowed:
        raise DeniedError("There is no such proposal, or it is not for you.")
    return row, case


@post("/proposals/{proposal:str}/{deed:str}", sync_to_thread=True)
def change_proposal(request: Asked, proposal: FromPath[str], deed: FromPath[str], data: Form) -> Response[str]:
    """Approve, send back, release, or say what became of it."""
    desk: Desk = request.app.state.desk
    session = session_of(request)
    try:
        if deed in {APPROVE, RELEASE}:
            signed = data.get("signed", ""), taken_head(desk, session, deed, proposal)
            (approve if deed == APPROVE else release)(desk.store, desk.hub, session.person, proposal, signed)
        elif deed == "send_back":
            send_back(desk.store, session.person, proposal, data.get("words", ""))
        elif deed == "take_back":
            take_back(desk.store, session.person, proposal)
        else:
            words = {"reference": data.get("reference", ""), "why": data.get("why", "")}
            settle(desk.store, session.person, proposal, deed, **words)
            return Redirect("/outbox")
    except DeniedError:
        raise
    except ConfigError as error:
        return _proposal_page(request, session, proposal, wrong=str(error))
    return Redirect(f"/proposals/{proposal}", query_params={"said": deed})


def taken_head(desk: Desk, session: Session, act: str, proposal: str) -> Head:
    """The head that the page's challenge named; each challenge is taken once."""
    asked, of, said = [*session.challenge.split(" "), "", "", ""][:3]
    head = read_head(said)
    keep_challenge(desk.store, session, "")
    if (asked, of) != (act, proposal) or head is None:
        raise ConfigError("The page was old: look again, then sign.")
    return head


@get("/outbox", sync_to_thread=True)
def show_outbox(request: Asked) -> Response[str]:
    """What was released, and what became of it."""
    desk: Desk = request.app.state.desk
    person = require_act(request, OUTBOX)
    query = (
        select(RELEASES, PROPOSALS.c.recipient, PROPOSALS.c.case_id)
        .join(PROPOSALS, PROPOSALS.c.id == RELEASES.c.proposal)
        .join(CASES, CASES.c.id == PROPOSALS.c.case_id)
        .where(visible(person))
        .order_by(RELEASES.c.at.desc())
    )
    with desk.store.read() as db:
        releases = [
            {
                **row._mapping,  # noqa: SLF001 - a row as SQLAlchemy gives it
                "reason": _told(desk, db, row, row.reason),
                "reference": _told(desk, db, row, row.filed_as),
            }
            for row in db.execute(query)
        ]
    return page(request, "outbox", person, releases=releases, wrong="")


def _told(desk: Desk, db: Connection, release: Row[tuple[object, ...]], sealed: bytes | None) -> str:
    if not sealed:
        return ""
    wrapped = db.execute(select(CASES.c.key).where(CASES.c.id == release.case_id)).scalar_one()
    return unseal(desk.store.key.unwrap(wrapped), sealed).decode()


@get("/keys", sync_to_thread=True)
def show_keys(request: Asked) -> Response[str]:
    """Where somebody adds a key to sign with."""
    desk: Desk = request.app.state.desk
    session = session_of(request)
    nonce = secrets.token_bytes(32)
    keep_challenge(desk.store, session, f"register {base64.urlsafe_b64encode(nonce).decode()}")
    options = registration(desk.hub.site, session.person.id, session.login, nonce)
    return page(
        request,
        "keys",
        session.person,
        options=options,
        has=has_key(desk.store, session.person.id),
        by_provider=session.login.startswith(LOGIN),
        wrong="",
        login=session.login,
    )


@post("/keys", sync_to_thread=True)
def take_key(request: Asked, data: Form) -> Response[str]:
    """Keep a key that the browser made."""
    desk: Desk = request.app.state.desk
    session = session_of(request)
    kind, _, said = session.challenge.partition(" ")
    keep_challenge(desk.store, session, "")
    try:
        _keep_key(desk, session, data, said if kind == "register" else "")
    except ConfigError as error:
        return page(
            request,
            "keys",
            session.person,
            status=422,
            options="",
            has=False,
            wrong=str(error),
            login=session.login,
            by_provider=session.login.startswith(LOGIN),
        )
    return Redirect("/keys")


def _keep_key(desk: Desk, session: Session, data: dict[str, str], challenge: str) -> None:
    if not challenge:
        raise ConfigError("The page was old: try again.")
    person = session.person.id
    if session.login.startswith(LOGIN):
        if not session.fresh:
            raise ConfigError("Sign in again, and add the key within five minutes.")
    elif check_password(desk.store, session.login, data.get("password", "")) != person:
        raise ConfigError("The password is wrong: a key is added by who knows it.")
    with desk.store.act() as acting:
        add_key(acting, desk.hub.site, person, data.get("signed") or "{}", base64.urlsafe_b64decode(challenge))
