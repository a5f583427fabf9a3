"""How long cases are kept: what is due, what is held and by whom, purges that wait for two people, and tombstones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NoReturn

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import Connection, Row, select

from finpath.desk.cases.decide import read_record, require
from finpath.desk.cases.queue import queue_row
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.people.sessions import Session
from finpath.desk.policy.may import Person, may
from finpath.desk.policy.roles import PURGE, RETAIN
from finpath.desk.retention.clock import read_clocks
from finpath.desk.retention.hold import STANDING, ask_to_end, end_hold, hold_case, read_holds
from finpath.desk.retention.purge import (
    BY_ITSELF,
    EYES,
    GONE,
    WHYS,
    approve_purge,
    digest_of,
    eyes,
    find_purge,
    propose_purge,
    purge_challenge,
    refuse_purge,
)
from finpath.desk.retention.told import may_approve, read_overview, told_left
from finpath.desk.store.tables import CASES, PEOPLE
from finpath.desk.web.four_eyes import offer_to_sign, taken_head
from finpath.desk.web.guard import session_of
from finpath.desk.web.pages import require_act
from finpath.desk.web.render import page
from finpath.desk.web.sign_in import Asked, Form
from finpath.errors import ConfigError

if TYPE_CHECKING:
    from finpath.desk.desk import Desk


@get("/retention", sync_to_thread=True)
def show_retention(request: Asked, said: FromQuery[str] = "") -> Response[str]:
    """What is due, what waits, what is held and by whom, and what is left of cases that were purged."""
    desk: Desk = request.app.state.desk
    person = require_act(request, RETAIN)
    with desk.store.read() as db:
        kept = read_overview(db, desk.store.key, person, desk.config.keep_years)
    left = told_left(desk.store)
    return page(request, "retention", person, kept=kept, left=left, today=today(), said=said)


@get("/retention/{case:str}", sync_to_thread=True)
def show_kept(request: Asked, case: FromPath[str], said: FromQuery[str] = "") -> Response[str]:
    """How long one case is kept, who holds it, and what can be done about that."""
    return _kept_page(request, session_of(request).person, case, said=said)


def _kept_page(request: Asked, person: Person, case: str, *, said: str = "", wrong: str = "") -> Response[str]:
    desk: Desk = request.app.state.desk
    with desk.store.act() as acting:
        row = require(desk.store, acting, person, RETAIN, case)
        acting.enter(person.id, "looked", f"case:{case}", {"retention": True})
        clock = read_clocks(acting.db, desk.store.key, desk.config.keep_years, CASES.c.id == case)[case]
        holds = read_holds(acting.db, desk.store.key, CASES.c.id == case)
        _, record = read_record(acting.db, case)
        names = {each.id: each.name for each in acting.db.execute(select(PEOPLE.c.id, PEOPLE.c.name))}
    whys = {code: words for code, words in WHYS.items() if code not in BY_ITSELF}
    return page(
        request, "kept", person, status=422 if wrong else 200, case=queue_row(row, desk.store.key), clock=clock,
        holds=holds, names=names, whys=whys, may_end=may(person, PURGE, record, today()).allowed,
        soon=(today() + dt.timedelta(days=365)).isoformat(), said=said, wrong=wrong,
    )  # fmt: skip


@post("/retention/{case:str}/{deed:str}", sync_to_thread=True)
def change_kept(request: Asked, case: FromPath[str], deed: FromPath[str], data: Form) -> Response[str]:
    """Hold a case, ask to end a hold, end it, or propose a purge."""
    desk: Desk = request.app.state.desk
    person = session_of(request).person
    try:
        said = _change(desk, person, case, deed, data)
    except DeniedError:
        raise
    except ConfigError as error:
        return _kept_page(request, person, case, wrong=str(error))
    return Redirect(f"/retention/{case}", query_params={"said": said})


def _change(desk: Desk, person: Person, case: str, deed: str, data: dict[str, str]) -> str:
    if deed == "hold":
        try:
            until = dt.date.fromisoformat(data.get("until", ""))
        except ValueError:
            raise ConfigError("The day is no day: write it as 2027-06-30.") from None
        named = (data.get("authority", ""), data.get("reference", ""))
        hold_case(desk.store, person, case, named=named, until=until)
        return "held"
    if deed == "ask_to_end":
        ask_to_end(desk.store, person, data.get("hold", ""))
        return "end_asked"
    if deed == "end":
        end_hold(desk.store, person, data.get("hold", ""))
        return "hold_ended"
    if deed == "propose":
        propose_purge(desk.store, person, case, data.get("why", ""), data.get("authority", ""))
        return "proposed"
    with desk.store.act() as acting:
        require(desk.store, acting, person, RETAIN, case)
        acting.enter(person.id, "looked", f"case:{case}")
    raise NotFoundException


@get("/purges/{purge:str}", sync_to_thread=True)
def show_purge(request: Asked, purge: FromPath[str], said: FromQuery[str] = "") -> Response[str]:
    """What is purged, why, and who has looked."""
    session = session_of(request)
    desk: Desk = request.app.state.desk
    try:
        return _purge_page(request, session, purge, said=said)
    except DeniedError:
        with desk.store.act() as acting:
            acting.enter(session.person.id, "denied", f"act:{RETAIN}")
        raise


def _purge_page(request: Asked, session: Session, purge: str, *, said: str = "", wrong: str = "") -> Response[str]:
    desk: Desk = request.app.state.desk
    person, store = session.person, desk.store
    with store.read() as db:
        row, case, looked = _visible_purge(db, person, purge)
        _, record = read_record(db, str(row.case_id))
        clock = read_clocks(db, store.key, desk.config.keep_years, CASES.c.id == row.case_id)[str(row.case_id)]
        changed = digest_of(db, str(row.case_id), str(row.why), str(row.authority)) != row.digest
        names = {each.id: each.name for each in db.execute(select(PEOPLE.c.id, PEOPLE.c.name))} | {"hub": "the clock"}
        nonce, head = purge_challenge(db, purge)
    verdict = may_approve(person, may(person, PURGE, record, today()), str(row.by), looked)
    waits = row.state == STANDING and not changed and not clock.blocked
    options = offer_to_sign(desk, session, nonce, f"{PURGE} {purge} {head}") if waits and verdict.allowed else ""
    with store.act() as acting:
        acting.enter(person.id, "looked", f"case:{row.case_id}", {"purge": purge})
    return page(
        request, "purge", person, status=422 if wrong else 200, purge=row, case=queue_row(case, store.key), clock=clock,
        changed=changed, why=WHYS[str(row.why)], by=names.get(row.by, row.by),
        looked=sorted(names[each] for each in looked),
        lacking=EYES - len(looked), verdict=verdict, waits=waits, can_sign=bool(options), options=options,
        standing=row.state == STANDING, may_refuse=may(person, PURGE, record, today()).allowed, said=said, wrong=wrong,
    )  # fmt: skip


def _visible_purge(
    db: Connection, person: Person, purge: str
) -> tuple[Row[tuple[object, ...]], Row[tuple[object, ...]], set[str]]:
    row = find_purge(db, purge)
    case, record = read_record(db, str(row.case_id))
    if case is None or record is None or not may(person, RETAIN, record, today()).allowed:
        raise DeniedError(GONE)
    return row, case, eyes(db, row)


def _visible_deed(desk: Desk, person: Person, purge: str) -> NoReturn:
    """What is not done here is no page, to whoever may see the purge."""
    with desk.store.read() as db:
        _visible_purge(db, person, purge)
    raise NotFoundException


@post("/purges/{purge:str}/{deed:str}", sync_to_thread=True)
def change_purge(request: Asked, purge: FromPath[str], deed: FromPath[str], data: Form) -> Response[str]:
    """Approve a purge, or refuse it; the second approval purges."""
    desk: Desk = request.app.state.desk
    session = session_of(request)
    try:
        if deed == "approve":
            signed = data.get("signed", ""), taken_head(desk, session, PURGE, purge)
            if not approve_purge(desk.store, desk.hub.site, session.person, purge, signed):
                return Redirect(f"/purges/{purge}", query_params={"said": "second_must"})
            desk.search.forget()
            desk.sweep()
            return Redirect("/retention", query_params={"said": "purged"})
        if deed != "refuse":
            _visible_deed(desk, session.person, purge)
        refuse_purge(desk.store, session.person, purge)
    except DeniedError:
        raise
    except ConfigError as error:
        return _purge_page(request, session, purge, wrong=str(error))
    return Redirect("/retention", query_params={"said": "refused"})
