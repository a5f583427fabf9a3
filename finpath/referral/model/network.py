"""What a case's surroundings are: its members, what they share, and whom they share payers with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SUBJECT, NEIGHBOUR, PRICE = "subject", "neighbour", "price"
"""Kinds of nodes that are no identifiers."""


@dataclass(frozen=True)
class Node:
    """A subject, an identifier that several accounts share, a price inside a merchant, or a neighbour outside the case.

    Args:
        id: Short name inside the referral: M1, A1 (a settlement account), S1 (a price), N1 (a neighbour).
        kind: subject, neighbour, price, or the kind of identifier.
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
        weight: Payers in common; 1 for an identifier, 0 for so few payers that they could point at a person.
        note: What ties them, in words.
    """

    one: str
    other: str
    weight: int
    note: str


@dataclass(frozen=True)
class Tie:
    """What says that two accounts are one merchant, or that one controller holds both.

    Args:
        one, other: Short names of accounts; an account outside the case has none.
        relation: same_merchant or same_controller.
        kind: The identifier that they share, their names, or a person's decision.
        valid_from, valid_to: When both had it, or when it passed from one to the other; None where nobody said.
        source: The files that say so.
        confidence: From above 0 to 1.
        joins: Strong enough to make one entity of them, and not undone by a person.
    """

    one: str
    other: str
    relation: str
    kind: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: str
    confidence: float
    joins: bool


@dataclass(frozen=True)
class Network:
    """The small neighbourhood of a case.

    Args:
        left_out: Nodes that did not fit.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    left_out: int = 0
