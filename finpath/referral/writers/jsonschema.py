"""The dataclasses of a referral in, the JSON Schema of its form out, each field with what its docstring says.

`python -m finpath.referral.writers.jsonschema > finpath/referral/writers/referral.schema.json` writes it anew.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import re
import sys
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Union, get_args, get_origin, get_type_hints

from finpath.referral.model.case import Referral
from finpath.referral.model.trail import Proceeds
from finpath.referral.writers.json import FORM

ID = f"urn:finpath:referral:{FORM}"
PLAIN: Mapping[object, Mapping[str, object]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Decimal: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    dt.date: {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    dt.datetime: {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"},
}
ARGUMENT = re.compile(r"^ {4}(?P<names>\w+(?:, \w+)*): (?P<text>.*?)(?=^ {4}\w|\Z)", re.MULTILINE | re.DOTALL)


def schema() -> dict[str, object]:
    """The schema, by JSON Schema 2020-12. What is not named in it is not in a referral."""
    known: dict[str, dict[str, object]] = {}
    own = _properties(Referral, known)
    net = {**PLAIN[Decimal], "description": _first(inspect.getdoc(Proceeds.net))}
    known[Proceeds.__name__] = _closed(Proceeds, _properties(Proceeds, known) | {"net": net})
    families = {"type": "array", "items": {"type": "string"}, "description": _first(inspect.getdoc(Referral.families))}
    said = {
        "form": {"const": FORM, "description": "Raised when a key changes its meaning or goes."},
        "notice": {"type": "string", "description": "What a referral is, and is not."},
        "score": {"type": "number", "description": _first(inspect.getdoc(Referral.score))},
        "families": families,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "A referral of finpath",
        **_closed(Referral, said | own),
        "$defs": known,
    }


def text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _object(kind: type, known: dict[str, dict[str, object]]) -> dict[str, object]:
    if kind.__name__ not in known:
        known[kind.__name__] = _closed(kind, _properties(kind, known))
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _properties(kind: type, known: dict[str, dict[str, object]]) -> dict[str, object]:
    hints, meanings = get_type_hints(kind), _meanings(kind)
    return {each.name: _type(hints[each.name], known) | _said(meanings.get(each.name)) for each in fields(kind)}


def _closed(kind: type, properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "description": _first(inspect.getdoc(kind)),
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _type(kind: object, known: dict[str, dict[str, object]]) -> dict[str, object]:
    if kind in PLAIN:
        return dict(PLAIN[kind])
    if get_origin(kind) in {Union, types.UnionType}:
        inner = [_type(each, known) for each in get_args(kind) if each is not types.NoneType]
        return {"anyOf": [*inner, {"type": "null"}]}
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), known)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [each.value for each in kind], "description": _first(inspect.getdoc(kind))}
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind, known)
    raise TypeError(f"{kind} has no form in JSON: see finpath.referral.model.serialization.")


def _tuple(kinds: tuple[object, ...], known: dict[str, dict[str, object]]) -> dict[str, object]:
    if kinds[-1] is Ellipsis:
        return {"type": "array", "items": _type(kinds[0], known)}
    return {
        "type": "array",
        "prefixItems": [_type(each, known) for each in kinds],
        "items": False,
        "minItems": len(kinds),
    }


def _meanings(kind: type) -> dict[str, str]:
    """What the docstring says of each field, below `Args:`."""
    told = (inspect.getdoc(kind) or "").partition("Args:\n")[2]
    found = {match["names"]: " ".join(match["text"].split()) for match in ARGUMENT.finditer(told)}
    return {name: meaning for names, meaning in found.items() for name in names.split(", ")}


def _said(meaning: str | None) -> dict[str, object]:
    return {"description": meaning} if meaning else {}


def _first(told: str | None) -> str:
    return " ".join((told or "").partition("\n\n")[0].split())


if __name__ == "__main__":
    sys.stdout.write(text())
