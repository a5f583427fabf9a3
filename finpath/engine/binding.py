"""SQL text with `:name` in, the same text with each value as a literal out: bound in the syntax tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from finpath.errors import EngineError

Scalar = str | int | float | bool | Decimal | dt.date | dt.datetime | None
Value = Scalar | tuple[str, ...] | tuple[int, ...]
"""What may stand for a `:name`; a tuple becomes the list after IN."""


def bind(sql: str, values: Mapping[str, Value] | None = None) -> str:
    """Put values in the place of `:name`.

    A statement without parameters is returned as it was written.

    >>> bind("SELECT amount FROM t WHERE kind = :kind", {"kind": "it's"})
    "SELECT amount FROM t WHERE kind = 'it''s'"

    Raises:
        EngineError: The text does not parse, or a name has no value.
    """
    names = _names(sql)
    if not names:
        return sql
    given = dict(values or {})
    missing = sorted(names - given.keys())
    if missing:
        raise EngineError(f"The statement needs :{', :'.join(missing)}, which nobody gave: {_start(sql)}")
    return _replace(sql, tuple((name, given[name]) for name in sorted(names)))


@lru_cache(maxsize=1024)
def tree(sql: str) -> exp.Expr:
    """The syntax tree of a statement; copy it before you change it."""
    try:
        return sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError as error:
        raise EngineError(f"This is not SQL that finpath can read: {_start(sql)} ({_first_line(error)})") from None


@lru_cache(maxsize=1024)
def _names(sql: str) -> frozenset[str]:
    if ":" not in sql:
        return frozenset()
    return frozenset(str(node.this) for node in tree(sql).find_all(exp.Placeholder) if node.this)


def _replace(sql: str, values: tuple[tuple[str, Value], ...]) -> str:
    return fill(tree(sql), dict(values)).sql(dialect="duckdb", copy=False)


def fill(statement: exp.Expr, values: Mapping[str, Value]) -> exp.Expr:
    """A copy of a syntax tree with values in the place of each `:name` that has one."""

    def literal(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder) and node.this in values:
            return _literal(values[str(node.this)])
        return node

    return statement.transform(literal)


def _literal(value: Value) -> exp.Expr:
    if isinstance(value, tuple):
        return exp.Tuple(expressions=[_literal(item) for item in value])
    if isinstance(value, dt.datetime):
        return exp.cast(exp.Literal.string(value.isoformat(sep=" ")), "TIMESTAMP")
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, float):
        # 0.8 alone would be a DECIMAL on both engines, and Spark rounds those in a division.
        return exp.Literal.number(f"{value!r}e0" if "e" not in repr(value) else repr(value))
    return exp.convert(value)


def _start(sql: str) -> str:
    return " ".join(sql.split())[:120]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
