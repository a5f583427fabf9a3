"""Records of texts as lines of JSON, and back; a number stays a number."""

from __future__ import annotations

import json
from collections.abc import Mapping

Record = dict[str, str | None]
"""One row as it was handed in: the provider's own column names and texts."""


class Literal(str):
    """A JSON value that is written without quotes: a number, true, an object."""

    __slots__ = ()


def parse_object(line: str) -> Record:
    """Read one object.

    >>> parse_object('{"id":"7","amount":12.50,"recurring":true}')
    {'id': '7', 'amount': '12.50', 'recurring': 'true'}
    """
    fields = json.loads(line, parse_int=Literal, parse_float=Literal)
    return {name: _text(value) for name, value in fields.items()}


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return Literal(json.dumps(value, ensure_ascii=False))


def dump_object(record: Mapping[str, str | None], gap: str) -> str:
    """Write one object; what is not known is left out.

    >>> dump_object(parse_object('{"id":"7","amount":12.50,"note":null}'), "")
    '{"id":"7","amount":12.50}'
    """
    pairs = [
        f"{json.dumps(name, ensure_ascii=False)}:{gap}{_quote(value)}"
        for name, value in record.items()
        if value is not None
    ]
    return "{" + f",{gap}".join(pairs) + "}"


def _quote(value: str) -> str:
    return str(value) if isinstance(value, Literal) else json.dumps(value, ensure_ascii=False)


def replace_value(record: Record, name: str, value: str | None) -> None:
    """Replace a value; where a number stood, a number stands."""
    record[name] = Literal(value) if value is not None and isinstance(record.get(name), Literal) else value
