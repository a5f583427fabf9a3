"""How far each subject is from the thresholds of a SELECT, condition by condition.

The comparisons are taken from the statement itself, so that what is told about it cannot differ from what it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from finpath.engine.binding import Value, bind


@dataclass(frozen=True)
class Condition:
    """One comparison with a threshold.

    Args:
        value: What is compared, as it is written, without the names of tables.
        asks: at least, more than, at most, less than.
    """

    value: str
    asks: str


@dataclass(frozen=True)
class ConditionStage:
    """What one WHERE asks of each subject.

    Args:
        conditions: Its comparisons with thresholds.
        sql: Answers `merchant` and, numbered from 1, `value_n` and `bar_n` of each condition; then `unmet`, how many
            are not met, and `closeness`, 1 where all are, else how much of the farthest is there. Rows whose values
            are not known are left out, and so are those that fail what is asked beyond thresholds.
    """

    conditions: tuple[Condition, ...]
    sql: str


def measuring_stages(
    sql: str, thresholds: Mapping[str, Value], parts: Sequence[str] = ()
) -> tuple[ConditionStage, ...]:
    """Measure each subject against the WHERE of some parts of a statement, and against the one at its end.

    Args:
        sql: Answers `subject_id`; its parts (CTEs) answer `merchant`.
        thresholds: A value for each `:name`.
        parts: Names of CTEs, in their order.
    """
    return fill_stages(parse_stages(sql, parts), thresholds)


def parse_stages(sql: str, parts: Sequence[str] = ()) -> tuple[ConditionStage, ...]:
    """The same with each `:name` where it was: it follows from the text alone."""
    from finpath.engine import comparisons  # noqa: PLC0415 - slow to import: only for a text that nobody prepared

    return tuple(
        ConditionStage(tuple(Condition(value, asks) for value, asks in compared), measured)
        for compared, measured in comparisons.measure_comparisons(sql, parts)
    )


def fill_stages(stages: Iterable[ConditionStage], thresholds: Mapping[str, Value]) -> tuple[ConditionStage, ...]:
    """Those with a value for each `:name`."""
    return tuple(replace(stage, sql=bind(stage.sql, thresholds)) for stage in stages)
