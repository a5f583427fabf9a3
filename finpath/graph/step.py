"""A step of making the graph: what it reads, what it makes, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from finpath.config import Identities
from finpath.engine import Engine
from finpath.ingest import Ledger
from finpath.tables.relation import Relation

T = TypeVar("T")

Notes = tuple[str, ...]
"""Sentences for the coverage: bounds that bit."""


@dataclass(frozen=True)
class GraphInput:
    """What the graph is made of.

    Args:
        ledger: What was taken from the contributions; its engine holds all tables.
        identities: What a person decided of identities, and entity ids of an earlier run.
        whole: Whether accounts of one card acceptor count as one merchant.
    """

    ledger: Ledger
    identities: Identities
    whole: bool = False

    @property
    def engine(self) -> Engine:
        """Where the tables are."""
        return self.ledger.engine


@dataclass(frozen=True)
class Step(Generic[T]):
    """One step.

    Args:
        makes: Relations that are there after it, in the order in which it makes them.
        reads: Relations that must be there before.
        run: Makes them, and answers sentences for the coverage.
    """

    makes: tuple[Relation, ...]
    reads: tuple[Relation, ...]
    run: Callable[[T], Notes]


def step(*, makes: tuple[Relation, ...], reads: tuple[Relation, ...]) -> Callable[[Callable[[T], Notes]], Step[T]]:
    """Declare what a function reads and makes.

    >>> from finpath.tables.ledger import TRANSACTIONS
    >>> @step(makes=(), reads=(TRANSACTIONS,))
    ... def count(engine: Engine) -> Notes:
    ...     return ()
    >>> count.reads[0].name
    'transactions'
    """
    return lambda run: Step(makes, reads, run)
