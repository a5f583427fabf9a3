"""A run's tables in, files to explain it by out; later, those files in, why any one merchant is where it is out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.output.explanation.explain import explain
    from finpath.output.explanation.explanation import Explanation
    from finpath.output.explanation.record import FOLDER, INDICATORS, SHADOW, WEIGHTS, Told, keep

__all__ = ["FOLDER", "INDICATORS", "SHADOW", "WEIGHTS", "Explanation", "Told", "explain", "keep"]

lazily(
    __name__,
    {
        "FOLDER": "finpath.output.explanation.record",
        "INDICATORS": "finpath.output.explanation.record",
        "SHADOW": "finpath.output.explanation.record",
        "WEIGHTS": "finpath.output.explanation.record",
        "Explanation": "finpath.output.explanation.explanation",
        "Told": "finpath.output.explanation.record",
        "explain": "finpath.output.explanation.explain",
        "keep": "finpath.output.explanation.record",
    },
)
