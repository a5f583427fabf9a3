"""A SELECT over all referred merchants in, what its rows say out, gathered by case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from finpath.engine import Engine

T = TypeVar("T")

REFERRED = """
SELECT s.merchant,
       s.group_id,
       CAST(row_number() OVER (PARTITION BY s.group_id ORDER BY s.rank) AS BIGINT)              AS place,
       concat('M', CAST(row_number() OVER (PARTITION BY s.group_id ORDER BY s.rank) AS STRING)) AS label
FROM scores AS s
WHERE s.tier IN ('refer', 'review')
  AND s.group_id IN (SELECT group_id FROM scores WHERE tier = 'refer')
"""
"""Every merchant that a case is about: members at `refer` or `review` of a group in which one is at `refer`."""


def grouped(
    engine: Engine, sql: str, make: Callable[..., T], params: Mapping[str, int] | None = None
) -> dict[str, tuple[T, ...]]:
    """Make one thing of each row, gathered by the column `group_id`.

    Args:
        engine: Holds `referred`.
        sql: Answers `group_id` and columns named like the arguments of `make`, in order.
        make: A dataclass, or a function.
        params: For the SELECT.
    """
    found: dict[str, list[T]] = {}
    for row in engine.arrow(sql, params).to_pylist():
        found.setdefault(row.pop("group_id"), []).append(make(**row))
    return {group: tuple(made) for group, made in found.items()}
