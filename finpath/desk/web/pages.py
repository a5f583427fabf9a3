"""The pages of work: today, the queue, a case, its accounts, search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import func, select

from finpath.config.roles import Role
from finpath.desk.cases.conditions import told
from finpath.desk.cases.decide import Decision, assign, decide, read_record, require, write_words
from finpath.desk.cases.identity import waits
from finpath.desk.cases.queue import CaseView, read_case, read_queue
from finpath.desk.cases.safeguarded import names_one, protected_accounts
from finpath.desk.cases.states import STATES
from finpath.desk.cases.untouched import require_untouched
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person, may, visible
from finpath.desk.policy.roles import ASSIGN, DECIDE, NOTE, PROPOSE, RETAIN, SEARCH, SEE
from finpath.desk.store.seals import unseal
from finpath.desk.store.tables import ANCHORS, CASES, RUNS
from finpath.desk.web.guard import session_of
from finpath.desk.web.render import page
from finpath.desk.web.sign_in import Asked, Form
from finpath.errors import ConfigError
from finpath.output.folder import Run
from finpath.referral import read
from finpath.referral.query.disclosure import FLOOR, TLP
from finpath.referral.writers.xml import Xml

if TYPE_CHECKING:
    from finpath.desk.desk import Desk

BESIDE = {
    "referral.xml": "application/xml",
    "referral.pdf": "application/pdf",
    "referral.json": "application/json",
    "referral.csv": "text/csv",
    "referral.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def require_act(request: Asked, act: str) -> Person:
    """Who is signed in, if they may do this at all.

    Raises:
        DeniedError: They may not.
    """
    desk: Desk = request.app.state.desk
    person = session_of(request).person
    verdict = may(person, act, None, today())
    if not verdict.allowed:
        with desk.store.act() as acting:
            acting.enter(person.id, "denied", f"act:{act}")
        raise DeniedError(verdict.why)
    return person


@get("/", sync_to_thread=True)
def show_today(request: Asked) -> Response[str]:
    """What is urgent, what changed since the last run, and how much can be looked at."""
    desk: Desk = request.app.state.desk
    person = session_of(request).person
    with desk.store.read() as db:
        last = db.execute(select(RUNS).order_by(RUNS.c.number.desc()).limit(1)).first()
        seen = visible(person)
        in_last = select(CASES.c.change, func.count()).where(seen, CASES.c.run == (last.seal if last else ""))
        changed = {row[0]: row[1] for row in db.execute(in_last.group_by(CASES.c.change))}
        by_state = select(CASES.c.state, func.count()).where(seen).group_by(CASES.c.state)
        states = {row[0]: row[1] for row in db.execute(by_state)}
        queue = read_queue(db, desk.store.key, person)
        disturbed = told(db, desk.hub, person.id)
    return page(
        request, "today", person, disturbed=disturbed, last=last, changed=changed,
        states=[(each, states[each]) for each in STATES if each in states],
        queue=queue, capacity=desk.config.capacity,
    )  # fmt: skip


@get("/queue", sync_to_thread=True)
def show_queue(request: Asked, stage: FromQuery[str] = "", after: FromQuery[str] = "") -> Response[str]:
    """The cases that wait, or those of a state."""
    desk: Desk = request.app.state.desk
    person = require_act(request, SEE)
    if stage and stage not in STATES:
        raise NotFoundException
    with desk.store.read() as db:
        queue = read_queue(db, desk.store.key, person, state=stage, after=after)
    return page(request, "queue", person, queue=queue, state=stage, states=STATES, capacity=desk.config.capacity)


def open_case(request: Asked, person: Person, case: str) -> CaseView:
    """A case, if this person may see it; that they looked is entered.

    Raises:
        DeniedError: They may not, or there is none: the words are the same.
    """
    desk: Desk = request.app.state.desk
    with desk.store.act() as acting:
        row = require(desk.store, acting, person, SEE, case)
        acting.enter(person.id, "looked", f"case:{case}")
        return read_case(acting.db, desk.store.key, row, person)


def landed_run(view: CaseView) -> Run:
    """The run that a case was seen in last, if its folder is still the one that was landed.

    Raises:
        ConfigError: It is gone, or bears another seal.
    """
    require_untouched(Path(view.run.path), view.run.seal, ())
    return Run(Path(view.run.path))


@get("/cases/{case:str}", sync_to_thread=True)
def show_case(request: Asked, case: FromPath[str], said: FromQuery[str] = "") -> Response[str]:
    """One case: why, what speaks against it, what was decided before, words, and what can be done."""
    desk: Desk = request.app.state.desk
    person = session_of(request).person
    return _case_page(request, desk, person, open_case(request, person, case), said=said)


def _case_page(  # noqa: PLR0913 - what is shown, and to whom
    request: Asked, desk: Desk, person: Person, view: CaseView, *, said: str = "", wrong: str = ""
) -> Response[str]:
    with desk.store.read() as db:
        _, record = read_record(db, view.row.id)
        next_one = next((row.id for row in read_queue(db, desk.store.key, person).rows if row.id != view.row.id), "")
    can = {
        act for act in (DECIDE, NOTE, ASSIGN, PROPOSE, RETAIN) if record and may(person, act, record, today()).allowed
    }
    against: tuple[str, ...] = ()
    referral, hidden, gone = False, False, ""
    try:
        folder = landed_run(view).path / "referrals" / view.group_id
        kept = folder / "referral.json"
        there = bool(view.group_id) and kept.is_file()
        hidden = there and names_one(kept.read_bytes(), _protected(desk))
        referral = there and not hidden
        against = read(folder).against if referral else ()
    except ConfigError as error:
        gone = str(error)
    recipients = sorted({profile.id for profile in desk.hub.routing.routes.values()}) if desk.hub.routing else []
    return page(
        request, "case", person, status=422 if wrong else 200, view=view, can=can,
        referral=referral,
        hidden=hidden, gone=gone, against=against,
        next_one=next_one, recipients=recipients, roles=[role.value for role in Role], wrong=wrong, said=said,
        waiting=waits([*view.decisions, *view.before]),
        labels=TLP[TLP.index(FLOOR) :],
        soon=(today() + dt.timedelta(days=90)).isoformat(),
    )  # fmt: skip


@get("/cases/{case:str}/referral/{name:str}", sync_to_thread=True)
def show_referral(request: Asked, case: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """The referral of a case as the run wrote it: a page without scripts, and what lies beside it."""
    person = session_of(request).person
    view = open_case(request, person, case)
    content = _referral_file(view, name, _protected(request.app.state.desk))
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    headers = {"Content-Security-Policy": policy}
    if name in BESIDE:
        headers["Content-Disposition"] = f'attachment; filename="{view.group_id}-{name}"'
    return Response(content, media_type=BESIDE.get(name, "text/html; charset=utf-8"), headers=headers)


def _referral_file(view: CaseView, name: str, protected: Collection[str]) -> bytes:
    """A file of the case's referral as it was landed; XML is made of it here."""
    folder = landed_run(view).path / "referrals" / view.group_id
    kept = "referral.json" if name == "referral.xml" else name
    if not view.group_id or name not in {*BESIDE, "referral.html"} or not (folder / kept).is_file():
        raise NotFoundException
    content = (folder / kept).read_bytes()
    require_untouched(Path(view.run.path), view.run.seal, (f"referrals/{view.group_id}/",))
    if names_one((folder / "referral.json").read_bytes(), protected):
        raise NotFoundException
    return Xml().write(read(folder)) if name == "referral.xml" else content


