"""As the trail was worked out at first, each thing as plainly as can be: what the fast one must agree with.

Takings and transfers in; money is moved once, in the order of time, and every sum knows what it is made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from heapq import merge

from finpath.graph.trail.node import Node, Transfer
from finpath.graph.trail.routes import OTHER, Routes
from tests.graph.trail.oracle.order import ordered
from tests.graph.trail.oracle.settlers import entry, sender
from tests.graph.trail.oracle.taking import Taking
from tests.graph.trail.oracle.tracing_methods import Part, Pot, compacted


@dataclass(frozen=True)
class Scene:
    """What money is moved between.

    Args:
        takings: In the order of time.
        transfers: All that touch the accounts looked into.
        looked_into: Accounts whose transfers are all here; what comes to others stays there.
        settlers: Of each settlement account, who settles to it.
        tick: Microseconds below which times mean nothing.
    """

    takings: Sequence[Taking]
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
    entered: dict[Node, Entered] = field(default_factory=lambda: defaultdict(Entered))
    last: dict[Node, int] = field(default_factory=dict)
    arrived: dict[Node, int] = field(default_factory=dict)
    """Of each account, the last time that proceeds came."""

    _owed: dict[tuple[Node, bool], int] = field(default_factory=lambda: defaultdict(int))

    def run(self, scene: Scene) -> Spread:
        """Move all money once."""
        for at, _, each in _events(scene):
            if isinstance(each, Taking):
                self._take_in(each, entry(each.node, scene.settlers), at)
            else:
                self._move(each, sender(each, scene.settlers), scene.looked_into, at)
        for (node, ours), owed in self._owed.items():
            if ours:
                self.entered[node].owed += owed
        return self

    def resting(self) -> dict[Node, int]:
        """Proceeds by where they are now, in hundred-millionths; accounts without any are left out."""
        there = {node: sum(n for way, n in pot.holds().items() if way != OTHER) for node, pot in self.pots.items()}
        return {node: amount for node, amount in there.items() if amount}

    def _pot(self, node: Node) -> Pot:
        if node not in self.pots:
            self.pots[node] = self.new_pot()
        return self.pots[node]

    def _take_in(self, taking: Taking, node: Node, at: int) -> None:
        """Credit what came, less what went back; what cannot be paid back is set off against later takings."""
        entered, key = self.entered[node], (node, taking.ours)
        if taking.ours:
            entered.taken += taking.paid
            entered.returned += taking.returned
        else:
            entered.others += taking.paid
        credit = taking.paid - taking.returned - self._owed[key]
        self._owed[key] = 0
        way = self.ways.begin(node) if taking.ours else OTHER
        if credit > 0:
            self._pot(node).put([Part(way, credit, at)], at)
        elif credit < 0:
            self._owed[key] = -credit - self._pot(node).give_back(-credit, ours=taking.ours)
        self.last[node] = at

    def _move(self, transfer: Transfer, source: Node, looked_into: AbstractSet[Node], at: int) -> None:
        target = transfer.target
        if source in looked_into or source.held:
            parts = compacted(self._pot(source).take(transfer.amount, at))
            self.last[source] = at
        else:
            parts = [Part(OTHER, transfer.amount, at)]
        ours = [part for part in parts if part.way != OTHER]
        if ours:
            proceeds = sum(part.amount for part in ours)
            rested = sum(part.amount * (at - part.came) for part in ours)
            self.moves.append(Passage(at, transfer, source, proceeds, rested))
            self.arrived[target] = at
        if ours or target in looked_into:
            self._pot(target).put([self._onward(part, target) for part in parts], at)
            self.last[target] = at

    def _onward(self, part: Part, target: Node) -> Part:
        return part if part.way == OTHER else part._replace(way=self.ways.on(part.way, target))


def _events(scene: Scene) -> Iterator[tuple[int, int, Taking | Transfer]]:
    """Takings and transfers by time; at one time, takings first."""
    takings = ((each.at // scene.tick * scene.tick, 0, each) for each in scene.takings)
    transfers = ((at, 1, each) for at, each in ordered(scene.transfers, scene.tick))
    return merge(takings, transfers, key=lambda event: event[:2])
