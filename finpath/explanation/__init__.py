"""A run's tables in, files to explain it by out; later, those files in, why any one merchant is where it is out."""

from __future__ import annotations

from finpath.explanation.explain import explain
from finpath.explanation.explanation import Explanation
from finpath.explanation.keep import Told, keep

__all__ = ["Explanation", "Told", "explain", "keep"]
