"""Ledger in, PaymentGraph out: who paid whom, what each merchant looks like, and which belong together."""

from __future__ import annotations

from finpath.graph.build import build
from finpath.graph.identity import Decisions, Identities, read_decisions, read_earlier
from finpath.graph.paymentgraph import PaymentGraph
from finpath.graph.trail import Bounds, MoneyTrail, follow

__all__ = [
    "Bounds",
    "Decisions",
    "Identities",
    "MoneyTrail",
    "PaymentGraph",
    "build",
    "follow",
    "read_decisions",
    "read_earlier",
]
