"""A referral as one self-contained page: opens from disk, asks nothing of any network, prints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import jinja2
from markupsafe import Markup

from finpath.presentation.page import environment
from finpath.referral.model.case import Referral
from finpath.referral.writers.dossier import compose_dossier
from finpath.referral.writers.dossier.content import Block
from finpath.referral.writers.writer import NOTHING, Beside, Writer

ROWS = 1000
"""Evidence rows on the page; the CSV holds all."""


@dataclass(frozen=True)
class _TypedBlock:
    """A block, with the name of what it is."""

    kind_of: str
    of: Block


@dataclass(frozen=True)
class Html(Writer):
    """The form for people.

    Args:
        beside: What lies beside it.
    """

    beside: Beside = NOTHING
    name: ClassVar = "html"
    suffix: ClassVar = ".html"
    people: ClassVar = True

    def knowing(self, beside: Beside) -> Html:
        """The page with links to what lies beside it, and the name of its run."""
        return Html(beside)

    def write(self, referral: Referral) -> bytes:
        """The whole page."""
        return (
            _template()
            .render(it=compose_dossier(referral, ROWS, self.beside.run), links=self.beside.links)
            .encode(errors="replace")
        )


@cache
def _template() -> jinja2.Template:
    templates = environment("finpath.referral.writers").overlay()
    templates.filters = templates.filters | {"typed": _with_type_name, "drawn": Markup}
    return templates.get_template("dossier.html.j2")


def _with_type_name(block: Block) -> _TypedBlock:
    return _TypedBlock(type(block).__name__, block)
