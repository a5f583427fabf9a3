"""What is given of a case to a partner: proposed on a page of its own, approved by somebody else's key, called back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import select

from finpath.desk.cases.decide import read_record, require
from finpath.desk.cases.queue import queue_row
from finpath.desk.errors import DeniedError
from finpath.desk.exchange.envelope import CASE, QUESTION, WARNING
from finpath.desk.exchange.give import (
    GONE,
    PROPOSED,
    SENT_BACK,
    SENT_OUT,
    SHARE,
    TAKEN_BACK,
    Wish,
    approve_share,
    call_back,
    digest_of,
    end_proposal,
    find_share,
    payload_of,
    propose_share,
    share_challenge,
)
from finpath.desk.exchange.questions import CODES
from finpath.desk.exchange.told import KINDS, letters_of, policy_lines, read_shares
from finpath.desk.people.person import today
from finpath.desk.people.sessions import Session
from finpath.desk.policy.may import Person, may
from finpath.desk.policy.roles import APPROVE, PROPOSE, RETAIN, SEE
from finpath.desk.store.tables import PEOPLE
from finpath.desk.web.four_eyes import offer_to_sign, taken_head
from finpath.desk.web.guard import session_of
from finpath.desk.web.render import page
from finpath.desk.web.sign_in import Asked, Form
from finpath.errors import ConfigError

if TYPE_CHECKING:
    from finpath.desk.desk import Desk

WISHES = {"give": CASE, "ask": QUESTION, "warn": WARNING}


@get("/sharing/{case:str}", sync_to_thread=True)
def show_sharing(request: Asked, case: FromPath[str], said: FromQuery[str] = "") -> Response[str]:
    """What was given of a case, and what can be."""
    return _sharing_page(request, session_of(request).person, case, said=said)


def _sharing_page(request: Asked, person: Person, case: str, *, said: str = "", wrong: str = "") -> Response[str]:
    desk: Desk = request.app.state.desk
    with desk.store.act() as acting:
        row = require(desk.store, acting, person, SEE, case)
        acting.enter(person.id, "looked", f"case:{case}", {"sharing": True})
        shares = read_shares(acting.db, case)
        _, record = read_record(acting.db, case)
    known = desk.correspondent.config.partners.values() if desk.correspondent else ()
    return page(
        request, "sharing", person, status=422 if wrong else 200, case=queue_row(row, desk.store.key), shares=shares,
        partners=sorted(known, key=lambda each: each.org), codes_of_questions=CODES,
        may_propose=may(person, PROPOSE, record, today()).allowed, said=said, wrong=wrong,
    )  # fmt: skip


@post("/sharing/{case:str}/{deed:str}", sync_to_thread=True)
def change_sharing(request: Asked, case: FromPath[str], deed: FromPath[str], data: Form) -> Response[str]:
    """Propose to give it, to ask or to warn a partner; a question is in the outbox then."""
    desk: Desk = request.app.state.desk
    person = session_of(request).person
    try:
        with desk.store.act() as acting:
            require(desk.store, acting, person, PROPOSE, case)
            acting.enter(person.id, "looked", f"case:{case}", {"deed": deed})
        if deed not in WISHES:
            raise NotFoundException
        wish = Wish(WISHES[deed], data.get("partner", ""), data.get("question", "") if deed == "ask" else "")
        propose_share(desk.store, desk.partners(), person, case, wish)
        desk.sweep()
    except DeniedError:
        raise
    except ConfigError as error:
        return _sharing_page(request, person, case, wrong=str(error))
    return Redirect(f"/sharing/{case}", query_params={"said": "questioned" if deed == "ask" else "proposed"})


@get("/shares/{share:str}", sync_to_thread=True)
def show_share(request: Asked, share: FromPath[str], said: FromQuery[str] = "") -> Response[str]:
    """What is given to whom, under what, field by field; and the digest that somebody else signs."""
    session = session_of(request)
    desk: Desk = request.app.state.desk
    try:
        return _share_page(request, session, share, said=said)
    except DeniedError:
        with desk.store.act() as acting:
            acting.enter(session.person.id, "denied", f"act:{SEE}")
        raise


def _share_page(request: Asked, session: Session, share: str, *, said: str = "", wrong: str = "") -> Response[str]:
    desk: Desk = request.app.state.desk
    person, store = session.person, desk.store
    against, payload = "", None
    with store.act() as acting:
        row = find_share(acting.db, share)
        case, record = read_record(acting.db, str(row.case_id))
        if case is None or record is None or not may(person, SEE, record, today()).allowed:
            raise DeniedError(GONE)
        try:
            payload = payload_of(acting, desk.partners(), row) if row.state == PROPOSED else None
        except ConfigError as error:
            against = str(error)
        names = {each.id: each.name for each in acting.db.execute(select(PEOPLE.c.id, PEOPLE.c.name))}
        acting.enter(person.id, "looked", f"case:{row.case_id}", {"share": share})
    with store.read() as db:
        nonce, head = share_challenge(db, share)
    verdict = may(person, APPROVE, record, today())
    same = payload is not None and digest_of(payload) == row.digest
    options = offer_to_sign(desk, session, nonce, f"{SHARE} {share} {head}") if same and verdict.allowed else ""
    return page(
        request, "share", person, status=422 if wrong else 200, share=row, case=queue_row(case, store.key),
        what=KINDS[str(row.kind)], by=names.get(str(row.by), row.by), verdict=verdict, can_sign=bool(options),
        options=options, against=against, changed=payload is not None and not same, waits=row.state == PROPOSED,
        letters=letters_of(payload) if payload else (), policy=policy_lines(payload) if payload else (),
        may_take_back=row.by == person.id, may_send_back=verdict.allowed,
        may_recall=row.state == SENT_OUT and may(person, RETAIN, record, today()).allowed, said=said, wrong=wrong,
    )  # fmt: skip


@post("/shares/{share:str}/{deed:str}", sync_to_thread=True)
def change_share(request: Asked, share: FromPath[str], deed: FromPath[str], data: Form) -> Response[str]:
    """Approve, send back, take back, or call back."""
    desk: Desk = request.app.state.desk
    session = session_of(request)
    person = session.person
    try:
        if deed == "approve":
            signed = data.get("signed", ""), taken_head(desk, session, SHARE, share)
            approve_share(desk.store, desk.partners(), person, share, signed)
        elif deed == "recall":
            call_back(desk.store, desk.partners(), person, share)
        elif deed in {"send_back", "take_back"}:
            end_proposal(desk.store, person, share, SENT_BACK if deed == "send_back" else TAKEN_BACK)
        else:
            _visible_share(desk, person, share)
            raise NotFoundException
        desk.sweep()
    except DeniedError:
        raise
    except ConfigError as error:
        return _share_page(request, session, share, wrong=str(error))
    return Redirect(f"/shares/{share}", query_params={"said": {"approve": "given"}.get(deed, deed)})


def _visible_share(desk: Desk, person: Person, share: str) -> None:
    with desk.store.act() as acting:
        row = find_share(acting.db, share)
        require(desk.store, acting, person, SEE, str(row.case_id))
        acting.enter(person.id, "looked", f"case:{row.case_id}")
