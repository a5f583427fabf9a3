"""Pages from templates, in which text from strangers can only ever be text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

import jinja2
from litestar import Response
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup

from finpath.desk.cases.reasons import CODES, OUTCOMES
from finpath.desk.policy.may import Person
from finpath.desk.policy.roles import ADMINISTER, APPROVE, AUDIT, OUTBOX, READ, RELEASE, RETAIN, SEARCH, SEE
from finpath.desk.web.guard import DRAWN, STRICT
from finpath.presentation.page import environment

if TYPE_CHECKING:
    from finpath.desk.web.guard import Asked

PLACES = (("/", "Today", SEE), ("/queue", "Queue", SEE), ("/search", "Search", SEARCH),
          ("/hits", "Hits", SEE), ("/received", "Received", READ),
          ("/approve", "To approve", APPROVE), ("/release", "To release", RELEASE), ("/outbox", "Outbox", OUTBOX),
          ("/retention", "Retention", RETAIN), ("/audit", "Audit", AUDIT),
          ("/people", "People", ADMINISTER))  # fmt: skip
"""Where one can go, and the act that it asks."""


SAID = MappingProxyType(
    {
        "decided": "Decided.",
        "written": "Written.",
        "assigned": "Noted who works on it.",
        "proposed": "Proposed: somebody else approves it.",
        "approve": "Approved.",
        "release": "Released: the package lies in the outbox, and a person sends it.",
        "send_back": "Sent back.",
        "take_back": "Taken back.",
        "answered": "Answered.",
        "noted": "Noted.",
        "held": "Held: nothing purges it.",
        "end_asked": "Somebody else agrees, or not.",
        "hold_ended": "The hold has ended.",
        "second_must": "Approved: a second person must look.",
        "purged": "Purged: the case is gone, and a tombstone stands.",
        "refused": "Refused.",
        "questioned": "Asked: the question lies in the outbox, and a person sends it.",
        "given": "Approved: it lies in the outbox, and a person sends it.",
        "recall": "Called back: the recall lies in the outbox, and a person sends it.",
        "replied": "Answered: the answer lies in the outbox, and a person sends it.",
    }
)
"""What a page says of what was just done, by the word in its address: nobody else's sentence is shown as the desk's."""


BECAME = MappingProxyType(
    {
        "taken": "received there",
        "held": "held there for an authority",
        "gone": "purged there",
        "answered": "answered: the answer stands in the case",
        "hit": "a hit there",
        "no hit": "no hit there",
    }
)
"""What became of what a partner was given."""


@cache
def _templates() -> jinja2.Environment:
    templates = environment("finpath.desk.web").overlay()
    templates.globals = {**templates.globals, "codes": CODES, "outcomes": OUTCOMES, "became": BECAME}
    return templates


def page(
    request: Asked,
    name: str,
    person: Person | None,
    *,
    status: int = 200,
    drawn: Sequence[str] = (),
    **content: object,
) -> Response[str]:
    """A page.

    Args:
        request: That asks for it.
        name: Of the template.
        person: Who sees it; nobody on the page to sign in.
        status: Of HTTP.
        drawn: Fragments with styles of their own, made by finpath; no script runs on such a page.
        content: What it shows; `said` is the word of what was just done, as its address has it.
    """
    token = ScopeState.from_scope(request.scope).csrf_token
    places = [(path, words) for path, words, act in PLACES if person and person.can(act)]
    text = (
        _templates()
        .get_template(f"{name}.html.j2")
        .render(
            person=person,
            places=places,
            here=request.url.path,
            csrf=token if isinstance(token, str) else "",
            drawn=[Markup(each) for each in drawn],  # noqa: S704 - templates of ours have escaped it
            alone=request.app.state.desk.alone,
            **{**content, "said": SAID.get(str(content.get("said")), "")},
        )
    )
    return Response(
        text,
        media_type="text/html",
        status_code=status,
        headers={"Content-Security-Policy": DRAWN if drawn else STRICT},
    )


@cache
def static(name: str) -> bytes:
    """A file that the desk serves: one style, one script."""
    if name == "desk.css":
        shared = files("finpath.presentation").joinpath("templates/style.css").read_bytes()
        return shared + files("finpath.desk.web").joinpath("static/desk.css").read_bytes()
    return files("finpath.desk.web").joinpath(f"static/{name}").read_bytes()
