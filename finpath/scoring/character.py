"""What the scorecard says of each merchant: the character of its trade raises a score, or lowers it.

Rules say what stands out; a scorecard says what kind of trade it stands out in. Both sides are bounded: what raises
counts for none of the kinds of indication that a referral needs, and what lowers, a seller can partly arrange.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.config.scorecard import TRAITS, Scorecard, Shape
from finpath.engine import Engine
from finpath.graph import PaymentGraph
from finpath.rules import Family, Finding, Origin

Floats = npt.NDArray[np.float64]

PREFIX = "card_"
"""What the ids of a card's findings begin with."""

LOWERS = "_lowers"
"""… and what those of its findings end with that lower a score."""

CARD_IDS = frozenset(f"{PREFIX}{trait.name}{end}" for trait in TRAITS for end in ("", LOWERS))
"""Of every finding that a card can give."""

LOOKED_AT = ", ".join(f"{trait.sql} AS {trait.name}" for trait in TRAITS)
ASKED = f"""
SELECT m.merchant,
       coalesce(a.compared, 0) AS compared,
       {LOOKED_AT}
FROM merchants            AS m
LEFT JOIN agreement       AS a ON a.merchant = m.merchant
LEFT JOIN case_accounts   AS x ON x.merchant = m.merchant
LEFT JOIN candidate_cases AS c ON c.case_number = x.case_number
LEFT JOIN (
    SELECT t.merchant,
           max(k.surprise) AS surprise
    FROM stream_meetings AS k
    JOIN streams         AS t ON t.stream = k.stream
    GROUP BY t.merchant
) AS s ON s.merchant = m.merchant
ORDER BY m.merchant
"""  # noqa: S608 - our own traits


def origins(card: Scorecard) -> tuple[Origin, ...]:
    """How the findings of a card are signed: each shape once for what raises, once for what lowers."""
    sides = ((shape, side) for shape in card.shapes for side in (1, -1))
    return tuple(_origin(shape, side) for shape, side in sides if _most(shape, side))


def judge(graph: PaymentGraph, card: Scorecard) -> Iterator[Finding]:
    """Say of each merchant what the card makes of it, at most as much as the card allows on either side."""
    if not card.shapes:
        return
    table = graph.engine.arrow(ASKED)
    nats = np.array([_weights(shape, table) for shape in card.shapes])
    up, down = np.maximum(nats, 0).sum(axis=0), -np.minimum(nats, 0).sum(axis=0)
    counted = np.where(nats > 0, nats * _share_counted(up, card.raises), nats * _share_counted(down, card.lowers))
    merchant = table["merchant"].to_numpy()
    for shape, each in zip(card.shapes, counted, strict=True):
        values = _values(table, shape.trait)
        signed = {side: _origin(shape, side) for side in (1, -1) if _most(shape, side)}
        for place in np.flatnonzero(each).tolist():
            origin = signed[1 if each[place] > 0 else -1]
            facts = {"value": float(values[place]), "nats": round(float(each[place]), 6)}
            yield Finding(origin, int(merchant[place]), round(float(each[place]) / origin.weight, 9), facts)


def step_weights(engine: Engine, card: Scorecard) -> Floats:
    """What each shape of a card weighs of every merchant, before the card's bounds: shapes by merchants, in nats."""
    table = engine.arrow(ASKED)
    return np.array([_weights(shape, table) for shape in card.shapes]).reshape(len(card.shapes), len(table))


def _most(shape: Shape, side: int) -> float:
    """The most that a shape weighs on one side."""
    return max(*shape.nats, 0.0) if side > 0 else min(*shape.nats, 0.0)


def _origin(shape: Shape, side: int) -> Origin:
    trait = shape.about
    bounds = {f"bound_{place}": bound for place, bound in enumerate(shape.at, start=1)}
    return Origin(
        id=f"{PREFIX}{trait.name}{'' if side > 0 else LOWERS}",
        version=1,
        family=(Family.CHARACTER if side > 0 else Family.OPENNESS).value,
        weight=_most(shape, side),
        sentence=trait.fact,
        thresholds={**bounds, **{f"step_{place}": each for place, each in enumerate(shape.nats)}},
        source=trait.source,
        meaning=f"{trait.meaning[:1].upper()}{trait.meaning[1:]}. Looks the same: {trait.innocent}",
    )


def _values(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)


def _weights(shape: Shape, table: pa.Table) -> Floats:
    """What a shape weighs of each merchant; nothing where the trait says nothing."""
    values = np.round(_values(table, shape.trait), 9)
    silent = np.isnan(values)
    if shape.tied:
        silent |= table["compared"].to_numpy() < 1
    steps = np.searchsorted(np.array(shape.at), values, side="right")
    weights: Floats = np.where(silent, 0.0, np.array(shape.nats, np.float64)[np.minimum(steps, len(shape.at))])
    return weights


def _share_counted(together: Floats, most: float) -> Floats:
    """The share of each side that counts."""
    return np.asarray(np.round(np.minimum(1.0, most / np.maximum(together, 1e-9)), 9), np.float64)
