"""What a case's surroundings are: its members, what they share, and whom they share payers with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A subject, an identifier that several accounts share, or a neighbour outside the case.

    Args:
        id: Short name inside the referral: M1, A1 (a settlement account), N1 (a neighbour).
        kind: subject, neighbour, or the kind of identifier.
        note: What it is, in words.
    """

    id: str
    kind: str
    note: str


@dataclass(frozen=True)
class Edge:
    """A tie between two nodes.

    Args:
        one, other: Ids of nodes.
        weight: Payers in common; 1 for an identifier.
        note: What ties them, in words.
    """

    one: str
    other: str
    weight: int
    note: str


@dataclass(frozen=True)
class Network:
    """The small neighbourhood of a case.

    Args:
        left_out: Nodes that did not fit.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    left_out: int = 0
