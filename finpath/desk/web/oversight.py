"""For who audits and who administers: the chain, roles, counts; no content of any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy import func, select

from finpath.desk.chain import read_log
from finpath.desk.hits.quiet import quiet_since
from finpath.desk.match.counts import PROBING as BETWEEN
from finpath.desk.people.person import approve_grant, ask_grant, person_of, take_role
from finpath.desk.policy.roles import ADMINISTER, AUDIT, OF_ROLE
from finpath.desk.retention.told import read_tombs
from finpath.desk.store.tables import ASKED_GRANTS, CASES, CUSTODY, GRANTS, HIT_COUNTS, LOGINS, PEOPLE
from finpath.desk.web.pages import require_act
from finpath.desk.web.render import page
from finpath.desk.web.sign_in import Asked, Form
from finpath.errors import ConfigError

if TYPE_CHECKING:
    from finpath.desk.desk import Desk

SHOWN = 200
PROBING = (
    select(HIT_COUNTS.c.org, func.sum(HIT_COUNTS.c.asked).label("asked"), func.sum(HIT_COUNTS.c.given).label("given"))
    .group_by(HIT_COUNTS.c.org)
    .order_by(HIT_COUNTS.c.org)
)
"""Who asks how often: one whose cases meet few, or very many, of the others' is asked why."""


@get("/audit", sync_to_thread=True)
def show_audit(request: Asked) -> Response[str]:
    """The state of the chain, its last entries, who looked and who was refused, by count."""
    desk: Desk = request.app.state.desk
    person = require_act(request, AUDIT)
    chain = read_log(desk.store)
    with desk.store.read() as db:
        acts = db.execute(select(CUSTODY.c.act, func.count()).group_by(CUSTODY.c.act).order_by(CUSTODY.c.act)).all()
        last = db.execute(select(CUSTODY).order_by(CUSTODY.c.n.desc()).limit(SHOWN)).all()
        names = {row.id: row.name for row in db.execute(select(PEOPLE.c.id, PEOPLE.c.name))}
        states = db.execute(select(CASES.c.state, func.count()).group_by(CASES.c.state).order_by(CASES.c.state)).all()
        tombs = read_tombs(db)
        probing = db.execute(PROBING).all()
        between = db.execute(BETWEEN).all()
        quiet = len(quiet_since(db))
    return page(
        request,
        "audit",
        person,
        faults=chain.faults(),
        head=chain.head,
        acts=acts,
        last=last,
        names=names,
        states=states,
        tombs=tombs,
        probing=probing,
        between=between,
        quiet=quiet,
    )


@get("/people", sync_to_thread=True)
def show_people(request: Asked) -> Response[str]:
    """Who there is, with roles in force and roles that wait for a second administrator."""
    return _people_page(request, "")


def _people_page(request: Asked, wrong: str) -> Response[str]:
    desk: Desk = request.app.state.desk
    person = require_act(request, ADMINISTER)
    with desk.store.read() as db:
        people = db.execute(
            select(PEOPLE, LOGINS.c.login).join(LOGINS, LOGINS.c.person == PEOPLE.c.id).order_by(LOGINS.c.login)
        ).all()
        grants = db.execute(select(GRANTS).order_by(GRANTS.c.person, GRANTS.c.role)).all()
        asked = db.execute(select(ASKED_GRANTS).order_by(ASKED_GRANTS.c.at)).all()
    return page(
        request, "people", person, status=422 if wrong else 200, people=people, grants=grants, asked=asked,
        names={row.id: row.name for row in people}, roles=list(OF_ROLE), wrong=wrong,
    )  # fmt: skip


@post("/people/{deed:str}", sync_to_thread=True)
def change_people(request: Asked, deed: FromPath[str], data: Form) -> Response[str]:
    """Propose a role, approve one, or take one away."""
    desk: Desk = request.app.state.desk
    person = require_act(request, ADMINISTER)
    try:
        with desk.store.act() as acting:
            if deed == "ask":
                ask_grant(acting, person_of(acting.db, data.get("login", "")), data.get("role", ""), person.id)
            elif deed == "approve":
                approve_grant(acting, data.get("asked", ""), person.id)
            elif deed == "take":
                take_role(acting, data.get("person", ""), data.get("role", ""), person.id)
            else:
                raise NotFoundException
    except ConfigError as error:
        return _people_page(request, str(error))
    return Redirect("/people")
