"""Generates the JSON Schema of a referral from its dataclasses, each field with what its docstring says.

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
SCALARS: Mapping[object, Mapping[str, object]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Decimal: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    dt.date: {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    dt.datetime: {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"},
}
OPTIONAL = "excerpt"
"""The one key that is there only where it says something."""

ARGUMENT = re.compile(r"^ {4}(?P<names>\w+(?:, \w+)*): (?P<text>.*?)(?=^ {4}\w|\Z)", re.MULTILINE | re.DOTALL)


def schema() -> dict[str, object]:
    """The schema, by JSON Schema 2020-12. What is not named in it is not in a referral."""
    definitions: dict[str, dict[str, object]] = {}
    fields_of_referral = _properties(Referral, definitions)
    net = {**SCALARS[Decimal], "description": _first_paragraph(inspect.getdoc(Proceeds.net))}
    definitions[Proceeds.__name__] = _closed_object(Proceeds, _properties(Proceeds, definitions) | {"net": net})
    families = {
        "type": "array",
        "items": {"type": "string"},
        "description": _first_paragraph(inspect.getdoc(Referral.families)),
    }
    derived = {
        "form": {"const": FORM, "description": "Raised when a key changes its meaning or goes."},
        "notice": {"type": "string", "description": "What a referral is, and is not."},
        "score": {"type": "number", "description": _first_paragraph(inspect.getdoc(Referral.score))},
        "families": families,
    }
    said = {"type": "string", "description": _first_paragraph(inspect.getdoc(Referral.excerpt))}
    whole = _closed_object(Referral, derived | fields_of_referral)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "A referral of finpath",
        **whole,
        "properties": {**derived, **fields_of_referral, OPTIONAL: said},
        "$defs": definitions,
    }


def schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _reference(kind: type, definitions: dict[str, dict[str, object]]) -> dict[str, object]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = _closed_object(kind, _properties(kind, definitions))
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _properties(kind: type, definitions: dict[str, dict[str, object]]) -> dict[str, object]:
    hints, meanings = get_type_hints(kind), _meanings(kind)
    return {
        each.name: _type(hints[each.name], definitions) | _description(meanings.get(each.name)) for each in fields(kind)
    }


def _closed_object(kind: type, properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "description": _first_paragraph(inspect.getdoc(kind)),
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _type(kind: object, definitions: dict[str, dict[str, object]]) -> dict[str, object]:
    if kind in SCALARS:
        return dict(SCALARS[kind])
    if get_origin(kind) in {Union, types.UnionType}:
        inner = [_type(each, definitions) for each in get_args(kind) if each is not types.NoneType]
        return {"anyOf": [*inner, {"type": "null"}]}
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), definitions)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [each.value for each in kind], "description": _first_paragraph(inspect.getdoc(kind))}
    if is_dataclass(kind) and isinstance(kind, type):
        return _reference(kind, definitions)
    raise TypeError(f"{kind} has no form in JSON: see finpath.referral.model.serialization.")


def _tuple(kinds: tuple[object, ...], definitions: dict[str, dict[str, object]]) -> dict[str, object]:
    if kinds[-1] is Ellipsis:
        return {"type": "array", "items": _type(kinds[0], definitions)}
    return {
        "type": "array",
        "prefixItems": [_type(each, definitions) for each in kinds],
        "items": False,
        "minItems": len(kinds),
    }


def _meanings(kind: type) -> dict[str, str]:
    """What the docstring says of each field, below `Args:`."""
    arguments = (inspect.getdoc(kind) or "").partition("Args:\n")[2]
    texts = {match["names"]: " ".join(match["text"].split()) for match in ARGUMENT.finditer(arguments)}
    return {name: meaning for names, meaning in texts.items() for name in names.split(", ")}


def _description(meaning: str | None) -> dict[str, object]:
    return {"description": meaning} if meaning else {}


def _first_paragraph(docstring: str | None) -> str:
    return " ".join((docstring or "").partition("\n\n")[0].split())


if __name__ == "__main__":
    sys.stdout.write(schema_text())
