"""What the product is raced against in the same run, on the same tables."""

from __future__ import annotations

from finpath.quality.evaluation.measures import Floats
from finpath.quality.evaluation.methods.boosting import BOOSTING
from finpath.quality.evaluation.methods.ecod import MISSING, outliers
from finpath.quality.evaluation.methods.families import families
from finpath.quality.evaluation.methods.forest import FOREST
from finpath.quality.evaluation.methods.fraudar import FRAUDAR
from finpath.quality.evaluation.methods.method import Ground, Method, MethodKind, ground
from finpath.quality.evaluation.methods.pagerank import PAGERANK

__all__ = ["MISSING", "Ground", "Method", "MethodKind", "ground", "methods", "outliers"]


def _product(ground: Ground) -> Floats | None:
    return ground.trial.score


PRODUCT = Method("finpath", MethodKind.PRODUCT, "The product's score: families weighed, groups heard.", _product)


def methods() -> tuple[Method, ...]:
    """All methods, the product first; those of PyOD only where it is installed."""
    return (PRODUCT, BOOSTING, *families(), FOREST, *outliers(), PAGERANK, FRAUDAR)
