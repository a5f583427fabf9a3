"""Pages from templates: text from strangers can only ever be text, and every page says the same around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import jinja2

from finpath.intake.gate import Gate
from finpath.intake.places import Places
from finpath.intake.settings import EMPTY_PAGE
from finpath.intake.speech import Language


@dataclass(frozen=True)
class Site:
    """What all pages share.

    Args:
        gate: Takes reports.
        languages: The words, by language.
        places: Whom to name where.
        leave_to: Where the way out leads.
        trusted: Proxies that are believed.
    """

    gate: Gate
    languages: Mapping[str, Language]
    places: Places
    leave_to: str = EMPTY_PAGE
    trusted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Visit:
    """What somebody asks for.

    Args:
        site: What all pages share.
        language: In which they read.
        asked: What the address or the form says, each name once.
        address: Of their network; it goes to the count of reports and nowhere else.
        country: What their browser's language proposes.
    """

    site: Site
    language: Language
    asked: Mapping[str, str]
    address: str
    country: str

    def get(self, name: str) -> str:
        """What is asked under a name; empty where nothing is."""
        return self.asked.get(name, "")

    @property
    def today(self) -> dt.date:
        """The day of the machine's clock."""
        return self.site.gate.today()


@dataclass(frozen=True)
class Page:
    """What is shown.

    Args:
        template: Its name.
        values: What stands in it.
        step: Of five; none where it is none of them.
        status: HTTP.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    step: int = 0
    status: int = 200


@cache
def environment() -> jinja2.Environment:
    """The templates of the intake."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("finpath.intake.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(page: Page, visit: Visit) -> str:
    """The text of a page."""
    around = {
        "say": visit.language.say,
        "language": visit.language,
        "languages": list(visit.site.languages.values()),
        "leave_to": visit.site.leave_to,
        "step": page.step,
        "today": visit.today,
    }
    return environment().get_template(f"{page.template}.html.j2").render({**around, **page.values})
