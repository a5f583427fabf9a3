"""The accounts from which a provider settles proceeds to a settlement account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from finpath.graph.trail.node import Node, Transfer
from tests.graph.trail.oracle.taking import Taking

AT_LEAST = 0.5
"""Share of the takings that must have been settled; else the transfers are something else."""


def find_settlers(takings: Sequence[Taking], transfers: Iterable[Transfer]) -> dict[Node, frozenset[Node]]:
    """For each settlement account the accounts that pay its takings into it; none where nothing says so.

    Who settles takings never gets money from the account, never pays before customers have, and pays most of it. Where
    nobody does, takings are credited as they are paid.
    """
    entered = {taking.node for taking in takings}
    paid_by: dict[Node, set[Node]] = defaultdict(set)
    arrivals: dict[Node, list[Transfer]] = defaultdict(list)
    for each in transfers:
        paid_by[each.source].add(each.target)
        if each.target in entered:
            arrivals[each.target].append(each)
    taken: dict[Node, list[Taking]] = defaultdict(list)
    for taking in takings:
        taken[taking.node].append(taking)
    found = {}
    for node, came in arrivals.items():
        settling = [each for each in came if each.source not in paid_by[node] and each.source not in entered]
        if _settle(taken[node], settling):
            found[node] = frozenset(each.source for each in settling)
    return found


def _settle(takings: Sequence[Taking], transfers: Sequence[Transfer]) -> bool:
    """Whether transfers never run ahead of takings, and reach most of them."""
    moves = [(each.at, 0, each.paid) for each in takings] + [(each.at, 1, -each.amount) for each in transfers]
    waiting = 0
    for _, _, amount in sorted(moves):
        waiting += amount
        if waiting < 0:
            return False
    settled = sum(each.amount for each in transfers)
    return settled >= AT_LEAST * sum(each.paid for each in takings) > 0


def entry(node: Node, settlers: Mapping[Node, frozenset[Node]]) -> Node:
    """Where takings come in: at the provider that will settle them, or at the account itself."""
    return Node(node.account, node.currency, held=node in settlers)


def sender(transfer: Transfer, settlers: Mapping[Node, frozenset[Node]]) -> Node:
    """Where the money of a transfer lay: a settlement is paid from what the provider holds for the account."""
    settling = transfer.source in settlers.get(transfer.target, frozenset())
    return entry(transfer.target, settlers) if settling else transfer.source
