"""What a SELECT reads: tables and their columns, told from its text, without running it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
    """

    tables: frozenset[str]
    parts: frozenset[str]
    columns: frozenset[tuple[str, str]]


def reads(sql: str) -> Reads:
    """Tell what a SELECT reads.

    >>> found = reads("WITH few AS (SELECT payer FROM links) SELECT m.payers FROM few AS f, merchants AS m")
    >>> sorted(found.tables), sorted(found.columns)
    (['links', 'merchants'], [('links', 'payer'), ('merchants', 'payers')])
    """
    scopes = traverse_scope(tree(sql).copy())
    parts = frozenset(str(cte.alias) for scope in scopes for cte in scope.ctes)
    tables = frozenset(
        source.name for scope in scopes for source in scope.sources.values() if isinstance(source, exp.Table)
    )
    return Reads(tables, parts, frozenset(column for scope in scopes for column in _columns(scope)))


def unknown_columns(sql: str, relations: Mapping[str, frozenset[str]]) -> list[str]:
    """Columns that a SELECT reads of a relation and that the relation does not have, as `relation.column`."""
    return sorted(
        f"{table}.{column}"
        for table, column in reads(sql).columns
        if table in relations and column not in relations[table]
    )


def _columns(scope: Scope) -> Iterator[tuple[str, str]]:
    """Columns of tables; where no table is named, those of the only one there is."""
    named = {each.alias_or_name for each in scope.expression.selects} if isinstance(scope.expression, exp.Query) else {}
    single = next(iter(scope.sources.values())) if len(scope.sources) == 1 else None
    outer = scope.is_correlated_subquery
    for column in scope.columns:
        source = scope.sources.get(column.table) if column.table else single
        if not isinstance(source, exp.Table) or isinstance(column.this, exp.Star):
            continue
        if column.table or not (outer or column.name in named):
            yield source.name, column.name
