"""SQL text with `:name` in, the same text with each value as a literal out; no other letter of it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError
from sqlglot.generators.duckdb import DuckDBGenerator
from sqlglot.tokenizer_core import TokenType

from finpath.errors import EngineError

Scalar = str | int | float | bool | Decimal | dt.date | dt.datetime | None
Value = Scalar | tuple[str, ...] | tuple[int, ...]
"""What may stand for a `:name`; a tuple becomes the list after IN."""


class Portable(DuckDB):
    """How a statement is written that was changed in its tree: as it was, with the names of types that both know."""

    class Generator(DuckDBGenerator):
        """Writes STRING for text."""

        TYPE_MAPPING: ClassVar = {
            **DuckDBGenerator.TYPE_MAPPING,
            exp.DType.TEXT: "STRING",
            exp.DType.VARCHAR: "STRING",
        }


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
    return _replace(sql, given)


@lru_cache(maxsize=1024)
def tree(sql: str) -> exp.Expr:
    """The syntax tree of a statement; copy it before you change it."""
    try:
        return sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError as error:
        raise EngineError(f"This is not SQL that finpath can read: {_start(sql)} ({_first_line(error)})") from None


def _names(sql: str) -> frozenset[str]:
    return frozenset(name for _, _, name in _places(sql))


@lru_cache(maxsize=1024)
def _places(sql: str) -> tuple[tuple[int, int, str], ...]:
    """Where each `:name` begins and ends, and the name."""
    if ":" not in sql:
        return ()
    try:
        tokens = sqlglot.tokenize(sql, dialect="duckdb")
    except SqlglotError as error:
        raise EngineError(f"This is not SQL that finpath can read: {_start(sql)} ({_first_line(error)})") from None
    return tuple(
        (colon.start, name.end + 1, sql[name.start : name.end + 1])
        for colon, name in pairwise(tokens)
        if colon.token_type is TokenType.COLON and name.start == colon.end + 1
    )


def _replace(sql: str, values: Mapping[str, Value]) -> str:
    """Put literals where the placeholders stand, and leave every other letter as it was written."""
    pieces, end = [], 0
    for start, after, name in _places(sql):
        pieces += [sql[end:start], write(_literal(values[name]))]
        end = after
    return "".join((*pieces, sql[end:]))


@lru_cache(maxsize=1024)
def doubled(sql: str) -> str:
    r"""The same text with each backslash inside a string twice, for an engine that takes one for an escape.

    >>> print(doubled(r"SELECT fp_matches(s, '\d')"))
    SELECT fp_matches(s, '\\d')
    """
    if "\\" not in sql:
        return sql
    pieces, end = [], 0
    for token in sqlglot.tokenize(sql, dialect="duckdb"):
        if token.token_type is TokenType.STRING:
            pieces += [sql[end : token.start], sql[token.start : token.end + 1].replace("\\", "\\\\")]
            end = token.end + 1
    return "".join((*pieces, sql[end:]))


def write(statement: exp.Expr) -> str:
    """A syntax tree as text that both engines take."""
    return statement.sql(dialect=Portable)


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
