"""Ledger in, PaymentGraph out: who paid whom, what each merchant looks like, and which belong together."""

from __future__ import annotations

from finpath.graph.build import build
from finpath.graph.paymentgraph import PaymentGraph

__all__ = ["PaymentGraph", "build"]
