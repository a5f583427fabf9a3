"""The web application: a few routes, headers around every answer, and nothing that is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl

from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from finpath.intake.report import Report
from finpath.intake.speech import Language, prefer
from finpath.intake.web.address import address_of
from finpath.intake.web.render import Page, Site, Visit, render
from finpath.intake.web.views import READ, SENT, judge, keep, sorry

Asked: TypeAlias = Request[None, None, State]

MOST_BYTES, MOST_FIELDS = 16_384, 40
SEND = "send"
FORM = "application/x-www-form-urlencoded"
STATIC = {
    "style.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
}
FOLDER = Path(__file__).with_name("static")

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


@get("/")
async def front(request: Asked) -> Redirect:
    """Lead to the language of the browser."""
    code, _ = prefer(_site(request).languages, request.headers.get("accept-language", ""))
    return Redirect(f"/{code}/", status_code=303)


@get("/favicon.ico", status_code=204)
async def icon() -> None:
    """There is none."""


@get("/static/{name:str}")
async def static(request: Asked) -> Response[bytes] | Response[str]:
    """The style, and the script that nobody needs."""
    name = request.path_params["name"]
    if name not in STATIC:
        return _missing(request)
    return Response((FOLDER / name).read_bytes(), media_type=STATIC[name])


@get("/{lang:str}")
async def home(request: Asked) -> Response[str]:
    """The first question."""
    return _answer(request, dict(request.query_params.items()))


@get("/{lang:str}/{page:str}")
async def shown(request: Asked) -> Response[str]:
    """A question."""
    return _answer(request, dict(request.query_params.items()))


@post("/{lang:str}/{page:str}", status_code=200)
async def sent(request: Asked) -> Response[str]:
    """An answer."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return _show(request, sorry("error_big", 415))
    fields = read_form(await request.body())
    if fields is None:
        return _show(request, sorry("error_big", 413))
    if request.path_params["page"] == SEND and (language := _language(request)):
        return await _take(request, _visit(request, language, fields))
    return _answer(request, fields)


async def _take(request: Asked, visit: Visit) -> Response[str]:
    """Judge what is sent at once, and let one thread wait for the disk: nobody else does."""
    told = judge(visit)
    if isinstance(told, Report):
        told = await asyncio.get_running_loop().run_in_executor(request.app.state.writer, keep, visit, told)
    return _rendered(told, visit)


def read_form(body: bytes) -> dict[str, str] | None:
    """The fields of a form, of each name the first; None where it is more than ours has, or no text.

    >>> read_form(b"a=1&a=2&b=%C3%A4"), read_form(b"a=%ff"), read_form(b"&a=1" * 99)
    ({'b': 'ä', 'a': '1'}, None, None)
    """
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        return None
    return dict(reversed(pairs))


def _answer(request: Asked, asked: Mapping[str, str]) -> Response[str]:
    views = SENT if request.method == "POST" else READ
    language = _language(request)
    page = request.path_params.get("page", "")
    if language is None or page not in views:
        return _missing(request)
    visit = _visit(request, language, asked)
    return _rendered(views[page](visit), visit)


def _language(request: Asked) -> Language | None:
    return _site(request).languages.get(request.path_params["lang"])


def _rendered(page: Page, visit: Visit) -> Response[str]:
    return Response(render(page, visit), media_type=MediaType.HTML, status_code=page.status)


def _visit(request: Asked, language: Language, asked: Mapping[str, str]) -> Visit:
    site = _site(request)
    _, country = prefer(site.languages, request.headers.get("accept-language", ""))
    peer = request.client.host if request.client else ""
    address = address_of(peer, request.headers.getall("x-forwarded-for", []), site.trusted)
    return Visit(site, language, asked, address, country)


def _show(request: Asked, page: Page) -> Response[str]:
    """A page in the language of the address, where it has one."""
    site = _site(request)
    code, _ = prefer(site.languages, request.headers.get("accept-language", ""))
    spoken = request.url.path.split("/")[1]
    return _rendered(page, _visit(request, site.languages.get(spoken) or site.languages[code], {}))


def _missing(request: Asked) -> Response[str]:
    return _show(request, sorry("error_missing", 404))


def _failed(request: Asked, error: Exception) -> Response[str]:
    """What went wrong, in words; never what somebody typed, nor where our code is."""
    code = error.status_code if isinstance(error, HTTPException) else 500
    if code in {404, 405}:
        return _show(request, sorry("error_missing", code))
    return _show(request, sorry("error_big" if code < 500 else "error_fault", code))  # noqa: PLR2004 - HTTP


def _site(request: Asked) -> Site:
    site = request.app.state.site
    assert isinstance(site, Site)  # noqa: S101 - make_app put it there
    return site


def make_app(site: Site) -> ASGIApp:
    """The application, with its headers."""
    app = Litestar(
        route_handlers=[front, icon, static, home, shown, sent],
        state=State({"site": site, "writer": ThreadPoolExecutor(1, "spool")}),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=MOST_BYTES,
        exception_handlers={Exception: _failed},
    )

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", ()),
                    *((name.encode(), value.encode()) for name, value in HEADERS.items()),
                ]
            await send(message)

        await app(scope, receive, with_headers)

    return guarded
