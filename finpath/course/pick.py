"""The first row of a query on a case; a case that lacks what a lesson needs is named as that."""

from __future__ import annotations

from collections.abc import Mapping

from finpath.engine import Engine
from finpath.errors import ConfigError


def first(engine: Engine, sql: str, params: Mapping[str, str] | None = None) -> tuple[object, ...]:
    """The first row.

    Raises:
        ConfigError: The case has no such thing.
    """
    rows = engine.rows(sql, params)
    if not rows:
        raise ConfigError("The case of this seed lacks what the lesson is about: take another seed, as --seed 11.")
    return rows[0]


def names(engine: Engine, sql: str, params: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The first column, as names.

    Raises:
        ConfigError: The case has no such thing.
    """
    first(engine, sql, params)
    return tuple(str(row[0]) for row in engine.rows(sql, params))
