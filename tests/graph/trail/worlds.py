"""Ledgers in, graphs that know payments and transfers alone out: all that a trail asks, in a hundredth of the time."""

from __future__ import annotations

from finpath.graph import PaymentGraph
from finpath.graph.column_coverage import supplied
from finpath.graph.links import define_payments
from finpath.graph.nodes import define_accounts
from finpath.ingest import Ledger


def payments_alone(world: Ledger) -> PaymentGraph:
    define_accounts(world.engine)
    define_payments(world.engine)
    return PaymentGraph(world.engine, supplied(world))
