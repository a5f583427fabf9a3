"""Why a merchant is where it is: the files to explain it by, and the explanation from those files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.output.explanation.explain import explain
    from finpath.output.explanation.explanation import Explanation
    from finpath.output.explanation.record import FOLDER, INDICATORS, LOWERS, SHADOW, WEIGHTS, write_explanations

__all__ = [
    "FOLDER",
    "INDICATORS",
    "LOWERS",
    "SHADOW",
    "WEIGHTS",
    "Explanation",
    "explain",
    "write_explanations",
]

lazily(
    __name__,
    {
        "FOLDER": "finpath.output.explanation.record",
        "INDICATORS": "finpath.output.explanation.record",
        "LOWERS": "finpath.output.explanation.record",
        "SHADOW": "finpath.output.explanation.record",
        "WEIGHTS": "finpath.output.explanation.record",
        "Explanation": "finpath.output.explanation.explanation",
        "explain": "finpath.output.explanation.explain",
        "write_explanations": "finpath.output.explanation.record",
    },
)
