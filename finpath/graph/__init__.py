"""Who paid whom, what each merchant looks like, and which belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.graph.build import build
    from finpath.graph.paymentgraph import PaymentGraph
    from finpath.graph.trail.bounds import Bounds
    from finpath.graph.trail.follow import follow
    from finpath.graph.trail.moneytrail import MoneyTrail

__all__ = [
    "Bounds",
    "MoneyTrail",
    "PaymentGraph",
    "build",
    "follow",
]

lazily(
    __name__,
    {
        "Bounds": "finpath.graph.trail.bounds",
        "MoneyTrail": "finpath.graph.trail.moneytrail",
        "PaymentGraph": "finpath.graph.paymentgraph",
        "build": "finpath.graph.build",
        "follow": "finpath.graph.trail.follow",
    },
)
