"""Signing in and out: by a one-time address where one person works alone; else by password or identity provider."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict
from typing import Annotated
from urllib.parse import urlsplit

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath, FromQuery, QueryParameter
from litestar.response import Redirect
from sqlalchemy import select

from finpath.desk.desk import Desk
from finpath.desk.people.identity_provider import (
    Begun,
    IdentityProvider,
    Known,
    begin_sign_in,
    finish_sign_in,
)
from finpath.desk.people.passwords import check_password, set_password
from finpath.desk.people.person import find_person, roles_by_group, today
from finpath.desk.people.sessions import begin_session, end_others, end_session
from finpath.desk.store.seals import seal, unseal
from finpath.desk.store.tables import LOGINS
from finpath.desk.web.guard import cookie_name, session_of
from finpath.desk.web.render import page
from finpath.errors import ConfigError

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
WAITING = "desk-oidc"
"""The cookie of a browser that is at the identity provider."""

Asked = Request[object, object, State]


@get("/enter", sync_to_thread=True)
def show_enter(request: Asked) -> Response[str]:
    """The page to sign in."""
    return _door(request)


@post("/enter", sync_to_thread=True)
def enter(request: Asked, data: Form) -> Response[str]:
    """Sign in with login and password."""
    desk: Desk = request.app.state.desk
    login, password = data.get("login", "")[:80], data.get("password", "")
    person = check_password(desk.store, login, password)
    if person is None:
        with desk.store.act() as acting:
            acting.enter("nobody", "denied", "act:sign_in")
        return _door(request, "The login or the password is wrong.")
    return _signed_in(desk, person, login)


@get("/enter/{secret:str}", sync_to_thread=True)
def enter_once(request: Asked, secret: FromPath[str]) -> Response[str]:
    """Sign in with the one-time address that stood in the terminal."""
    desk: Desk = request.app.state.desk
    once: list[tuple[str, str]] = request.app.state.once
    if not once or not secrets.compare_digest(once[0][0].encode(), secret.encode(errors="replace")):
        return _door(request, "This address was used already, or is none.")
    _, person = once.pop()
    return _signed_in(desk, person, "alone")


@post("/password", sync_to_thread=True)
def change_password(request: Asked, data: Form) -> Response[str]:
    """Change one's password; every other session of the same person ends."""
    desk: Desk = request.app.state.desk
    session = session_of(request)
    if check_password(desk.store, session.login, data.get("old", "")) != session.person.id:
        raise ConfigError("The password of today is wrong: nothing was changed.")
    with desk.store.act() as acting:
        set_password(acting, session.person.id, session.login, data.get("new", ""))
        end_others(acting, session)
    return Redirect("/keys")


@post("/leave", sync_to_thread=True)
def leave(request: Asked, data: Form) -> Response[str]:  # noqa: ARG001 - the form's token is checked before
    """Sign out."""
    desk: Desk = request.app.state.desk
    end_session(desk.store, session_of(request))
    answer: Response[str] = Redirect("/enter")
    answer.delete_cookie(cookie_name(desk))
    return answer


@get("/oidc", sync_to_thread=True)
def ask_provider(request: Asked) -> Response[str]:
    """Send the browser to the identity provider."""
    desk: Desk = request.app.state.desk
    address, begun = begin_sign_in(_provider(desk), _back(desk))
    kept = seal(desk.store.key.sign_in(), json.dumps(asdict(begun)).encode())
    cookie = Cookie(
        key=WAITING,
        value=base64.urlsafe_b64encode(kept).decode(),
        httponly=True,
        samesite="lax",  # it comes back from another site
        secure=desk.config.public_origin.startswith("https://"),
        path="/oidc",
        max_age=600,
    )
    return Redirect(address, cookies=[cookie])


@get("/oidc/back", sync_to_thread=True)
def come_back(
    request: Asked, code: FromQuery[str] = "", back: Annotated[str, QueryParameter(name="state")] = ""
) -> Response[str]:
    """Sign in whom the identity provider vouches for, if they have a login here."""
    desk: Desk = request.app.state.desk
    try:
        begun = Begun(**json.loads(unseal(desk.store.key.sign_in(), _bytes(request.cookies.get(WAITING, "")))))
        if not code or not secrets.compare_digest(begun.state.encode(), back.encode(errors="replace")):
            raise ConfigError("The identity provider sent nobody back.")  # noqa: TRY301 - one answer to all
        known = finish_sign_in(_provider(desk), _back(desk), begun, code)
        person = _member(desk, known)
    except ConfigError as error:
        with desk.store.act() as acting:
            acting.enter("nobody", "denied", "act:sign_in")
        return _door(request, str(error))
    answer = page(request, "entered", None)
    answer.set_cookie(_cookie(desk, begin_session(desk.store, person, known.login)))
    answer.delete_cookie(WAITING, path="/oidc")
    return answer


def _door(request: Asked, wrong: str = "") -> Response[str]:
    desk: Desk = request.app.state.desk
    host = urlsplit(desk.config.provider.issuer).hostname if desk.config.provider else ""
    return page(request, "enter", None, status=403 if wrong else 200, wrong=wrong, provider=host)


def _member(desk: Desk, known: Known) -> str:
    """Who the login is here, with the roles of their groups."""
    with desk.store.act() as acting:
        person = acting.db.execute(select(LOGINS.c.person).where(LOGINS.c.login == known.login)).scalar()
        if person is None or find_person(acting.db, person, today()) is None:
            raise ConfigError(f"Nobody here signs in as {known.login}: an administrator adds you under this login.")
        roles_by_group(acting, person, known.roles)
        acting.enter(str(person), "looked", "act:sign_in")
    return str(person)


def _provider(desk: Desk) -> IdentityProvider:
    if desk.config.provider is None or desk.alone:
        raise NotFoundException
    return desk.config.provider


def _back(desk: Desk) -> str:
    return f"{desk.config.public_origin}/oidc/back"


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text)
    except ValueError:
        return b""


def _signed_in(desk: Desk, person: str, login: str) -> Response[str]:
    return Redirect("/", cookies=[_cookie(desk, begin_session(desk.store, person, login))])


def _cookie(desk: Desk, secret: str) -> Cookie:
    return Cookie(
        key=cookie_name(desk),
        value=secret,
        httponly=True,
        samesite="strict",
        secure=desk.config.public_origin.startswith("https://"),
        path="/",
    )
