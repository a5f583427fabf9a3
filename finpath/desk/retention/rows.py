"""Which rows are a case's: found by what tables name, so that a table that comes later is among them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, Select, Table, select

from finpath.desk.store.tables import CASES, METADATA, PURGES

BY_NAME = "case_id"


def tables_of_cases() -> list[Table]:
    """Each table that holds something of a case, those first that name others."""
    return [table for table in reversed(METADATA.sorted_tables) if table is CASES or list(_ways(table))]


def rows_of(table: Table, cases: Select[tuple[str]]) -> ColumnElement[bool]:
    """The rows of a table that are these cases', as a condition.

    Args:
        table: One of `tables_of_cases`.
        cases: What finds their ids.
    """
    if table is CASES:
        return CASES.c.id.in_(cases)
    found: ColumnElement[bool] | None = None
    for column, between in _ways(table):
        chosen = column.in_(cases)
        if between is not None:
            target = next(iter(column.foreign_keys)).column
            chosen = column.in_(select(target).where(rows_of(between, cases)))
        found = chosen if found is None else found | chosen
    assert found is not None, "the table is one of them"  # noqa: S101
    return found


def _ways(table: Table) -> Iterator[tuple[Column[str], Table | None]]:
    """The columns by which a row belongs to a case, and the table between where there is one."""
    if table in {CASES, PURGES}:  # what was proposed and approved stays as evidence, without the id of the case
        return
    for column in table.columns:
        target = next((key.column for key in column.foreign_keys), None)
        if (target is None and column.name == BY_NAME) or (target is not None and target.table is CASES):
            yield column, None
        elif target is not None and target.table is not PURGES and list(_ways(target.table)):
            yield column, target.table
