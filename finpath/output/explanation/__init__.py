"""A run's tables in, files to explain it by out; later, those files in, why any one merchant is where it is out."""

from __future__ import annotations

from finpath.output.explanation.explain import explain
from finpath.output.explanation.explanation import Explanation
from finpath.output.explanation.record import FOLDER, INDICATORS, SHADOW, WEIGHTS, keep

__all__ = ["FOLDER", "INDICATORS", "SHADOW", "WEIGHTS", "Explanation", "explain", "keep"]
