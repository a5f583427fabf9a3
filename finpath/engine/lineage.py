"""What a SELECT reads: tables, columns and texts, from its syntax tree, without running it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from finpath.engine.syntax import tree


@dataclass(frozen=True)
class Reads:
    """What a SELECT reads.

    Args:
        tables: By name; the parts (CTEs) of the statement are none.
        parts: The names of its parts.
        columns: Table and column, of each that is certain to be the table's.
        names: Columns that it names anywhere, whatever table they are of.
        texts: Literals, among them the names of features.
        answered_whole: Tables of which every column reaches the answer, by stars.
    """

    tables: frozenset[str]
    parts: frozenset[str]
    columns: frozenset[tuple[str, str]]
    names: frozenset[str]
    texts: frozenset[str]
    answered_whole: frozenset[str]


@lru_cache(maxsize=1024)
def reads(sql: str) -> Reads:
    """Tell what a SELECT reads.

    >>> found = reads("WITH few AS (SELECT payer FROM links) SELECT m.payers FROM few AS f, merchants AS m")
    >>> sorted(found.tables), sorted(found.columns)
    (['links', 'merchants'], [('links', 'payer'), ('merchants', 'payers')])

    Raises:
        EngineError: The text does not parse.
    """
    read = tree(sql).copy()
    scopes = traverse_scope(read)
    parts = {str(cte.alias).lower(): cte.this for scope in scopes for cte in scope.ctes}
    return Reads(
        tables=frozenset(
            source.name.lower()
            for scope in scopes
            for source in scope.sources.values()
            if isinstance(source, exp.Table)
        ),
        parts=frozenset(parts),
        columns=frozenset(column for scope in scopes for column in _columns(scope)),
        names=frozenset(column.name.lower() for column in read.find_all(exp.Column)),
        texts=frozenset(str(text.this) for text in read.find_all(exp.Literal) if text.is_string),
        answered_whole=frozenset(_tables_by_star(read, parts, ())),
    )


def unknown_columns(sql: str, relations: Mapping[str, frozenset[str]]) -> list[str]:
    """Columns that a SELECT reads of a relation and that the relation does not have, as `relation.column`."""
    return sorted(
        f"{table}.{column}"
        for table, column in reads(sql).columns
        if table in relations and column not in relations[table]
    )


def _columns(scope: Scope) -> Iterator[tuple[str, str]]:
    """Columns of tables; where no table is named, those of the only one there is."""
    aliases = (
        {each.alias_or_name for each in scope.expression.selects} if isinstance(scope.expression, exp.Query) else {}
    )
    single = next(iter(scope.sources.values())) if len(scope.sources) == 1 else None
    outer = scope.is_correlated_subquery
    for column in scope.columns:
        source = scope.sources.get(column.table) if column.table else single
        if not isinstance(source, exp.Table) or isinstance(column.this, exp.Star):
            continue
        by_alias = column.name in aliases and column.find_ancestor(exp.Order, exp.Group, exp.Having, exp.Qualify)
        if column.table or not (outer or by_alias):
            yield source.name, column.name


def _tables_by_star(query: exp.Expr, parts: dict[str, exp.Expr], within: tuple[str, ...]) -> Iterator[str]:
    """Tables behind the stars of a query, through its parts; a part that reads itself is looked at once."""
    if not isinstance(query, exp.Select):
        for each in query.find_all(exp.Select):
            yield from _tables_by_star(each, parts, within)
        return
    starred = {each.table.lower() for each in query.expressions if isinstance(each, exp.Column) and each.is_star}
    every = any(isinstance(each, exp.Star) for each in query.expressions)
    for source in _sources(query):
        if not every and source.alias_or_name.lower() not in starred:
            continue
        name = source.name.lower()
        if isinstance(source, exp.Subquery):
            yield from _tables_by_star(source.this, parts, within)
        elif name not in parts:
            yield name
        elif name not in within:
            yield from _tables_by_star(parts[name], parts, (*within, name))


def _sources(query: exp.Select) -> Iterator[exp.Expr]:
    if origin := query.args.get("from_"):
        yield origin.this
    yield from (join.this for join in query.args.get("joins") or ())
