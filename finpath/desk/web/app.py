"""The desk as an application: routes, who may ask how often, and what every answer bears."""

from __future__ import annotations

import hashlib
import secrets

from litestar import Litestar, Request, Response, Router, get
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotAuthorizedException, NotFoundException
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath

from finpath.desk.desk import Desk
from finpath.desk.errors import DeniedError
from finpath.desk.web import api, four_eyes, hits, oversight, pages, received, retention, sharing, sign_in
from finpath.desk.web.guard import HEADERS, STRICT, address_of, refuse_nul
from finpath.desk.web.render import page, static
from finpath.errors import ConfigError

ATTEMPTS = 10
"""To sign in, a minute and address."""

TYPES = {"desk.css": "text/css", "desk.js": "text/javascript", "icon.svg": "image/svg+xml"}
LARGEST = 64 * 1024
"""Bytes of a form: there is nothing larger to say."""

ROUTES = (
    pages.show_today, pages.show_queue, pages.show_case, pages.show_referral, pages.show_account, pages.show_search,
    pages.change_case,
    four_eyes.show_approve, four_eyes.show_release, four_eyes.show_proposal, four_eyes.change_proposal,
    four_eyes.show_outbox, four_eyes.show_keys, four_eyes.take_key,
    retention.show_retention, retention.show_kept, retention.change_kept, retention.show_purge, retention.change_purge,
    hits.show_hits, hits.show_hit, hits.change_hit, hits.show_quiet, hits.change_quiet,
    sharing.show_sharing, sharing.change_sharing, sharing.show_share, sharing.change_share,
    received.show_received, received.show_copy, received.change_copy,
    oversight.show_audit, oversight.show_people, oversight.change_people,
)  # fmt: skip


@get("/static/{name:str}", sync_to_thread=True)
def give_static(name: FromPath[str]) -> Response[bytes]:
    """The one style and the one script."""
    if name not in TYPES:
        raise NotFoundException
    return Response(static(name), media_type=TYPES[name])


def make_app(desk: Desk, once: list[tuple[str, str]] | None = None) -> Litestar:
    """The application of a desk.

    Args:
        desk: It shows.
        once: The secret of a one-time address, and whom it signs in.
    """
    limit = RateLimitConfig(("minute", ATTEMPTS), identifier_for_request=address_of, check_throttle_handler=_tries)
    doors = [sign_in.show_enter, sign_in.enter, sign_in.enter_once, sign_in.leave, sign_in.change_password,
             sign_in.ask_provider, sign_in.come_back]  # fmt: skip
    return Litestar(
        route_handlers=[
            Router("/", route_handlers=doors, middleware=[limit.middleware]),
            Router("/", route_handlers=[*ROUTES, give_static]),
            api.router(),
        ],
        csrf_config=CSRFConfig(
            secret=_csrf_secret(desk),
            cookie_name="desk-csrf",
            cookie_httponly=True,
            cookie_samesite="strict",
            cookie_secure=desk.config.public_origin.startswith("https://"),
            exclude=["^/api/"],
        ),
        exception_handlers={
            NotAuthorizedException: _not_signed_in,
            DeniedError: _denied,
            ConfigError: _wrong,
            HTTPException: _http,
            RecursionError: _http,
            Exception: _fault,
        },
        before_request=refuse_nul,
        after_request=_with_headers,
        openapi_config=OpenAPIConfig(
            title="finpath desk",
            version="1",
            path="/api/openapi",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        request_max_body_size=LARGEST,
        state=State({"desk": desk, "once": [] if once is None else once}),
        logging_config=None,
        on_shutdown=[desk.store.close],
    )


def _csrf_secret(desk: Desk) -> str:
    return hashlib.sha256(desk.store.key.mac("csrf").encode()).hexdigest()


async def _tries(request: Request[object, object, State]) -> bool:
    return request.method == "POST" or request.url.path != "/enter"  # to look at the form is no attempt


def _with_headers(response: Response[object]) -> Response[object]:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", STRICT)
    return response


def _is_program(request: Request[object, object, State]) -> bool:
    return request.url.path.startswith("/api/")


def _answer(request: Request[object, object, State], status: int, words: str) -> Response[object]:
    if _is_program(request):
        made: Response[object] = Response({"error": words}, status_code=status)
    else:
        made = page(request, "wrong", None, status=status, words=words)  # type: ignore[assignment] # text is an object
    return _with_headers(made)


def _not_signed_in(request: Request[object, object, State], _error: Exception) -> Response[object]:
    return _answer(
        request, 401, "Sign in first." if not _is_program(request) else "A token is needed that is in force."
    )


def _denied(request: Request[object, object, State], error: Exception) -> Response[object]:
    return _answer(request, 403, str(error))


def _wrong(request: Request[object, object, State], error: Exception) -> Response[object]:
    return _answer(request, 422, str(error))


def _http(request: Request[object, object, State], error: Exception) -> Response[object]:
    status = error.status_code if isinstance(error, HTTPException) else 400  # JSON that never ends
    words = {403: "The form was old or not of this desk: load the page again.", 404: "There is no such page.",
             405: "That is not done here.", 413: "That is too long.",
             429: "Too many attempts: wait a minute."}  # fmt: skip
    return _answer(request, status, words.get(status, "The request is not what was expected."))


def _fault(request: Request[object, object, State], error: Exception) -> Response[object]:
    """A fault of ours: its kind is said, its words are not, since they may hold somebody's data."""
    return _answer(request, 500, f"A fault in finpath itself ({type(error).__name__}). Nothing was changed.")


def one_time_secret() -> str:
    """The secret of a one-time address."""
    return secrets.token_urlsafe(24)
