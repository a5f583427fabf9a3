"""Signing in and out: by a one-time address where one person works alone, by login and password where many do."""

from __future__ import annotations

import secrets
from typing import Annotated

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from finpath.desk.desk import Desk
from finpath.desk.people.passwords import check_password, set_password
from finpath.desk.people.sessions import begin_session, end_others, end_session
from finpath.desk.web.guard import cookie_name, session_of
from finpath.desk.web.render import page
from finpath.errors import ConfigError

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
Asked = Request[object, object, State]


@get("/enter", sync_to_thread=True)
def show_enter(request: Asked) -> Response[str]:
    """The page to sign in."""
    return page(request, "enter", None, wrong="")


@post("/enter", sync_to_thread=True)
def enter(request: Asked, data: Form) -> Response[str]:
    """Sign in with login and password."""
    desk: Desk = request.app.state.desk
    login, password = data.get("login", "")[:80], data.get("password", "")
    person = check_password(desk.store, login, password)
    if person is None:
        with desk.store.act() as acting:
            acting.enter("nobody", "denied", "act:sign_in")
        return page(request, "enter", None, status=403, wrong="The login or the password is wrong.")
    return _signed_in(desk, person, login)


@get("/enter/{secret:str}", sync_to_thread=True)
def enter_once(request: Asked, secret: FromPath[str]) -> Response[str]:
    """Sign in with the one-time address that stood in the terminal."""
    desk: Desk = request.app.state.desk
    once: list[tuple[str, str]] = request.app.state.once
    if not once or not secrets.compare_digest(once[0][0].encode(), secret.encode(errors="replace")):
        return page(request, "enter", None, status=403, wrong="This address was used already, or is none.")
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


def _signed_in(desk: Desk, person: str, login: str) -> Response[str]:
    cookie = Cookie(
        key=cookie_name(desk),
        value=begin_session(desk.store, person, login),
        httponly=True,
        samesite="strict",
        secure=desk.config.public_origin.startswith("https://"),
        path="/",
    )
    return Redirect("/", cookies=[cookie])
