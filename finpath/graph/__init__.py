"""Who paid whom, what each merchant looks like, and which belong together."""

from __future__ import annotations

from finpath.graph.build import build
from finpath.graph.paymentgraph import PaymentGraph
from finpath.graph.trail import Bounds, MoneyTrail, follow

__all__ = [
    "Bounds",
    "MoneyTrail",
    "PaymentGraph",
    "build",
    "follow",
]
