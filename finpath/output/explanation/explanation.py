"""What an explanation says in, an object that shows itself out: as text, as JSON, and as HTML in a notebook."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from finpath.output.explanation.explained import Explained
from finpath.output.explanation.page import fragment
from finpath.output.explanation.text import written


class Explanation(Explained):
    """Why a merchant is where it is in a run; print it, or let a notebook show it."""

    def __str__(self) -> str:
        """For a terminal."""
        return written(self)

    def to_json(self) -> str:
        """For another program: amounts as text, so that no reader rounds them."""
        return json.dumps(asdict(self), default=_plain, indent=1, sort_keys=True, ensure_ascii=False)

    def _repr_html_(self) -> str:
        """For a notebook."""
        return fragment(self)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds") + "Z"
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(value)
