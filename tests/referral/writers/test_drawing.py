from __future__ import annotations

import math

import pytest

from finpath.referral.model.network import Edge, Network, Node
from finpath.referral.writers.drawing import SIZE, draw_network


def network(members: int, shared: int, neighbours: int) -> Network:
    inside = [Node(f"M{i + 1}", "subject", "a member") for i in range(members)]
    held = [Node(f"A{i + 1}", "settlement_account", "an account") for i in range(shared)]
    outside = [Node(f"N{i + 1}", "neighbour", "another merchant") for i in range(neighbours)]
    ties = [Edge("M1", node.id, 7, "tied") for node in (*inside[1:], *held, *outside)]
    return Network((*inside, *held, *outside), tuple(ties))


@pytest.mark.parametrize("size", [(1, 0, 0), (1, 1, 0), (1, 2, 5), (2, 0, 0), (2, 1, 1), (24, 8, 8)])
def test_every_node_stands_in_the_picture_apart_from_the_others(size: tuple[int, int, int]) -> None:
    drawn = draw_network(network(*size))
    places = [(spot.x, spot.y) for spot in drawn.spots]
    assert len(drawn.spots) == sum(size)
    assert all(10 <= x <= SIZE - 10 and 10 <= y <= SIZE - 10 for x, y in places)
    assert all(math.dist(a, b) > 12 for i, a in enumerate(places) for b in places[:i])


def test_is_the_same_each_time() -> None:
    assert draw_network(network(9, 3, 6)) == draw_network(network(9, 3, 6))
