"""Takings and transfers in; money is moved once, in the order of time, and every sum knows what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from finpath.graph.trail.inflow import Inflow
from finpath.graph.trail.node import Node, Transfer
from finpath.graph.trail.order import ordered
from finpath.graph.trail.routes import OTHER, Routes
from finpath.graph.trail.settlers import entry, sender
from finpath.graph.trail.till import Till
from finpath.graph.trail.tracing_methods import Part, Pot, compacted


@dataclass(frozen=True)
class Scene:
    """What money is moved between.

    Args:
        takings: By settlement account.
        transfers: All that touch the accounts looked into.
        looked_into: Accounts whose transfers are all here; what comes to others stays there.
        settlers: Of each settlement account, who settles to it.
        tick: Microseconds below which times mean nothing.
    """

    takings: Mapping[Node, Inflow]
    transfers: Sequence[Transfer]
    looked_into: AbstractSet[Node]
    settlers: Mapping[Node, frozenset[Node]]
    tick: int


@dataclass(frozen=True)
class Passage:
    """A transfer that carried proceeds.

    Args:
        at: Microseconds, as it counted.
        source: Where the money lay before.
        proceeds: Hundred-millionths of its amount that are proceeds.
        rested: Microseconds that the proceeds had lain at the source, times their amount, added up.
    """

    at: int
    transfer: Transfer
    source: Node
    proceeds: int
    rested: int


@dataclass
class Entered:
    """What came in at one settlement account, in hundred-millionths.

    Args:
        taken, others: By customers of the merchants of the case, and of others that settle to the same account.
        returned: What went back to customers of the case.
        owed: What went back when it had left the account already and was not set off since.
    """

    taken: int = 0
    others: int = 0
    returned: int = 0
    owed: int = 0


@dataclass
class Spread:
    """Where money went."""

    new_pot: Callable[[], Pot]
    ways: Routes = field(default_factory=Routes)
    pots: dict[Node, Pot] = field(default_factory=dict)
    moves: list[Passage] = field(default_factory=list)
    entered: dict[Node, Entered] = field(default_factory=dict)
    last: dict[Node, int] = field(default_factory=dict)
    _tills: dict[Node, Till] = field(default_factory=dict)

    def run(self, scene: Scene) -> Spread:
        """Move all money once; at one time, takings come before transfers."""
        for account, inflow in scene.takings.items():
            node = entry(account, scene.settlers)
            self.entered[node] = Entered(inflow.taken, inflow.others, inflow.given_back)
            self._tills[node] = Till(node, inflow, scene.tick)
        for at, each in ordered(scene.transfers, scene.tick):
            self._move(each, sender(each, scene.settlers), scene.looked_into, at)
        for node, till in self._tills.items():
            self._pot(node, None)
            self.entered[node].owed = till.owed
        return self

    def resting(self) -> dict[Node, int]:
        """Proceeds by where they are now, in hundred-millionths; accounts without any are left out."""
        there = {node: pot.proceeds() for node, pot in self.pots.items()}
        return {node: amount for node, amount in there.items() if amount}

    def _pot(self, node: Node, at: int | None) -> Pot:
        """The pot of an account, as it is at a time: with all that customers had paid by then."""
        if node not in self.pots:
            self.pots[node] = self.new_pot()
        pot, till = self.pots[node], self._tills.get(node)
        if till is not None and till.credit(pot, self.ways, at):
            self.last[node] = till.last
        return pot

    def _move(self, transfer: Transfer, source: Node, looked_into: AbstractSet[Node], at: int) -> None:
        target = transfer.target
        if source in looked_into or source.held:
            parts = compacted(self._pot(source, at).take(transfer.amount, at))
            self.last[source] = at
        else:
            parts = [Part(OTHER, transfer.amount, at)]
        ours = [part for part in parts if part.way != OTHER]
        if ours:
            proceeds = sum(part.amount for part in ours)
            rested = sum(part.amount * (at - part.came) for part in ours)
            self.moves.append(Passage(at, transfer, source, proceeds, rested))
        if ours or target in looked_into:
            pot = self._pot(target, at)
            pot.put(self._onward(parts, target), at)
            self.last[target] = at

    def _onward(self, parts: Iterable[Part], target: Node) -> list[Part]:
        """Parts of a payment with their ways on to another account; many parts have the same way."""
        ways = {OTHER: OTHER}
        onward: list[Part] = []
        for way, amount, came in parts:
            if way not in ways:
                ways[way] = self.ways.on(way, target)
            onward.append(Part(ways[way], amount, came))
        return onward
