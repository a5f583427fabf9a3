"""Proceeds followed from account to account: accounts are looked into ring by ring, as proceeds reach them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from finpath.errors import ConfigError
from finpath.graph.column_coverage import TIME_OF_TRANSFERS
from finpath.graph.paymentgraph import PaymentGraph
from finpath.graph.trail.answer import Followed, answer
from finpath.graph.trail.bounds import Bounds
from finpath.graph.trail.inflow import Inflow
from finpath.graph.trail.merchant_proceeds import read_takings
from finpath.graph.trail.moneytrail import MoneyTrail
from finpath.graph.trail.movements import AccountSurvey, survey, touching
from finpath.graph.trail.node import Node, Transfer
from finpath.graph.trail.order import DAY
from finpath.graph.trail.settlers import find_settlers
from finpath.graph.trail.spread import Scene, Spread
from finpath.graph.trail.stops import Stop
from finpath.graph.trail.tracing_methods import METHODS


def follow(
    graph: PaymentGraph,
    merchants: Sequence[int],
    method: str = "fifo",
    *,
    as_of: dt.datetime | None = None,
    bounds: Bounds | None = None,
) -> MoneyTrail:
    """Follow the proceeds of merchants from their settlement accounts through transfers, to where they rest.

    Takings less what went back to customers enter where the merchants settle; each transfer out of a mixed account is
    apportioned by the method, in the order of time, so that no money arrives before it left or is followed twice.

    Args:
        graph: What `build` made.
        merchants: Their numbers, as in the column `merchant` of the graph's tables.
        method: "fifo" (first in, first out) or "pro_rata" (rateably); for the law see
            `finpath.graph.trail.tracing_methods`.
        as_of: The end of what is known, naive UTC; the last movement seen when None.
        bounds: How far to go.

    Raises:
        ConfigError: A method of another name.
    """
    if method not in METHODS:
        raise ConfigError(f'The method "{method}" is not known: write one of {", ".join(METHODS)}.')
    takings = read_takings(graph.engine, merchants)
    search = _Search(graph, takings.inflows, method, bounds or Bounds())
    return answer(search.found(), as_of, takings)


@dataclass
class _Search:
    """Accounts looked into so far, their transfers sorted, and why other accounts are not."""

    graph: PaymentGraph
    takings: Mapping[Node, Inflow]
    method: str
    bounds: Bounds
    transfers: list[Transfer] = field(default_factory=list)
    looked_into: set[Node] = field(default_factory=set)
    surveyed: dict[Node, AccountSurvey] = field(default_factory=dict)

    def found(self) -> Followed:
        """Look into accounts ring by ring, until no new account has enough."""
        ring = dict.fromkeys(sorted(self.takings), 0)
        chosen, stopped = self._chosen(ring, entered=True)
        unread = stopped
        for _ in range(self.bounds.hops):
            self._look_into(chosen)
            scene, spread = self._spread()
            ring, little = self._reached(spread)
            chosen, stopped = self._chosen(ring)
            if not chosen:
                break
        stopped |= dict.fromkeys(chosen, Stop.HOPS) | dict.fromkeys(little, Stop.LITTLE)
        return Followed(self.method, scene, spread, unread | stopped)

    def _spread(self) -> tuple[Scene, Spread]:
        settlers = find_settlers(self.takings, self.transfers)
        scene = Scene(self.takings, self.transfers, frozenset(self.looked_into), settlers, self._tick())
        return scene, Spread(METHODS[self.method]).run(scene)

    def _tick(self) -> int:
        """A day, where any provider of these transfers gives dates alone."""
        timed = {name for name, columns in self.graph.supplied.items() if TIME_OF_TRANSFERS in columns}
        return 1 if {each.provider_id for each in self.transfers} <= timed else DAY

    def _reached(self, spread: Spread) -> tuple[dict[Node, int], list[Node]]:
        """Accounts not looked into that have enough, the largest first, and those that have little."""
        whole: Counter[str] = Counter()
        for node, entered in spread.entered.items():
            whole[node.currency] += entered.taken
        there = spread.resting()
        outside = sorted((-there[node], node) for node in there if not node.held and node not in self.looked_into)
        enough = {node: -less for less, node in outside if -less > self.bounds.least * whole[node.currency]}
        return enough, [node for _, node in outside if node not in enough]

    def _chosen(self, ring: Mapping[Node, int], *, entered: bool = False) -> tuple[list[Node], dict[Node, Stop]]:
        """Those of a ring that may be looked into, and why the others are not."""
        self.surveyed |= survey(self.graph.engine, [node for node in ring if node not in self.surveyed])
        room, reads = self.bounds.accounts - len(self.looked_into), self.bounds.transfers - len(self.transfers)
        chosen: list[Node] = []
        stopped: dict[Node, Stop] = {}
        for node, proceeds in ring.items():
            seen = self.surveyed.setdefault(node, AccountSurvey())
            if not entered and self._is_institution(seen, proceeds):
                stopped[node] = Stop.INSTITUTION
            elif len(chosen) >= room:
                stopped[node] = Stop.ACCOUNTS
            elif seen.transfers > reads:
                stopped[node] = Stop.TRANSFERS
            else:
                chosen.append(node)
                reads -= seen.transfers
        return chosen, stopped

    def _is_institution(self, seen: AccountSurvey, proceeds: int) -> bool:
        return seen.feeders > self.bounds.feeders and proceeds < self.bounds.own * seen.received

    def _look_into(self, nodes: Sequence[Node]) -> None:
        if nodes:
            new = set(touching(self.graph.engine, nodes)).difference(self.transfers)
            self.transfers = sorted([*self.transfers, *sorted(new)])
            self.looked_into.update(nodes)
