"""By which accounts money came: each part of the proceeds carries its way, to which going in a circle adds nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from finpath.graph.trail.node import Node

OTHER = -1
"""The way of money that is no proceeds."""

PER_ACCOUNT = 200
"""Ways to one account that are told apart; others are taken together, by their settlement account."""

Steps = tuple[Node, ...]


@dataclass
class Routes:
    """All ways found so far, each under a number."""

    steps: list[Steps] = field(default_factory=list)
    several: list[bool] = field(default_factory=list)
    _number: dict[tuple[Steps, bool], int] = field(default_factory=dict)
    _there: dict[Node, int] = field(default_factory=dict)

    def begin(self, node: Node) -> int:
        """The way of money that enters at an account."""
        return self._numbered((node,), several=False)

    def on(self, way: int, node: Node) -> int:
        """The way on to another account; where it was there before, the way is the one that it had then."""
        steps = self.steps[way]
        if node in steps:
            return self._numbered(steps[: steps.index(node) + 1], several=self.several[way])
        new = (*steps, node), self.several[way]
        if new in self._number or self._there.get(node, 0) < PER_ACCOUNT:
            return self._numbered(*new)
        return self._numbered((steps[0], node), several=True)

    def _numbered(self, steps: Steps, several: bool) -> int:  # noqa: FBT001 - half of the key
        key = steps, several
        if key not in self._number:
            self._number[key] = len(self.steps)
            self.steps.append(steps)
            self.several.append(several)
            self._there[steps[-1]] = self._there.get(steps[-1], 0) + 1
        return self._number[key]
