"""The trail against the one that was written first, each thing as plainly as can be: the same to the last unit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.graph.trail.inflow import Inflow
from finpath.graph.trail.node import Node, Transfer
from finpath.graph.trail.order import DAY
from finpath.graph.trail.routes import OTHER
from finpath.graph.trail.settlers import find_settlers
from finpath.graph.trail.spread import Scene, Spread
from finpath.graph.trail.tracing_methods import METHODS
from tests.graph.trail.oracle import settlers as plain_settlers
from tests.graph.trail.oracle import spread as plain
from tests.graph.trail.oracle.taking import Taking
from tests.graph.trail.oracle.tracing_methods import METHODS as PLAIN_METHODS

ENTRIES, ONWARD = [Node("S", "EUR"), Node("T", "EUR"), Node("S", "USD")], [Node(name, "EUR") for name in "ABC"]
Method = Literal["fifo", "pro_rata"]


@dataclass(frozen=True)
class World:
    """Everything that a trail is worked out from.

    Args:
        tick: A day where providers give dates alone.
    """

    takings: tuple[Taking, ...]
    transfers: tuple[Transfer, ...]
    looked_into: frozenset[Node]
    tick: int

    def told(self, method: Method) -> Spread:
        transfers = sorted(self.transfers)
        inflows = gathered(self.takings)
        settlers = find_settlers(inflows, transfers)
        return Spread(METHODS[method]).run(Scene(inflows, transfers, self.looked_into, settlers, self.tick))

    def plainly(self, method: Method) -> plain.Spread:
        transfers = sorted(self.transfers)
        takings = sorted(self.takings, key=lambda each: (each.at, each.node, not each.ours))
        settlers = plain_settlers.find_settlers(takings, transfers)
        scene = plain.Scene(takings, transfers, self.looked_into, settlers, self.tick)
        return plain.Spread(PLAIN_METHODS[method]).run(scene)


def gathered(takings: tuple[Taking, ...]) -> dict[Node, Inflow]:
    by_node: dict[Node, list[Taking]] = defaultdict(list)
    for each in sorted(takings, key=lambda each: (each.at, not each.ours)):
        by_node[each.node].append(each)
    return {
        node: Inflow(
            [each.at for each in sums],
            [each.ours for each in sums],
            [each.paid for each in sums],
            [each.returned for each in sums],
        )
        for node, sums in by_node.items()
    }


AMOUNTS = st.one_of(st.integers(1, 12), st.integers(1, 10**12), st.just(10**20))
"""Few units, where rounding tells; sums as banks know them; and more than eight bytes hold."""

BACK = st.one_of(st.just(0), st.integers(0, 15), st.integers(-4, 10**12))
"""What went back; representments may bring back more than that."""


def moments(spread: int) -> st.SearchStrategy[int]:
    """Within a few instants or over days."""
    return st.one_of(st.just(0), st.integers(0, 6), st.integers(0, spread * DAY))


def takings(most: int) -> st.SearchStrategy[list[Taking]]:
    """Payments with refunds, refunds alone, and payments of others; one sum for each time and kind."""
    paid = st.one_of(st.just(0), AMOUNTS)
    each = st.builds(Taking, moments(3), st.sampled_from(ENTRIES), st.booleans(), paid, BACK)
    return st.lists(each, max_size=most, unique_by=lambda taking: taking[:3])


def transfers(most: int) -> st.SearchStrategy[list[Transfer]]:
    nodes = st.sampled_from([*ENTRIES, *ONWARD])
    each = st.builds(Transfer, moments(3), st.sampled_from("pq"), st.just(""), nodes, nodes, AMOUNTS)
    apart = each.filter(lambda transfer: transfer.source.account != transfer.target.account)
    alike = apart.map(lambda each: each._replace(source=each.source._replace(currency=each.target.currency)))
    return st.lists(alike, max_size=most).map(
        lambda found: [each._replace(transfer_id=f"{place}") for place, each in enumerate(found)]
    )


WORLDS = st.builds(
    World,
    takings(40).map(tuple),
    transfers(40).map(tuple),
    st.sets(st.sampled_from([*ENTRIES, *ONWARD])).map(frozenset),
    st.sampled_from([1, 1, DAY]),
)
METHOD = st.sampled_from(["fifo", "pro_rata"])


def agree(world: World, method: Method) -> Spread:
    """Compare everything that an answer is written from."""
    found, expected = world.told(method), world.plainly(method)
    assert [tuple(asdict(each).values()) for each in found.moves] == [
        tuple(asdict(each).values()) for each in expected.moves
    ]
    assert set(zip(found.ways.steps, found.ways.several, strict=True)) == set(
        zip(expected.ways.steps, expected.ways.several, strict=True)
    )
    assert {node: asdict(each) for node, each in found.entered.items()} == {
        node: asdict(each) for node, each in expected.entered.items()
    }
    assert found.last == expected.last
    assert found.resting() == expected.resting()
    for node, pot in expected.pots.items():
        assert held(found, node) == held(expected, node)
        assert found.pots[node].unseen == pot.unseen
    assert all(node in expected.pots or not found.pots[node].holds() for node in found.pots)
    return found


def held(spread: Spread | plain.Spread, node: Node) -> dict[object, int]:
    """What is in a pot, by the way itself and not by its number."""
    ways = spread.ways
    return {
        (OTHER if way == OTHER else (ways.steps[way], ways.several[way])): amount
        for way, amount in spread.pots[node].holds().items()
    }


@given(WORLDS, METHOD)
@settings(max_examples=300)
def test_the_same_as_the_plain_one(world: World, method: Method) -> None:
    agree(world, method)


@given(WORLDS, METHOD)
@settings(max_examples=150)
def test_money_is_kept(world: World, method: Method) -> None:
    """What was taken less what went back is what rests, in each currency."""
    found = world.told(method)
    for currency in ("EUR", "USD"):
        entered = [each for node, each in found.entered.items() if node.currency == currency]
        rests = sum(amount for node, amount in found.resting().items() if node.currency == currency)
        assert rests == sum(each.taken - each.returned + each.owed for each in entered)


S, T = ENTRIES[:2]
A, B, C = ONWARD


def taking(at: int, paid: int, returned: int = 0, *, ours: bool = True, node: Node = S) -> Taking:
    return Taking(at, node, ours, paid, returned)


def transfer(at: int, source: Node, target: Node, amount: int) -> Transfer:
    return Transfer(at, "p", f"{at} {source.account} {target.account} {amount}", source, target, amount)


EVERYONE = frozenset([*ENTRIES, *ONWARD])
WORLDS_BY_HAND = {
    "refunds alone": World((taking(1, 0, 5), taking(2, 0, 7), taking(3, 0, 1, ours=False)), (), EVERYONE, 1),
    "a refund before its payment": World((taking(1, 0, 5), taking(2, 7)), (transfer(3, S, A, 9),), EVERYONE, 1),
    "a refund larger than its payment": World((taking(1, 5), taking(2, 0, 9), taking(3, 10)), (), EVERYONE, 1),
    "as much back as was paid": World((taking(1, 5, 5),), (), EVERYONE, 1),
    "others' refunds leave proceeds alone": World(
        (taking(1, 5), taking(1, 5, ours=False), taking(2, 0, 7, ours=False)), (transfer(3, S, A, 5),), EVERYONE, 1
    ),
    "a refund after the money came back in a circle": World(
        (taking(1, 9), taking(1, 3, ours=False), taking(9, 0, 8)),
        (transfer(2, S, A, 10), transfer(3, A, B, 7), transfer(4, B, S, 6), transfer(10, S, C, 5)),
        EVERYONE,
        1,
    ),
    "own money at an account that was full before": World(
        (taking(5, 9), taking(8, 0, 4)),
        (transfer(1, A, S, 100), transfer(6, S, B, 50), transfer(7, S, B, 100)),
        EVERYONE,
        1,
    ),
    "a provider settles, then takes back": World(
        (taking(1, 50), taking(3, 10, 20), taking(6, 0, 30)),
        (transfer(2, C, S, 40), transfer(5, C, S, 10), transfer(7, S, A, 25)),
        EVERYONE,
        1,
    ),
    "one instant for all": World(
        tuple(taking(0, 7, back, node=node) for node, back in ((S, 3), (T, 9))),
        (transfer(0, S, A, 3), transfer(0, A, T, 2), transfer(0, T, S, 1), transfer(0, S, B, 9)),
        EVERYONE,
        1,
    ),
    "more parts than go on apart": World(
        tuple(taking(minute, 1 + minute % 3, minute % 2, ours=minute % 5 > 0) for minute in range(3_000)),
        (transfer(1_999, S, A, 1_500), transfer(2_500, A, B, 700), transfer(3_000, S, B, 900)),
        EVERYONE,
        1,
    ),
}


@pytest.mark.parametrize("method", ["fifo", "pro_rata"])
@pytest.mark.parametrize("name", WORLDS_BY_HAND)
def test_worlds_that_chance_would_seldom_find(name: str, method: Method) -> None:
    found = agree(WORLDS_BY_HAND[name], method)
    assert found.entered


@pytest.mark.parametrize("method", ["fifo", "pro_rata"])
def test_many_ways_into_one_account_that_gives_back(method: Method) -> None:
    """More ways than are told apart come back to a settlement account, of which refunds then take a part each."""
    mules = [Node(f"mule{number}", "EUR") for number in range(300)]
    out = [transfer(10, S, mule, 100 + place) for place, mule in enumerate(mules)]
    gathered_ = [transfer(20, mule, A, 90 + place) for place, mule in enumerate(mules)]
    back = [transfer(30 + number, A, S, 1_001) for number in range(20)]
    paid = (taking(1, 60_000), taking(2, 10_000, ours=False), *(taking(31 + at, 3, 777) for at in range(40)))
    world = World(paid, (*out, *gathered_, *back, transfer(80, S, B, 999)), EVERYONE | set(mules), 1)
    assert any(agree(world, method).ways.several)
