"""Where the proceeds of merchants went from their settlement accounts on, and where they rest now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.graph.trail.bounds import Bounds
    from finpath.graph.trail.follow import follow
    from finpath.graph.trail.moneytrail import MoneyTrail
    from finpath.graph.trail.tracing_methods import METHODS

__all__ = ["METHODS", "Bounds", "MoneyTrail", "follow"]

lazily(
    __name__,
    {
        "METHODS": "finpath.graph.trail.tracing_methods",
        "Bounds": "finpath.graph.trail.bounds",
        "MoneyTrail": "finpath.graph.trail.moneytrail",
        "follow": "finpath.graph.trail.follow",
    },
)
