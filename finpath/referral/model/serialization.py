"""Dataclasses in, values that JSON knows out; and back, each to the type that the dataclass says."""

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


def record(value: object) -> dict[str, object]:
    """A dataclass by its fields: amounts as text, so that no reader rounds them; instants in UTC with a Z."""
    return {field.name: plain(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type] # a dataclass


def plain(value: object) -> object:
    """Any value of a dataclass."""
    if is_dataclass(value):
        return record(value)
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="microseconds") + "Z"
    return value.isoformat() if isinstance(value, dt.date) else value


def made(kind: type[T], told: object) -> T:
    """Make a dataclass again of what `record` said of it; what follows from its fields, a property, may stand beside.

    Raises:
        ConfigError: A field is missing, unknown, or not of its type; the message names it.
    """
    return cast("T", _dataclass(kind, told, kind.__name__))


def _dataclass(kind: type, told: object, at: str) -> object:
    if not isinstance(told, Mapping):
        raise _wrong(at, told, "an object")
    hints = _hints(kind)
    unknown = sorted(
        name for name in set(told) - set(hints) if not isinstance(getattr(kind, str(name), None), property)
    )
    if unknown:
        raise ConfigError(f"{at} has an unknown {unknown[0]}: it was not written by this version of finpath.")
    missing = sorted(field.name for field in fields(kind) if field.default is MISSING and field.name not in told)
    if missing:
        raise ConfigError(f"{at} lacks {missing[0]}: it was not written by this version of finpath.")
    made: object = kind(**{name: _value(hints[name], told[name], f"{at}.{name}") for name in hints if name in told})
    return made


@cache
def _hints(kind: type) -> dict[str, object]:
    return {field.name: get_type_hints(kind)[field.name] for field in fields(kind)}


def _value(kind: object, told: object, at: str) -> object:
    if get_origin(kind) in {Union, types.UnionType}:
        kinds = [each for each in get_args(kind) if each is not types.NoneType]
        return None if told is None else _value(kinds[0], told, at)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), told, at)
    if get_origin(kind) is Mapping:
        return _mapping(get_args(kind)[1], told, at)
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind, told, at)
    return _scalar(kind, told, at)


def _mapping(kind: object, told: object, at: str) -> dict[str, object]:
    if not isinstance(told, Mapping):
        raise _wrong(at, told, "an object")
    return {str(name): _value(kind, value, f"{at}.{name}") for name, value in told.items()}


def _tuple(kinds: Sequence[object], told: object, at: str) -> tuple[object, ...]:
    if not isinstance(told, list):
        raise _wrong(at, told, "a list")
    each = [kinds[0]] * len(told) if kinds[-1] is Ellipsis else kinds
    if len(each) != len(told):
        raise _wrong(at, told, f"{len(each)} values")
    return tuple(
        _value(kind, value, f"{at}[{place}]") for place, (kind, value) in enumerate(zip(each, told, strict=True))
    )


def _scalar(kind: object, told: object, at: str) -> object:
    try:
        if kind is Decimal and isinstance(told, str):
            return Decimal(told)
        if kind is dt.datetime and isinstance(told, str):
            return dt.datetime.fromisoformat(told).replace(tzinfo=None)
        if kind is dt.date and isinstance(told, str):
            return dt.date.fromisoformat(told)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(told)
    except (ValueError, InvalidOperation):
        raise _wrong(at, told, getattr(kind, "__name__", str(kind))) from None
    if kind is float and isinstance(told, int | float) and not isinstance(told, bool):
        return float(told)
    if isinstance(kind, type) and type(told) is kind:
        return told
    raise _wrong(at, told, getattr(kind, "__name__", str(kind)))


def _wrong(at: str, told: object, wanted: str) -> ConfigError:
    return ConfigError(f"{at} is {str(told)[:60]!r}: {wanted} was expected.")
