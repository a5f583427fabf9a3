"""Conversion of the dataclasses of a referral to values of JSON, and back to the types that they declare."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import TypeVar, Union, cast, get_args, get_origin, get_type_hints

from finpath.errors import ConfigError

T = TypeVar("T")


def dataclass_to_json(value: object) -> dict[str, object]:
    """A dataclass by its fields: amounts as text, so that no reader rounds them; instants in UTC with a Z."""
    return {field.name: to_json_value(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type] # a dataclass


def to_json_value(value: object) -> object:
    """Any value of a dataclass."""
    if is_dataclass(value):
        return dataclass_to_json(value)
    if isinstance(value, tuple):
        return [to_json_value(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): to_json_value(each) for name, each in value.items()}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="microseconds") + "Z"
    return value.isoformat() if isinstance(value, dt.date) else value


def dataclass_from_json(kind: type[T], document: object) -> T:
    """Make a dataclass again of what `record` said of it; what follows from its fields, a property, may stand beside.

    Raises:
        ConfigError: A field is missing, unknown, or not of its type; the message names it.
    """
    return cast("T", _dataclass(kind, document, kind.__name__))


def _dataclass(kind: type, document: object, at: str) -> object:
    if not isinstance(document, Mapping):
        raise _type_error(at, document, "an object")
    hints = _field_types(kind)
    unknown = sorted(
        name for name in set(document) - set(hints) if not isinstance(getattr(kind, str(name), None), property)
    )
    if unknown:
        raise ConfigError(f"{at} has an unknown {unknown[0]}: it was not written by this version of finpath.")
    missing = sorted(field.name for field in fields(kind) if field.default is MISSING and field.name not in document)
    if missing:
        raise ConfigError(f"{at} lacks {missing[0]}: it was not written by this version of finpath.")
    instance: object = kind(
        **{name: _value(hints[name], document[name], f"{at}.{name}") for name in hints if name in document}
    )
    return instance


@cache
def _field_types(kind: type) -> dict[str, object]:
    return {field.name: get_type_hints(kind)[field.name] for field in fields(kind)}


def _value(kind: object, document: object, at: str) -> object:
    if get_origin(kind) in {Union, types.UnionType}:
        kinds = [each for each in get_args(kind) if each is not types.NoneType]
        return None if document is None else _value(kinds[0], document, at)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), document, at)
    if get_origin(kind) is Mapping:
        return _mapping(get_args(kind)[1], document, at)
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind, document, at)
    return _scalar(kind, document, at)


def _mapping(kind: object, document: object, at: str) -> dict[str, object]:
    if not isinstance(document, Mapping):
        raise _type_error(at, document, "an object")
    return {str(name): _value(kind, value, f"{at}.{name}") for name, value in document.items()}


def _tuple(kinds: Sequence[object], document: object, at: str) -> tuple[object, ...]:
    if not isinstance(document, list):
        raise _type_error(at, document, "a list")
    each = [kinds[0]] * len(document) if kinds[-1] is Ellipsis else kinds
    if len(each) != len(document):
        raise _type_error(at, document, f"{len(each)} values")
    return tuple(
        _value(kind, value, f"{at}[{place}]") for place, (kind, value) in enumerate(zip(each, document, strict=True))
    )


def _scalar(kind: object, document: object, at: str) -> object:
    try:
        if kind is Decimal and isinstance(document, str):
            return Decimal(document)
        if kind is dt.datetime and isinstance(document, str):
            return dt.datetime.fromisoformat(document).replace(tzinfo=None)
        if kind is dt.date and isinstance(document, str):
            return dt.date.fromisoformat(document)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(document)
    except (ValueError, InvalidOperation):
        raise _type_error(at, document, getattr(kind, "__name__", str(kind))) from None
    if kind is float and isinstance(document, int | float) and not isinstance(document, bool):
        return float(document)
    if isinstance(kind, type) and type(document) is kind:
        return document
    raise _type_error(at, document, getattr(kind, "__name__", str(kind)))


def _type_error(at: str, document: object, expected: str) -> ConfigError:
    return ConfigError(f"{at} is {str(document)[:60]!r}: {expected} was expected.")