@get("/cases/{case:str}/account", sync_to_thread=True)
def show_account(request: Asked, case: FromPath[str], of: FromQuery[str]) -> Response[str]:
    """One account of a case: reasons with their weight, what speaks against it, timeline, network."""
    person = session_of(request).person
    view = open_case(request, person, case)
    if of not in view.accounts:
        raise NotFoundException
    run = landed_run(view)
    require_untouched(run.path, view.run.seal, ("findings.parquet", "manifest.json", "coverage.json", "explanations/"))
    drawn, near, note = [run.explain(of)._repr_html_()], [], ""
    try:
        drawn.append(run.timeline(of)._repr_html_())
        nodes = run.network(of).nodes.to_pylist()
        near = [(node["merchant"], node["name"] or "", node["tier"]) for node in nodes if node["steps"] == 1]
    except ConfigError as error:
        note = str(error)
    protected = _protected(request.app.state.desk)
    near = [each for each in near if each[0] not in protected]
    shown = [each for each in drawn if of in protected or not names_one(each.encode(), protected)]
    if len(shown) < len(drawn):
        note = "What names an account that safeguarding has since is shown nowhere."
    return page(request, "account", person, drawn=shown, view=view, of=of, near=near, note=note)


def _protected(desk: Desk) -> Collection[str]:
    with desk.store.read() as db:
        return protected_accounts(db, desk.store.key)


