"""Which part of a payment out of a mixed account is proceeds, by a rule with a name.

Which rule a court applies differs by country and case; both are given, and neither is a claim.

`fifo`: what came in first goes out first. Devaynes v Noble (Clayton's Case) (1816) 1 Mer 572; for mixed accounts see
Barlow Clowes International v Vaughan [1992] 4 All ER 22.
`pro_rata`: each payment out is rateably of all that is there at that moment (the rolling charge). Ontario Securities
Commission v Greymac Credit Corp (1986) 55 OR (2d) 673, affirmed [1988] 2 SCR 172.

By both, money that is gone does not come back with later money of others (the lowest intermediate balance: James
Roscoe (Bolton) v Winder [1915] 1 Ch 62).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from finpath.graph.trail.routes import OTHER

PARTS = 1_000
"""A payment of more parts than this goes on as one sum for each way: their order within it is not kept."""


class Part(NamedTuple):
    """A part of a payment.

    Args:
        way: How it came, or `OTHER` for what is no proceeds.
        amount: Hundred-millionths.
        came: When it came to the account that it leaves, in microseconds.
    """

    way: int
    amount: int
    came: int


class Pot(ABC):
    """The known money of one account."""

    unseen: int = 0
    """What left beyond what was seen to come: taken to be money of others that came just in time."""

    @abstractmethod
    def put(self, parts: Iterable[Part], at: int) -> None:
        """Put a payment in."""

    @abstractmethod
    def credit(self, way: int, amount: int, at: int) -> None:
        """Put a payment of one part in."""

    @abstractmethod
    def take(self, amount: int, at: int) -> list[Part]:
        """Pay an amount out, and say of what it is."""

    @abstractmethod
    def give_back(self, amount: int, *, ours: bool) -> int:
        """Return proceeds, or else others' money, to those who paid it, as far as it is there; say how far."""

    @abstractmethod
    def holds(self) -> dict[int, int]:
        """What is there, by way."""

    @abstractmethod
    def proceeds(self) -> int:
        """What is there of proceeds, on whatever way."""


Lot = tuple[int, int, int, int]
"""Which it was of all that came, way, amount, when it came."""


@dataclass
class Fifo(Pot):
    """First in, first out.

    Proceeds and others' money stand in a row each, every lot with its number: what goes out of both goes by number,
    what is given back goes from the head of one row. Each lot is put in once and goes once, whatever is given back.

    >>> pot = Fifo()
    >>> pot.put([Part(0, 60, 1), Part(OTHER, 40, 1)], 1)
    >>> [(part.way, part.amount) for part in pot.take(80, 2)]
    [(0, 60), (-1, 20)]
    """

    ours: deque[Lot] = field(default_factory=deque)
    others: deque[Lot] = field(default_factory=deque)
    came: int = 0
    unseen: int = 0

    def put(self, parts: Iterable[Part], at: int) -> None:
        """A payment's parts stand in the order in which they had come to whoever sent it."""
        for part in parts:
            self.credit(part.way, part.amount, at)

    def credit(self, way: int, amount: int, at: int) -> None:
        """The last in its row."""
        (self.others if way == OTHER else self.ours).append((self.came, way, amount, at))
        self.came += 1

    def take(self, amount: int, at: int) -> list[Part]:
        """Take the oldest first."""
        taken: list[Part] = []
        ours, others = self.ours, self.others
        while amount and (ours or others):
            row = ours if ours and (not others or ours[0][0] < others[0][0]) else others
            number, way, there, came = row.popleft()
            if there > amount:
                row.appendleft((number, way, there - amount, came))
                there = amount
            taken.append(Part(way, there, came))
            amount -= there
        self.unseen += amount
        return [*taken, Part(OTHER, amount, at)] if amount else taken

    def give_back(self, amount: int, *, ours: bool) -> int:
        """Take the oldest of that kind."""
        row, left = self.ours if ours else self.others, amount
        while left and row:
            number, way, there, came = row.popleft()
            if there > left:
                row.appendleft((number, way, there - left, came))
                there = left
            left -= there
        return amount - left

    def holds(self) -> dict[int, int]:
        """What is there, by way."""
        return _by_way((way, amount) for row in (self.ours, self.others) for _, way, amount, _ in row)

    def proceeds(self) -> int:
        """The row of proceeds."""
        return sum(amount for _, _, amount, _ in self.ours)


