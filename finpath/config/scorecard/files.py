"""Scorecards as files: TOML that a person reads, prints and edits."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import cast

from finpath.config.scorecard.card import DOCUMENTS, VERSION, Scorecard, Shape, check_card
from finpath.config.toml import reading
from finpath.errors import ConfigError

STANDARD = "standard.toml"
"""The card that comes with finpath."""

KNOWN = ("version", "name", "raises", "lowers", *DOCUMENTS, "approved_on", "expires_on", "shape")


def read_card(path: Path) -> Scorecard:
    """Read a scorecard.

    Raises:
        ConfigError: It is not there, is not TOML, or says what a card cannot say.
    """
    with reading(path, "scorecard", "write one with finpath scorecard edit, or leave it out"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    return restore_card(content, str(path))


@cache
def standard_card() -> Scorecard:
    """The card that comes with finpath."""
    text = files("finpath.config.scorecard").joinpath(STANDARD).read_text(encoding="utf-8")
    return restore_card(tomllib.loads(text), STANDARD)


def restore_card(content: Mapping[str, object], where: str) -> Scorecard:
    """Make a card of what a file, or the manifest of a run, says.

    Raises:
        ConfigError: It says what a card cannot say.
    """
    if content.get("version") != VERSION:
        raise ConfigError(f"The scorecard {where} is of version {content.get('version')}: {VERSION} was expected.")
    if unknown := sorted(set(content) - set(KNOWN)):
        raise ConfigError(f"The scorecard {where} says {unknown[0]}: known are {', '.join(KNOWN)}.")
    shapes = content.get("shape", [])
    if not isinstance(shapes, list) or not all(isinstance(each, dict) for each in shapes):
        raise ConfigError(f"The scorecard {where}: shape is no list of tables: write [[shape]].")
    card = Scorecard(
        name=str(content.get("name", where)),
        shapes=tuple(_shape(each, where) for each in shapes),
        raises=_number(content.get("raises", 3.0), "raises", where),
        lowers=_number(content.get("lowers", 2.0), "lowers", where),
        documents={name: str(content[name]) for name in DOCUMENTS if name in content},
        approved_on=_date(content.get("approved_on"), "approved_on", where),
        expires_on=_date(content.get("expires_on"), "expires_on", where),
    )
    return check_card(card)


def card_record(card: Scorecard) -> dict[str, object]:
    """A card as values of JSON, and as its file says it."""
    record: dict[str, object] = {"version": VERSION, "name": card.name}
    record |= {name: card.documents[name] for name in DOCUMENTS if name in card.documents}
    for name in ("approved_on", "expires_on"):
        day = getattr(card, name)
        record |= {} if day is None else {name: day.isoformat()}
    record |= {"raises": card.raises, "lowers": card.lowers}
    record["shape"] = [
        {"trait": each.trait, "at": list(each.at), "nats": list(each.nats), "tied": each.tied} for each in card.shapes
    ]
    return record


def card_text(card: Scorecard) -> str:
    """A card as its file."""
    record = card_record(card)
    shapes = cast("list[dict[str, object]]", record.pop("shape"))
    lines = [f"{name} = {_toml(name, value)}" for name, value in record.items()]
    for shape in shapes:
        lines += ["", "[[shape]]", *(f"{name} = {_toml(name, value)}" for name, value in shape.items())]
    return "\n".join(lines) + "\n"


def _toml(name: str, value: object) -> str:
    return str(value) if name.endswith("_on") else json.dumps(value, ensure_ascii=False)


def _shape(entry: Mapping[str, object], where: str) -> Shape:
    if unknown := sorted(set(entry) - {"trait", "at", "nats", "tied"}):
        raise ConfigError(f"The scorecard {where}: a shape says {unknown[0]}: known are trait, at, nats and tied.")
    trait, tied = str(entry.get("trait", "")), entry.get("tied", False)
    if not isinstance(tied, bool):
        raise ConfigError(f"The scorecard {where}: tied of {trait} is {tied!r}: write true or false.")
    return Shape(trait, _numbers(entry, "at", where), _numbers(entry, "nats", where), tied)


def _numbers(entry: Mapping[str, object], name: str, where: str) -> tuple[float, ...]:
    values = entry.get(name, [])
    if not isinstance(values, list):
        raise ConfigError(f"The scorecard {where}: {name} is {values!r}: write a list of numbers.")
    return tuple(_number(value, name, where) for value in values)


def _number(value: object, name: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(f"The scorecard {where}: {name} has {value!r}: a number was expected.")
    return float(value)


def _date(value: object, name: str, where: str) -> dt.date | None:
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise ConfigError(f"The scorecard {where}: {name} is {value!r}: write a day, as in 2027-06-30.") from None
