"""Runs a SELECT over the members of all cases and gathers its rows by case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from finpath.engine import Engine
from finpath.tables.conclusions import CASE_MEMBERS
from finpath.tables.relation import Relation

T = TypeVar("T")


def select_over(sql: str, cases: Relation) -> str:
    """A SELECT over `case_members` as one over other cases.

    >>> from finpath.tables.conclusions import DRAWN_MERCHANTS
    >>> select_over("SELECT label FROM case_members AS r", DRAWN_MERCHANTS)
    'SELECT label FROM drawn_merchants AS r'
    """
    return sql if cases is CASE_MEMBERS else re.sub(rf"\b{CASE_MEMBERS.name}\b", cases.name, sql)


def fetch_by_case(
    engine: Engine,
    sql: str,
    make: Callable[..., T],
    params: Mapping[str, int | str] | None = None,
    cases: Relation = CASE_MEMBERS,
) -> dict[str, tuple[T, ...]]:
    """Make one thing of each row, gathered by the column `group_id`.

    Args:
        engine: Holds the cases.
        sql: Over `case_members`; answers `group_id` and columns named like the arguments of `make`, in order.
        make: A dataclass, or a function.
        params: For the SELECT.
        cases: Stands for `case_members`.
    """
    by_group: dict[str, list[T]] = {}
    for row in engine.arrow(select_over(sql, cases), params).to_pylist():
        by_group.setdefault(row.pop("group_id"), []).append(make(**row))
    return {group: tuple(things) for group, things in by_group.items()}
