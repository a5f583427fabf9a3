"""Layout of a case's network: members in a ring, what they share inside, all else outside; no chance involved."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finpath.referral.model.network import NEIGHBOUR, PRICE, SUBJECT, Edge, Network, Node

SIZE = 560
MIDDLE = SIZE / 2
INNER, RING, OUTER = 78.0, 168.0, 244.0
MARGIN = 24
PULL = 0.55
"""How far a tie between two members bends to the middle."""

OUTSIDE = {NEIGHBOUR, PRICE}
"""What stands outside the ring of members."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A node and where it stands; `tip` is where its name stands if it does not fit inside."""

    node: Node
    x: float
    y: float
    tip: Point


@dataclass(frozen=True)
class Connector:
    """An edge as an SVG path.

    Args:
        kind: "holds" where an identifier is used, "meets" between members, "near" to what stands outside.
    """

    edge: Edge
    path: str
    width: float
    kind: str


@dataclass(frozen=True)
class Drawing:
    """A picture of a network."""

    spots: tuple[Spot, ...]
    ties: tuple[Connector, ...]

    @property
    def frame(self) -> str:
        """The SVG viewBox: as wide as it ever is, as high as it need be."""
        top = min(min(spot.y, spot.tip[1]) for spot in self.spots) - MARGIN
        bottom = max(max(spot.y, spot.tip[1]) for spot in self.spots) + MARGIN
        return f"0 {round(top, 1)} {SIZE} {round(bottom - top, 1)}"


def draw_network(network: Network) -> Drawing:
    """Place the nodes on rings; all others stand as near to their members as the ring lets them."""
    members = [node for node in network.nodes if node.kind == SUBJECT]
    outside = [node for node in network.nodes if node.kind in OUTSIDE]
    shared = [node for node in network.nodes if node.kind not in {SUBJECT, *OUTSIDE}]
    if len(members) == 1:
        at = {members[0].id: (MIDDLE, MIDDLE)} | _ring(shared, network.edges, {}, RING * 0.62)
    else:
        angles = {node.id: math.tau * place / len(members) - math.pi / 2 for place, node in enumerate(members)}
        at = {name: _polar_point(angle, RING) for name, angle in angles.items()}
        inner = {shared[0].id: (MIDDLE, MIDDLE)} if len(shared) == 1 else _ring(shared, network.edges, angles, INNER)
        at |= inner | _ring(outside, network.edges, angles, OUTER)
    at |= {} if len(members) > 1 else _ring(outside, network.edges, {}, RING)
    spots = tuple(Spot(node, *_round_point(at[node.id]), _label_point(at[node.id])) for node in network.nodes)
    return Drawing(spots, tuple(_connector(edge, at, network) for edge in network.edges))


def _polar_point(angle: float, radius: float) -> Point:
    return MIDDLE + radius * math.cos(angle), MIDDLE + radius * math.sin(angle)


def _round_point(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)


def _ring(nodes: Sequence[Node], edges: Sequence[Edge], angles: Mapping[str, float], radius: float) -> dict[str, Point]:
    """Spread nodes evenly, in the order of where their members are, turned to be as near to them as can be."""
    preferred = {node.id: _preferred_angle(node, edges, angles) for node in nodes}
    ordered = sorted(nodes, key=lambda node: (round(preferred[node.id], 6), node.id))
    step = math.tau / max(len(ordered), 1)
    turn = _mean_angle([preferred[node.id] - place * step for place, node in enumerate(ordered)])
    return {node.id: _polar_point(turn + place * step, radius) for place, node in enumerate(ordered)}


def _preferred_angle(node: Node, edges: Sequence[Edge], angles: Mapping[str, float]) -> float:
    ends = (edge.one if edge.other == node.id else edge.other for edge in edges if node.id in (edge.one, edge.other))
    return _mean_angle([angles[end] for end in ends if end in angles]) % math.tau


def _mean_angle(angles: Sequence[float]) -> float:
    """The middle of directions; straight up where they cancel out."""
    x, y = sum(map(math.cos, angles)), sum(map(math.sin, angles))
    return math.atan2(y, x) if math.hypot(x, y) > 1e-6 else -math.pi / 2  # noqa: PLR2004 - rounding


def _label_point(point: Point) -> Point:
    """A little further from the middle."""
    x, y = point[0] - MIDDLE, point[1] - MIDDLE
    far = math.hypot(x, y) or 1.0
    return _round_point((point[0] + 19 * x / far, point[1] + 19 * y / far))


def _connector(edge: Edge, at: Mapping[str, Point], network: Network) -> Connector:
    kinds = {node.id: node.kind for node in network.nodes}
    ends = {kinds[edge.one], kinds[edge.other]}
    (x, y), (to_x, to_y) = _round_point(at[edge.one]), _round_point(at[edge.other])
    if ends == {SUBJECT}:
        bend = _round_point(((x + to_x) / 2 * (1 - PULL) + MIDDLE * PULL, (y + to_y) / 2 * (1 - PULL) + MIDDLE * PULL))
        return Connector(edge, f"M{x} {y}Q{bend[0]} {bend[1]} {to_x} {to_y}", _line_width(edge.weight), "meets")
    kind = "near" if ends & OUTSIDE else "holds"
    return Connector(edge, f"M{x} {y}L{to_x} {to_y}", _line_width(edge.weight) if kind == "near" else 1.5, kind)


def _line_width(payers: int) -> float:
    return round(min(1 + math.log2(1 + payers) / 2, 6), 1)
