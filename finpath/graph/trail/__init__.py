"""Where the proceeds of merchants went from their settlement accounts on, and where they rest now."""

from __future__ import annotations

from finpath.graph.trail.bounds import Bounds
from finpath.graph.trail.follow import follow
from finpath.graph.trail.moneytrail import MoneyTrail
from finpath.graph.trail.tracing_methods import METHODS

__all__ = ["METHODS", "Bounds", "MoneyTrail", "follow"]