@dataclass
class ProRata(Pot):
    """Rateably of all that is there; shares are rounded to hundred-millionths by largest remainder.

    Rounding is part of the answer: what goes out depends on how all before it was rounded, so that no factor common to
    all ways can stand for them. A payment out thus touches every way; there are only as many as `Routes` tells apart.

    >>> pot = ProRata()
    >>> pot.put([Part(0, 60, 1), Part(OTHER, 40, 1)], 1)
    >>> [(part.way, part.amount) for part in pot.take(80, 2)]
    [(0, 48), (-1, 32)]
    """

    amounts: dict[int, int] = field(default_factory=dict)
    moments: dict[int, int] = field(default_factory=dict)
    """Of each way: amount times when it came, added up."""

    unseen: int = 0

    def put(self, parts: Iterable[Part], at: int) -> None:
        """Mix a payment with what is there."""
        for part in parts:
            self.credit(part.way, part.amount, at)

    def credit(self, way: int, amount: int, at: int) -> None:
        """More of its way."""
        self.amounts[way] = self.amounts.get(way, 0) + amount
        self.moments[way] = self.moments.get(way, 0) + amount * at

    def take(self, amount: int, at: int) -> list[Part]:
        """Take of everything alike."""
        there = sum(self.amounts.values())
        taken = self._drawn(list(self.amounts), min(amount, there))
        missing = max(amount - there, 0)
        self.unseen += missing
        return [*taken, Part(OTHER, missing, at)] if missing else taken

    def give_back(self, amount: int, *, ours: bool) -> int:
        """Take of that kind alike."""
        ways = [way for way in self.amounts if way != OTHER] if ours else [OTHER] * (OTHER in self.amounts)
        returned = min(amount, sum(self.amounts[way] for way in ways))
        self._drawn(ways, returned)
        return returned

    def holds(self) -> dict[int, int]:
        """What is there, by way."""
        return dict(self.amounts)

    def proceeds(self) -> int:
        """All but others' money."""
        return sum(self.amounts.values()) - self.amounts.get(OTHER, 0)

    def _drawn(self, ways: list[int], amount: int) -> list[Part]:
        held = [self.amounts[way] for way in ways]
        drawn = []
        for way, there, part in zip(ways, held, apportion(amount, held), strict=True):
            if not part:
                continue
            moment = self.moments[way] * part // there
            drawn.append(Part(way, part, moment // part))
            self.amounts[way], self.moments[way] = there - part, self.moments[way] - moment
            if part == there:
                del self.amounts[way], self.moments[way]
        return drawn


METHODS: dict[str, Callable[[], Pot]] = {"fifo": Fifo, "pro_rata": ProRata}
"""The rules of apportioning, by name."""


def apportion(amount: int, balances: Sequence[int]) -> list[int]:
    """Divide an amount among holdings in proportion, by largest remainder; nobody gives more than he holds.

    >>> apportion(10, [1, 1, 1, 27])
    [1, 0, 0, 9]
    """
    whole = sum(balances)
    if amount == whole:
        return list(balances)
    divided = [divmod(each * amount, whole) for each in balances]
    shares = [share for share, _ in divided]
    left = amount - sum(shares)
    if left:
        rests = [-rest for _, rest in divided]
        for i in sorted(range(len(rests)), key=rests.__getitem__)[:left]:
            shares[i] += 1
    return shares


def compacted(parts: list[Part]) -> list[Part]:
    """One part for each way where there are too many, in the order of their first."""
    if len(parts) <= PARTS:
        return parts
    return [
        Part(way, amount, parts[0].came) for way, amount in _by_way((part.way, part.amount) for part in parts).items()
    ]


def _by_way(amounts: Iterable[tuple[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for way, amount in amounts:
        total[way] = total.get(way, 0) + amount
    return total