@get("/search", sync_to_thread=True)
def show_search(request: Asked, q: FromQuery[str] = "") -> Response[str]:
    """Names in every script, and ids; what was looked for is kept as a keyed hash alone."""
    desk: Desk = request.app.state.desk
    person = require_act(request, SEARCH)
    if not q.strip():
        return page(request, "search", person, q="", found=None, wrong="")
    try:
        found = desk.search.find(person, q)
    except ConfigError as error:
        return page(request, "search", person, q=q, found=None, wrong=str(error), status=422)
    with desk.store.act() as acting:
        acting.enter(person.id, "searched", "search:names", {"looked_for": desk.store.key.mac(q)})
    return page(request, "search", person, q=q, found=found, wrong="")


@post("/cases/{case:str}/{deed:str}", sync_to_thread=True)
def change_case(request: Asked, case: FromPath[str], deed: FromPath[str], data: Form) -> Response[str]:
    """Decide, write, or take on; what was wrong is said on the page of the case."""
    desk: Desk = request.app.state.desk
    person = session_of(request).person
    try:
        said = _change(desk, person, case, deed, data)
    except DeniedError:
        raise
    except ConfigError as error:
        return _case_page(request, desk, person, open_case(request, person, case), wrong=str(error))
    onward = data.get("next", "") if deed == "decide" else ""
    with desk.store.read() as db:
        row, record = read_record(db, onward) if onward else (None, None)
    if row is not None and record is not None and may(person, SEE, record, today()).allowed:
        return Redirect(f"/cases/{onward}", query_params={"said": said})
    return Redirect(f"/cases/{case}", query_params={"said": said})


def _chosen(desk: Desk, case: str, place: str) -> tuple[str, ...]:
    """The account that was chosen, by its place in the list: an id may hold any letter."""
    with desk.store.read() as db:
        rows = db.execute(select(ANCHORS.c.account, CASES.c.key).join(CASES).where(ANCHORS.c.case_id == case))
        names = sorted(unseal(desk.store.key.unwrap(row.key), row.account).decode() for row in rows)
    if not place.isdecimal() or int(place) >= len(names):
        raise ConfigError("That is no account of this case.")
    return (names[int(place)],)


def _change(desk: Desk, person: Person, case: str, deed: str, data: dict[str, str]) -> str:
    if deed == "decide":
        outcome, _, code = data.get("reason", "").partition(":")
        until = data.get("until", "") if outcome == "set_aside" else ""
        role = data.get("role", "") if outcome == "give_role" else ""
        accounts = _chosen(desk, case, data["account"]) if data.get("account") else ()
        try:
            day = dt.date.fromisoformat(until) if until else None
        except ValueError:
            raise ConfigError("The day is no day: write it as 2027-06-30.") from None
        if outcome == "merge" and data.get("with", "").strip():
            accounts += (data["with"].strip(),)
        relation = data.get("relation", "") if outcome == "merge" else ""
        label = data.get("label", "") if outcome == "label" else ""
        decision = Decision(outcome, code, data.get("why", ""), accounts, day, role, relation, label)
        decide(desk.store, person, case, decision)
        if outcome in {"give_role", "label"}:
            desk.sweep()  # what a partner has of it may be called back
        return "decided"
    if deed == "write":
        write_words(desk.store, person, case, data.get("kind", "note"), data.get("words", ""))
        return "written"
    if deed == "assign":
        assign(desk.store, person, case, data.get("to", ""))
        return "assigned"
    if deed == "propose":
        from finpath.desk.cases.release import propose  # noqa: PLC0415 - loads what writes packages

        propose(desk.store, desk.hub, person, case, data.get("recipient", ""))
        return "proposed"
    raise NotFoundException
