"""Identifiers that look like card numbers in, those that only chance makes look so out.

One in ten numbers passes Luhn's check. A column of surrogates that happen to have as many digits as a card would lose
honest rows to it; a column of card numbers passes it in all of them. So bare numbers of one length are let pass where
many are different and few of them could be cards. A number that is spaced or dashed as on a card is never let pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from finpath.engine import Engine
from finpath.ingest.staging import Plan
from finpath.ingest.validate import CARD

ENOUGH = 20
"""Different numbers of one length that a judgement needs."""

CHANCE = 0.2
"""The share of them that chance may make look like cards: one in ten, and room for a run of bad luck."""


def by_chance(engine: Engine, staged: str, plan: Plan) -> Iterator[tuple[int, str, int]]:
    """Find what chance makes look like card numbers: the bit of the fault, the column, and the length.

    Args:
        engine: Holds the staged rows.
        staged: Their name.
        plan: How they were read.
    """
    for bit, check in plan.faults():
        if check.reason != CARD or check.column is None:
            continue
        if not engine.rows(f"SELECT 1 FROM {staged} WHERE (faults & {bit}) <> 0 LIMIT 1"):  # noqa: S608
            continue
        lengths = engine.rows(
            f"SELECT length(said), count(*), count(*) FILTER (WHERE fp_is_card(said)) FROM "  # noqa: S608
            f"(SELECT DISTINCT {check.column} AS said FROM {staged}) AS every_value "
            f"WHERE fp_matches(said, '^[0-9]{{13,19}}$') GROUP BY 1 ORDER BY 1"
        )
        for length, values, cards in lengths:
            if int(str(values)) >= ENOUGH and int(str(cards)) <= CHANCE * int(str(values)):
                yield bit, check.column, int(str(length))


def without(faults: str, chances: list[tuple[int, str, int]]) -> str:
    """SQL of the faults of a row without those that chance made."""
    for bit, column, length in chances:
        bare = f"fp_matches({column}, '^[0-9]{{{length}}}$') AND ({faults} & {bit}) <> 0"
        faults = f"(CASE WHEN {bare} THEN {faults} - {bit} ELSE {faults} END)"
    return faults
