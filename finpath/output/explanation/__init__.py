"""Why a merchant is where it is: the files to explain it by, and the explanation from those files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.output.explanation.explain import explain
    from finpath.output.explanation.explanation import Explanation
    from finpath.output.explanation.record import FOLDER, INDICATORS, SHADOW, WEIGHTS, keep

__all__ = [
    "FOLDER",
    "INDICATORS",
    "SHADOW",
    "WEIGHTS",
    "Explanation",
    "explain",
    "keep",
]

lazily(
    __name__,
    {
        "FOLDER": "finpath.output.explanation.record",
        "INDICATORS": "finpath.output.explanation.record",
        "SHADOW": "finpath.output.explanation.record",
        "WEIGHTS": "finpath.output.explanation.record",
        "Explanation": "finpath.output.explanation.explanation",
        "explain": "finpath.output.explanation.explain",
        "keep": "finpath.output.explanation.record",
    },
)
