"""A referral's JSON in, the referral out, exactly as it was written."""

from __future__ import annotations

import datetime as dt
import json
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path

from finpath.errors import ConfigError
from finpath.referral.case import Referral
from finpath.referral.json import FORM

DERIVED = {"Referral": {"form", "notice", "score", "families"}, "Proceeds": {"net"}}
"""Keys that the form for other programs has beside the fields: all of them follow from those."""


def load(path: Path) -> Referral:
    """Read a stored referral.

    Raises:
        ConfigError: It is not there, is no JSON, or is not a referral of this form; the message names the field.
    """
    try:
        told: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ConfigError(f"There is no referral {path}: name a run that wrote one.") from None
    except ValueError as error:
        raise ConfigError(f"The referral {path} is not JSON: {error}.") from None
    form = told.get("form") if isinstance(told, dict) else None
    if form != FORM:
        raise ConfigError(f"The referral {path} has form {form!r}, and form {FORM} was expected: run finpath again.")
    try:
        made = _read(Referral, told, "referral")
    except _Wrong as wrong:
        raise ConfigError(f"The referral {path} cannot be read: {wrong}. Restore the file, or run again.") from None
    assert isinstance(made, Referral)  # noqa: S101 - _read answers what it is asked for
    return made


class _Wrong(Exception):  # noqa: N818 - it never leaves this file
    """What is wrong, and where."""


def _read(kind: object, told: object, where: str) -> object:
    """Make what a type hint says of what stands in JSON."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        (other,) = (each for each in inner if each is not types.NoneType)
        return None if told is None else _read(other, told, where)
    if origin is tuple:
        return _tuple(inner, told, where)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind, told, where)
    return _plain(kind, told, where)


def _tuple(inner: tuple[object, ...], told: object, where: str) -> tuple[object, ...]:
    if not isinstance(told, list):
        raise _Wrong(f"{where} is {_short(told)}, and a list was expected")
    kinds = [inner[0]] * len(told) if inner[-1] is Ellipsis else list(inner)
    if len(kinds) != len(told):
        raise _Wrong(f"{where} has {len(told)} values, and {len(kinds)} were expected")
    return tuple(_read(kind, each, f"{where}[{n}]") for n, (kind, each) in enumerate(zip(kinds, told, strict=True)))


def _record(kind: type, told: object, where: str) -> object:
    if not isinstance(told, dict):
        raise _Wrong(f"{where} is {_short(told)}, and a table was expected")
    hints = typing.get_type_hints(kind)
    known = {field.name: field.default is MISSING for field in fields(kind)}
    unknown = sorted(set(told) - set(known) - DERIVED.get(kind.__name__, set()))
    missing = [name for name, needed in known.items() if needed and name not in told]
    if unknown or missing:
        what = f"an unknown {unknown[0]}" if unknown else f"no {missing[0]}"
        raise _Wrong(f"{where} has {what}")
    made: object = kind(**{name: _read(hints[name], told[name], f"{where}.{name}") for name in known if name in told})
    return made


def _plain(kind: object, told: object, where: str) -> object:
    try:
        if kind is dt.datetime and isinstance(told, str) and told.endswith("Z"):
            return dt.datetime.fromisoformat(told[:-1])
        if kind is dt.date and isinstance(told, str):
            return dt.date.fromisoformat(told)
        if kind is Decimal and isinstance(told, str):
            return Decimal(told)
        if isinstance(kind, type) and issubclass(kind, StrEnum) and isinstance(told, str):
            return kind(told)
    except (ValueError, InvalidOperation):
        raise _Wrong(f"{where} is {_short(told)}, which it cannot be") from None
    if kind is float and isinstance(told, int | float) and not isinstance(told, bool):
        return float(told)
    if isinstance(kind, type) and type(told) is kind:
        return told
    raise _Wrong(f"{where} is {_short(told)}, which it cannot be")


def _short(told: object) -> str:
    return f"{told!r:.60}"
