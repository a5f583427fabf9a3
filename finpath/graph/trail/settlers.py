"""The accounts from which a provider settles proceeds to a settlement account."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from finpath.graph.trail.inflow import Inflow
from finpath.graph.trail.node import Node, Transfer

AT_LEAST = 0.5
"""Share of the takings that must have been settled; else the transfers are something else."""


def find_settlers(takings: Mapping[Node, Inflow], transfers: Iterable[Transfer]) -> dict[Node, frozenset[Node]]:
    """For each settlement account the accounts that pay its takings into it; none where nothing says so.

    Who settles takings never gets money from the account, never pays before customers have, and pays most of it. Where
    nobody does, takings are credited as they are paid.

    Args:
        takings: By settlement account.
        transfers: In the order of time.
    """
    paid_by: dict[Node, set[Node]] = defaultdict(set)
    arrivals: dict[Node, list[Transfer]] = defaultdict(list)
    for each in transfers:
        if each.source in takings:
            paid_by[each.source].add(each.target)
        elif each.target in takings:
            arrivals[each.target].append(each)
    found = {}
    for node, came in arrivals.items():
        settling = [each for each in came if each.source not in paid_by[node]]
        if _settle(takings[node], settling):
            found[node] = frozenset(each.source for each in settling)
    return found


def _settle(inflow: Inflow, transfers: Sequence[Transfer]) -> bool:
    """Whether transfers never run ahead of takings, and reach most of them."""
    settled = 0
    for each in transfers:
        settled += each.amount
        known = bisect_right(inflow.at, each.at)
        if settled > (inflow.paid_by[known - 1] if known else 0):
            return False
    return settled >= AT_LEAST * sum(inflow.paid) > 0


def entry(node: Node, settlers: Mapping[Node, frozenset[Node]]) -> Node:
    """Where takings come in: at the provider that will settle them, or at the account itself."""
    return Node(node.account, node.currency, held=node in settlers)


def sender(transfer: Transfer, settlers: Mapping[Node, frozenset[Node]]) -> Node:
    """Where the money of a transfer lay: a settlement is paid from what the provider holds for the account."""
    settling = transfer.source in settlers.get(transfer.target, frozenset())
    return entry(transfer.target, settlers) if settling else transfer.source
