"""A referral as JSON: stable keys, sorted; amounts as text, so that no reader rounds them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import ClassVar

from finpath.referral.case import NOTICE, Referral
from finpath.referral.trail import Proceeds
from finpath.referral.writer import Writer

FORM = 1
"""Raised when a key changes its meaning or goes."""


class Json(Writer):
    """The form for other programs."""

    name: ClassVar = "json"
    suffix: ClassVar = ".json"

    def write(self, referral: Referral) -> bytes:
        """All of the referral, indented, with a line end."""
        said = {
            "form": FORM,
            "notice": NOTICE,
            "score": referral.score,
            "families": list(referral.families),
            **_record(referral),
        }
        return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(errors="replace")


def _record(value: object) -> dict[str, object]:
    found = {field.name: _value(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type] # a dataclass
    return found | {"net": _value(value.net)} if isinstance(value, Proceeds) else found


def _value(value: object) -> object:
    if is_dataclass(value):
        return _record(value)
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="microseconds") + "Z"
    return value.isoformat() if isinstance(value, dt.date) else value
