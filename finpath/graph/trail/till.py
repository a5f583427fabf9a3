"""The inflow of one settlement account, credited to a pot as far as the clock has come."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice

from finpath.graph.trail.inflow import Inflow
from finpath.graph.trail.node import Node
from finpath.graph.trail.routes import OTHER, Routes
from finpath.graph.trail.tracing_methods import Pot


class Till:
    """Nobody sees what is in a pot but who pays into it or out of it: until then, what customers pay can wait.

    Args:
        node: Where the takings come in.
        inflow: Of the account.
        tick: Microseconds below which times mean nothing.
    """

    def __init__(self, node: Node, inflow: Inflow, tick: int) -> None:
        self.node = node
        self.last = 0
        """When the last taking came that was credited."""
        self._owed = [0, 0]
        self._at = inflow.at if tick == 1 else [at // tick * tick for at in inflow.at]
        self._place = 0
        self._coming = zip(self._at, inflow.ours, inflow.net, strict=True)

    @property
    def owed(self) -> int:
        """What went back to customers of the case when it had left the account already, and was not set off since."""
        return self._owed[True]

    def credit(self, pot: Pot, ways: Routes, until: int | None = None) -> bool:
        """Credit what has come by a time, less what went back; what cannot be is set off against later takings.

        Args:
            pot: Of the account.
            ways: Told where proceeds begin.
            until: Included; all there is when None.

        Returns:
            Whether anything came.
        """
        end = len(self._at) if until is None else bisect_right(self._at, until, lo=self._place)
        if end == self._place:
            return False
        way, owed = OTHER, self._owed
        for at, ours, net in islice(self._coming, end - self._place):
            credit = net - owed[ours]
            owed[ours] = 0
            if ours and way == OTHER:
                way = ways.begin(self.node)
            if credit > 0:
                pot.credit(way if ours else OTHER, credit, at)
            elif credit < 0:
                owed[ours] = -credit - pot.give_back(-credit, ours=ours)
        self._place, self.last = end, self._at[end - 1]
        return True
