"""Cases that meet: both owners are told by what kinds, each answers, and what that opens; and cases that are quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import Connection, select

from finpath.desk.cases.decide import read_record, require
from finpath.desk.cases.queue import queue_row
from finpath.desk.errors import DeniedError
from finpath.desk.hits.notice import Notice, Opened, find_notice, own_reason, read_notices, read_opened
from finpath.desk.hits.quiet import agree_quiet, ask_quiet, is_law_enforcement, quiet_since
from finpath.desk.match.said import find_remote
from finpath.desk.match.told import read_remote_notices, read_remote_opened, remote_notice
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person, may
from finpath.desk.policy.roles import DECIDE, SEE
from finpath.desk.store.tables import PEOPLE, QUIETS
from finpath.desk.web.guard import session_of
from finpath.desk.web.pages import require_act
from finpath.desk.web.render import page
from finpath.desk.web.sign_in import Asked, Form
from finpath.errors import ConfigError

if TYPE_CHECKING:
    from finpath.desk.desk import Desk


@get("/hits", sync_to_thread=True)
def show_hits(request: Asked) -> Response[str]:
    """The hits of cases that this person may see."""
    desk: Desk = request.app.state.desk
    person = require_act(request, SEE)
    with desk.store.read() as db:
        notices = [*read_notices(db, desk.store.key, person), *read_remote_notices(db, desk.store.key, person)]
    notices.sort(key=lambda notice: notice.at, reverse=True)
    return page(request, "hits", person, notices=notices)


@get("/hits/{hit:str}/{case:str}", sync_to_thread=True)
def show_hit(request: Asked, hit: FromPath[str], case: FromPath[str], said: FromQuery[str] = "") -> Response[str]:
    """One hit, as the owner of one of its cases is told of it."""
    return _hit_page(request, session_of(request).person, hit, case, said=said)


def _hit_page(  # noqa: PLR0913 - what is shown, and to whom
    request: Asked, person: Person, hit: str, case: str, *, said: str = "", wrong: str = ""
) -> Response[str]:
    desk: Desk = request.app.state.desk
    try:
        with desk.store.read() as db:
            notice, opened = _told(desk, db, person, hit, case)
            reason = own_reason(db, desk.store.key, notice)
            _, record = read_record(db, case)
    except DeniedError:
        with desk.store.act() as acting:
            acting.enter(person.id, "denied", f"act:{SEE}")
        raise
    with desk.store.act() as acting:
        acting.enter(person.id, "looked", f"hit:{hit}", {"opened": opened.case is not None})
        if opened.case is not None:
            acting.enter(person.id, "looked", f"case:{opened.case.id}", {"hit": hit})
    return page(
        request, "hit", person, status=422 if wrong else 200, notice=notice, opened=opened,
        reason=reason, may_answer=may(person, DECIDE, record, today()).allowed, said=said, wrong=wrong,
    )  # fmt: skip


def _told(desk: Desk, db: Connection, person: Person, hit: str, case: str) -> tuple[Notice, Opened]:
    """A hit as this person is told of it, and what its answers open: within this desk, or with another."""
    remote = find_remote(db, person, hit, case)
    if remote is not None:
        notice = remote_notice(db, desk.store.key, remote)
        return notice, read_remote_opened(db, desk.store.key, notice)
    notice = find_notice(desk.store, db, person, hit, case)
    return notice, read_opened(db, desk.store.key, person, notice)


@post("/hits/{hit:str}/{case:str}/{deed:str}", sync_to_thread=True)
def change_hit(
    request: Asked, hit: FromPath[str], case: FromPath[str], deed: FromPath[str], data: Form
) -> Response[str]:
    """Answer for one side."""
    desk: Desk = request.app.state.desk
    person = session_of(request).person
    try:
        if deed != "answer":
            with desk.store.read() as db:
                _told(desk, db, person, hit, case)
            raise NotFoundException
        desk.answer_hit(person, hit, case, said=data.get("said", ""), why=data.get("why", ""))
    except DeniedError:
        raise
    except ConfigError as error:
        return _hit_page(request, person, hit, case, wrong=str(error))
    return Redirect(f"/hits/{hit}/{case}", query_params={"said": "answered"})


@get("/quiet/{case:str}", sync_to_thread=True)
def show_quiet(request: Asked, case: FromPath[str], said: FromQuery[str] = "") -> Response[str]:
    """Whether a case is quiet, and who asks for it."""
    return _quiet_page(request, session_of(request).person, case, said=said)


def _quiet_page(request: Asked, person: Person, case: str, *, said: str = "", wrong: str = "") -> Response[str]:
    desk: Desk = request.app.state.desk
    with desk.store.act() as acting:
        row = require(desk.store, acting, person, DECIDE, case)
        acting.enter(person.id, "looked", f"case:{case}", {"quiet": True})
        asked = (QUIETS.c.case_id == case, QUIETS.c.agreed_by.is_(None))
        query = select(QUIETS, PEOPLE.c.name).join(PEOPLE, PEOPLE.c.id == QUIETS.c.by).where(*asked)
        waiting = acting.db.execute(query.order_by(QUIETS.c.at)).all()
        since = quiet_since(acting.db).get(case, "")
        law = is_law_enforcement(acting.db, person, desk.config.law_enforcement)
    return page(
        request, "quiet", person, status=422 if wrong else 200, case=queue_row(row, desk.store.key),
        waiting=waiting if law else [], since=since[:10] if law else "", law=law, said=said, wrong=wrong,
    )  # fmt: skip


@post("/quiet/{case:str}/{deed:str}", sync_to_thread=True)
def change_quiet(request: Asked, case: FromPath[str], deed: FromPath[str], data: Form) -> Response[str]:
    """Ask that a case be quiet, or agree."""
    desk: Desk = request.app.state.desk
    person = session_of(request).person
    try:
        if deed == "agree":
            agree_quiet(desk.store, person, data.get("quiet", ""), desk.config.law_enforcement)
        else:
            ask_quiet(desk.store, person, case, desk.config.law_enforcement)
    except DeniedError:
        raise
    except ConfigError as error:
        return _quiet_page(request, person, case, wrong=str(error))
    return Redirect(f"/quiet/{case}", query_params={"said": "noted"})
