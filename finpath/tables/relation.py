"""What a relation is: a table that outlives the function that made it, declared once, for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column of a relation holds."""

    INTEGER = "integer"
    FLOAT = "float"
    DECIMAL = "decimal"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"


@dataclass(frozen=True)
class Field:
    """One column of a relation.

    Args:
        name: As SQL has it.
        kind: What it holds.
        meaning: One line for whoever reads it.
        unit: count, EUR, days, nats …; empty where there is none.
        rests_on_reports: It says something that follows from somebody's reports, and so must not reach whoever may
            not see them.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    rests_on_reports: bool = False


@dataclass(frozen=True)
class Relation:
    """A table that one step makes and others read.

    Args:
        name: As SQL has it.
        grain: What one row is, as "one row per payer and merchant".
        fields: Its columns, in order.
        maker: The module that makes it.
        rests_on_reports: Every row is there because somebody reported something.

    >>> str(Relation("links", "one row per payer and merchant", (Field("payer", Kind.INTEGER, "who pays"),), "links"))
    'links(payer)'
    """

    name: str
    grain: str
    fields: tuple[Field, ...]
    maker: str
    rests_on_reports: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        return tuple(field.name for field in self.fields)

    def __str__(self) -> str:
        """Say the name and the columns."""
        return f"{self.name}({', '.join(self.columns)})"


def integer(name: str, meaning: str, unit: str = "", *, rests_on_reports: bool = False) -> Field:
    """A whole number."""
    return Field(name, Kind.INTEGER, meaning, unit, rests_on_reports)


def number(name: str, meaning: str, unit: str = "") -> Field:
    """A number with a fraction, as a double."""
    return Field(name, Kind.FLOAT, meaning, unit)


def money(name: str, meaning: str, unit: str = "EUR") -> Field:
    """An exact sum of money."""
    return Field(name, Kind.DECIMAL, meaning, unit)


def text(name: str, meaning: str) -> Field:
    """A text or a code."""
    return Field(name, Kind.TEXT, meaning)


def flag(name: str, meaning: str) -> Field:
    """Yes, no, or not known."""
    return Field(name, Kind.BOOLEAN, meaning)


def date(name: str, meaning: str) -> Field:
    """A day of the calendar."""
    return Field(name, Kind.DATE, meaning)


def instant(name: str, meaning: str) -> Field:
    """A moment, naive UTC."""
    return Field(name, Kind.INSTANT, meaning)


def differences(relation: Relation, made: Iterable[tuple[str, Kind | None]]) -> list[str]:
    """What a table that was made has otherwise than its declaration says.

    >>> links = Relation("links", "one row per payer and merchant", (integer("payer", "who pays"),), "links")
    >>> differences(links, [("payer", Kind.TEXT), ("merchant", Kind.INTEGER)])
    ['payer is text, declared as integer', 'merchant is not declared']
    """
    declared = {field.name: field.kind for field in relation.fields}
    there = dict(made)
    found = [
        f"{name} is {there[name] or 'of no kind that is known'}, declared as {kind}"
        for name, kind in declared.items()
        if name in there and there[name] != kind
    ]
    found += [f"{name} is declared and not made" for name in declared if name not in there]
    found += [f"{name} is not declared" for name in there if name not in declared]
    if not found and tuple(there) != relation.columns:
        found.append(f"its columns come in another order: {', '.join(there)}")
    return found
