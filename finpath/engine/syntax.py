"""Parses and writes SQL with sqlglot; few runs have to."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError
from sqlglot.generators.duckdb import DuckDBGenerator
from sqlglot.tokenizer_core import Token, TokenType

from finpath.errors import EngineError


class PortableDialect(DuckDB):
    """How a statement is written that was changed in its tree: as it was, with the names of types that both know."""

    class Generator(DuckDBGenerator):
        """Writes STRING for text."""

        NAMED_PLACEHOLDER_TOKEN = ":"  # noqa: S105 - what sqlglot calls it
        TYPE_MAPPING: ClassVar = {
            **DuckDBGenerator.TYPE_MAPPING,
            exp.DType.TEXT: "STRING",
            exp.DType.VARCHAR: "STRING",
        }


@lru_cache(maxsize=1024)
def tree(sql: str) -> exp.Expr:
    """The syntax tree of a statement; copy it before you change it.

    Raises:
        EngineError: The text does not parse.
    """
    try:
        return sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError as error:
        raise _unreadable(sql, error) from None


def write(statement: exp.Expr) -> str:
    """A syntax tree as text that both engines take."""
    return statement.sql(dialect=PortableDialect)


@lru_cache(maxsize=1024)
def guard_divisions(sql: str) -> str:
    """The same SELECT with every divisor made NULL where it is zero.

    >>> guard_divisions("SELECT a / b FROM t")
    'SELECT a / NULLIF(b, 0) FROM t'

    Raises:
        EngineError: The text does not parse.
    """

    def guard(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Div) and not isinstance(node.expression, exp.Nullif | exp.Literal):
            node.set("expression", exp.Nullif(this=node.expression, expression=exp.Literal.number(0)))
        return node

    return write(tree(sql).copy().transform(guard, copy=False))


def places(sql: str) -> tuple[tuple[int, int, str], ...]:
    """Where each `:name` begins and ends, and the name.

    Raises:
        EngineError: The text does not parse.
    """
    return tuple(
        (colon.start, name.end + 1, sql[name.start : name.end + 1])
        for colon, name in pairwise(_tokens(sql))
        if colon.token_type is TokenType.COLON and name.start == colon.end + 1
    )


@lru_cache(maxsize=1024)
def double_backslashes(sql: str) -> str:
    r"""The same text with each backslash inside a string twice, for an engine that takes one for an escape.

    >>> print(double_backslashes(r"SELECT fp_matches(s, '\d')"))
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


def _tokens(sql: str) -> list[Token]:
    try:
        return sqlglot.tokenize(sql, dialect="duckdb")
    except SqlglotError as error:
        raise _unreadable(sql, error) from None


def _unreadable(sql: str, error: SqlglotError) -> EngineError:
    start, reason = " ".join(sql.split())[:120], str(error).splitlines()[0]
    return EngineError(f"This is not SQL that finpath can read: {start} ({reason})")
