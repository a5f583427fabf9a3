"""What partners gave: read-only, with their label and their time; own notes apart; questions are answered here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from finpath.desk.cases.decide import read_record, require, write_words
from finpath.desk.cases.safeguarded import protected_accounts
from finpath.desk.errors import DeniedError
from finpath.desk.exchange.copies import answer_question
from finpath.desk.exchange.questions import CODES
from finpath.desk.exchange.told import read_copies, read_copy
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person, may
from finpath.desk.policy.roles import ANSWER, NOTE, READ, RETAIN
from finpath.desk.web.guard import session_of
from finpath.desk.web.pages import require_act
from finpath.desk.web.render import page
from finpath.desk.web.sign_in import Asked, Form
from finpath.errors import ConfigError

if TYPE_CHECKING:
    from finpath.desk.desk import Desk


@get("/received", sync_to_thread=True)
def show_received(request: Asked) -> Response[str]:
    """What partners gave, of what this person may see today."""
    desk: Desk = request.app.state.desk
    person = require_act(request, READ)
    with desk.store.read() as db:
        copies = read_copies(db, desk.store.key, person)
    names = {each.org: each.name for each in desk.correspondent.config.partners.values()} if desk.correspondent else {}
    return page(request, "received", person, copies=copies, names=names)


@get("/received/{case:str}", sync_to_thread=True)
def show_copy(request: Asked, case: FromPath[str], said: FromQuery[str] = "") -> Response[str]:
    """One of them, read-only."""
    return _copy_page(request, session_of(request).person, case, said=said)


def _copy_page(request: Asked, person: Person, case: str, *, said: str = "", wrong: str = "") -> Response[str]:
    desk: Desk = request.app.state.desk
    with desk.store.act() as acting:
        require(desk.store, acting, person, READ, case)
        acting.enter(person.id, "looked", f"case:{case}")
        copy = read_copy(acting.db, desk.store.key, person, case)
        hidden = not protected_accounts(acting.db, desk.store.key).isdisjoint(copy.accounts)
        _, record = read_record(acting.db, case)
    can = {act for act in (ANSWER, NOTE, RETAIN) if may(person, act, record, today()).allowed}
    return page(
        request, "copy", person, status=422 if wrong else 200, copy=copy, hidden=hidden, can=can, questions=CODES,
        said=said, wrong=wrong,
    )  # fmt: skip


@post("/received/{case:str}/{deed:str}", sync_to_thread=True)
def change_copy(request: Asked, case: FromPath[str], deed: FromPath[str], data: Form) -> Response[str]:
    """Write a note that stays here, or answer a question: the answer is in the outbox then."""
    desk: Desk = request.app.state.desk
    person = session_of(request).person
    try:
        if deed == "answer":
            answer_question(desk.store, desk.partners(), person, case, data.get("words", ""))
            desk.sweep()
        else:
            with desk.store.act() as acting:
                require(desk.store, acting, person, READ, case)
                acting.enter(person.id, "looked", f"case:{case}")
            if deed != "write":
                raise NotFoundException
            write_words(desk.store, person, case, "note", data.get("words", ""))
    except DeniedError:
        raise
    except ConfigError as error:
        return _copy_page(request, person, case, wrong=str(error))
    return Redirect(f"/received/{case}", query_params={"said": "replied" if deed == "answer" else "written"})
