"""Who asks, and headers of every answer."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from litestar.exceptions import ClientException, NotAuthorizedException
from sqlalchemy import select

from finpath.desk.people.person import find_person, today
from finpath.desk.people.sessions import Session, find_session
from finpath.desk.policy.may import Person
from finpath.desk.store.tables import TOKENS

if TYPE_CHECKING:
    from litestar import Request
    from litestar.datastructures import State

    from finpath.desk.desk import Desk

    Asked = Request[object, object, State]

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)
DRAWN = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'none'; frame-ancestors 'none';"
    " base-uri 'none'"
)
"""For pages with drawings, whose styles stand in them: no script runs there."""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self),"
        " publickey-credentials-create=(self)"
    ),
}


NUL = (b"\0", b"%00", b"\\u0000")
"""How forms, addresses and JSON write the letter that PostgreSQL cannot keep."""


async def refuse_nul(request: Asked) -> None:
    """Refuse what holds a NUL, the same on both databases.

    Raises:
        ClientException: It does.
    """
    path, query = request.scope.get("raw_path", b""), request.scope.get("query_string", b"")
    body = await request.body() if request.method == "POST" else b""
    if any(letter in text for letter in NUL for text in (path, query, body)):
        raise ClientException


def cookie_name(desk: Desk) -> str:
    """Bound to the host where there is TLS; browsers take such a name over TLS alone."""
    return "__Host-desk" if desk.config.public_origin.startswith("https://") else "desk"


def session_of(request: Asked) -> Session:
    """Who is signed in.

    Raises:
        NotAuthorizedException: Nobody.
    """
    desk: Desk = request.app.state.desk
    secret = request.cookies.get(cookie_name(desk), "")
    session = find_session(desk.store, secret) if secret else None
    if session is None:
        raise NotAuthorizedException
    return session


def program_of(request: Asked) -> Person:
    """For whom a program asks: a person, with no more acts than its token has.

    Raises:
        NotAuthorizedException: There is no token, or it holds no more.
    """
    desk: Desk = request.app.state.desk
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    with desk.store.read() as db:
        digest = hashlib.sha256(secret.encode()).hexdigest()
        row = db.execute(select(TOKENS).where(TOKENS.c.hash == digest)).first()
        person = find_person(db, row.person, today()) if row and row.until >= today().isoformat() else None
    if kind.lower() != "bearer" or person is None or row is None:
        raise NotAuthorizedException
    return Person(person.id, person.roles, person.countries, person.teams, person.tlp, frozenset(row.scopes.split()))


def address_of(connection: Request[Any, Any, Any]) -> str:
    """Whose attempts are counted together: the socket's address; behind the named proxy, the last that it saw."""
    desk: Desk = connection.app.state.desk
    host = connection.client.host if connection.client else ""
    if desk.config.trusted_proxy and host == desk.config.trusted_proxy:
        return ",".join(connection.headers.getall("x-forwarded-for", [])).rpartition(",")[2].strip() or host
    return host
