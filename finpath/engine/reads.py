"""What a SELECT reads: tables, columns and texts by name, as its syntax tree has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from finpath.errors import EngineError


@dataclass(frozen=True)
class Reads:
    """What a SELECT reads.

    Args:
        tables: That are none of its own parts (CTEs).
        columns: That it names anywhere, whatever table they are of.
        texts: Literals, among them the names of features.
        answered_whole: Tables of which every column reaches the answer, by stars.
    """

    tables: frozenset[str]
    columns: frozenset[str]
    texts: frozenset[str]
    answered_whole: frozenset[str]


@lru_cache(maxsize=1024)
def reads(sql: str) -> Reads:
    """Read what a SELECT reads.

    >>> reads("WITH a AS (SELECT m.payers FROM merchants AS m) SELECT * FROM a").tables
    frozenset({'merchants'})

    Raises:
        EngineError: The text does not parse.
    """
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError as error:
        raise EngineError(f"This is not SQL that finpath can read: {' '.join(sql.split())[:120]} ({error})") from None
    parts = {part.alias.lower(): part.this for part in tree.find_all(exp.CTE)}
    return Reads(
        tables=frozenset(_tables(tree, list(parts))),
        columns=frozenset(column.name.lower() for column in tree.find_all(exp.Column)),
        texts=frozenset(str(text.this) for text in tree.find_all(exp.Literal) if text.is_string),
        answered_whole=frozenset(_whole(tree, parts, ())),
    )


def _tables(tree: exp.Expr, parts: list[str]) -> Iterator[str]:
    """Tables that no part hides: a part is seen by those that come after it, and by the SELECT at the end."""
    for table in tree.find_all(exp.Table):
        name, within = table.name.lower(), table.find_ancestor(exp.CTE)
        seen = parts[: parts.index(within.alias.lower())] if within else parts
        if name not in seen:
            yield name


def _whole(query: exp.Expr, parts: dict[str, exp.Expr], within: tuple[str, ...]) -> Iterator[str]:
    """Tables behind the stars of a query, through its parts; a part that reads itself is looked at once."""
    if not isinstance(query, exp.Select):
        for each in query.find_all(exp.Select):
            yield from _whole(each, parts, within)
        return
    starred = {each.table.lower() for each in query.expressions if isinstance(each, exp.Column) and each.is_star}
    every = any(isinstance(each, exp.Star) for each in query.expressions)
    for source in _sources(query):
        if not every and source.alias_or_name.lower() not in starred:
            continue
        name = source.name.lower()
        if isinstance(source, exp.Subquery):
            yield from _whole(source.this, parts, within)
        elif name not in parts:
            yield name
        elif name not in within:
            yield from _whole(parts[name], parts, (*within, name))


def _sources(query: exp.Select) -> Iterator[exp.Expr]:
    if origin := query.args.get("from_"):
        yield origin.this
    yield from (join.this for join in query.args.get("joins") or ())
