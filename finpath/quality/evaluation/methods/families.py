"""Each family of indications alone: what one kind of evidence finds without the others."""

from __future__ import annotations

from functools import partial

from finpath.quality.evaluation.measures import Floats
from finpath.quality.evaluation.methods.method import Ground, Method, MethodKind
from finpath.scoring.evidence import FAMILIES


def families() -> tuple[Method, ...]:
    """One method for each family."""
    return tuple(_method(row, name) for row, name in enumerate(FAMILIES))


def _method(row: int, name: str) -> Method:
    meaning = f"The product's evidence of the family {name} alone, before groups are heard."
    return Method(f"family: {name}", MethodKind.SINGLE, meaning, partial(_weight, row))


def _weight(row: int, ground: Ground) -> Floats | None:
    weight: Floats = ground.found.scores.own.weights[row]
    return weight if weight.any() else None
