"""The rules that nearly speak of each merchant, and what is lacking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from finpath.engine import Table
from finpath.engine.conditions import ConditionStage
from finpath.graph import PaymentGraph
from finpath.graph.features import CATALOGUE
from finpath.rules.near_stages import stages_of
from finpath.rules.rule import Rule
from finpath.tables.conclusions import NEAR_MISSES

RULES = 3
"""Rules kept for one merchant, the nearest first."""

CLOSE = 0.6
"""A rule is near when of each threshold that is not met at least so much is there …"""

UNMET = 2
"""… and no more thresholds than this are not met."""

FEATURES = {feature.name: (feature.meaning, feature.unit) for feature in CATALOGUE}

SCHEMA = pa.schema(
    [
        ("rule_id", pa.string()),
        ("stage", pa.int32()),
        ("slot", pa.int32()),
        ("what", pa.string()),
        ("unit", pa.string()),
        ("asks", pa.string()),
    ]
)

NEAREST = """
WITH last_stage AS (
    SELECT *
    FROM approached
    QUALIFY row_number() OVER (
        PARTITION BY rule_id, merchant
        ORDER BY stage DESC, unmet, round(closeness, 9) DESC, value_1, bar_1
    ) = 1
)
SELECT *,
       CAST(row_number() OVER (
           PARTITION BY merchant ORDER BY unmet, round(closeness, 9) DESC, rule_id
       ) AS BIGINT) AS place
FROM last_stage
WHERE unmet > 0
QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY unmet, round(closeness, 9) DESC, rule_id) <= :rules
"""

NEAR = """
SELECT n.merchant,
       n.place,
       n.rule_id,
       round(n.closeness, 9) AS closeness,
       c.what,
       c.unit,
       c.asks,
       n.value,
       n.bar,
       c.slot
FROM unmet_slots     AS n
JOIN rule_conditions AS c ON c.rule_id = n.rule_id AND c.stage = n.stage AND c.slot = n.slot
WHERE CASE c.asks WHEN 'at least'  THEN n.value < n.bar
                  WHEN 'more than' THEN n.value <= n.bar
                  WHEN 'at most'   THEN n.value > n.bar
                  ELSE n.value >= n.bar END
"""


@dataclass(frozen=True)
class _Question:
    rule: Rule
    number: int
    stage: ConditionStage


def find_near_misses(graph: PaymentGraph, rules: Sequence[Rule]) -> Table:
    """Find what each merchant lacks for the rules that come nearest to it.

    Args:
        graph: That the rules were asked of.
        rules: In force; those that could not run, or weigh nothing, are left out.

    Returns:
        `near_misses`: merchant, place (1 is the nearest rule), rule_id, closeness, and one row for each threshold that
        is not met: what is compared, in which unit, what is asked (at least, at most …), value and bar.
    """
    asked = [
        _Question(rule, number, stage)
        for rule in rules
        if set(rule.requires) <= graph.present and not rule.shadow
        for number, stage in enumerate(stages_of(rule))
    ]
    engine = graph.engine
    width = max((len(each.stage.conditions) for each in asked), default=1)
    with engine.scratch() as scratch:
        scratch.register("rule_conditions", pa.Table.from_pylist(list(_list_conditions(asked)), schema=SCHEMA))
        scratch.make(
            "approached", " UNION ALL ".join((_select_nobody(width), *(_select_near(each, width) for each in asked)))
        )
        scratch.make("nearest", NEAREST, {"rules": RULES})
        scratch.view("unmet_slots", " UNION ALL ".join(_select_slot(number) for number in range(1, width + 1)))
        return engine.make(NEAR_MISSES, NEAR)


def _list_conditions(asked: Sequence[_Question]) -> Iterator[dict[str, str | int]]:
    for each in asked:
        for slot, condition in enumerate(each.stage.conditions, 1):
            what, unit = describe_value(each.rule, condition.value)
            place: dict[str, str | int] = {"rule_id": each.rule.id, "stage": each.number, "slot": slot}
            yield {**place, "what": what, "unit": unit, "asks": condition.asks}


def describe_value(rule: Rule, value: str) -> tuple[str, str]:
    """What a rule compares, in words, and its unit: its own words first, then those of the feature of that name."""
    return rule.terms.get(value) or FEATURES.get(value) or (value.replace("_", " "), "")


def _select_near(asked: _Question, width: int) -> str:
    """The rows that are near enough, as wide as the widest."""
    slots = range(1, width + 1)
    there = len(asked.stage.conditions)
    columns = [f"value_{n}, bar_{n}" if n <= there else _NOTHING.format(n=n) for n in slots]
    return (
        f"SELECT '{asked.rule.id}' AS rule_id, {asked.number} AS stage, merchant, unmet, closeness,"  # noqa: S608 - our own
        f" {', '.join(columns)} FROM ({asked.stage.sql}) AS measured"
        f" WHERE unmet <= {UNMET} AND closeness >= {CLOSE!r}e0"
    )


def _select_nobody(width: int) -> str:
    """No row, and the types of all."""
    columns = ", ".join(_NOTHING.format(n=n) for n in range(1, width + 1))
    return (
        "SELECT '' AS rule_id, 0 AS stage, CAST(0 AS BIGINT) AS merchant, 0 AS unmet,"  # noqa: S608 - our own
        f" CAST(0 AS DOUBLE) AS closeness, {columns} FROM merchants WHERE merchant < 0"
    )


_NOTHING = "CAST(NULL AS DOUBLE) AS value_{n}, CAST(NULL AS DOUBLE) AS bar_{n}"


def _select_slot(number: int) -> str:
    return (
        f"SELECT merchant, place, rule_id, stage, closeness, {number} AS slot, value_{number} AS value,"  # noqa: S608
        f" bar_{number} AS bar FROM nearest WHERE bar_{number} IS NOT NULL"
    )
