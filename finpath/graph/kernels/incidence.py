"""Who pays where, as the kernels ask it: in are merchants, out come vectors of merchants, and bounded parts of links.

There are two: sparse arrays where one machine holds all links, and tables of an engine where none does. The
mathematics of the kernels stands once, over these few questions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from finpath.engine.engine import Engine
from finpath.graph.kernels.meeting import Floats, Ints, Met, Null, OverlapLimits
from finpath.graph.kernels.steps import Steps
from finpath.tables.relation import Relation

__all__ = ["Floats", "Incidence", "Ints", "Pairs", "Visits"]


@dataclass(frozen=True)
class Pairs:
    """Merchants two by two; `one` and `other` are as long as each other."""

    one: Ints
    other: Ints


@dataclass(frozen=True)
class Visits:
    """The links of some merchants.

    Args:
        member: Of each link: the place of its merchant among those asked for; in order.
        payer: Of each link; in order within a member.
        activity: Merchants of that payer, in the whole graph.
    """

    member: Ints
    payer: Ints
    activity: Ints


class Incidence(ABC):
    """Which payer paid which merchant at least once; both go by their dense ids."""

    def __enter__(self) -> Self:
        """Use it in a with statement: at the end whatever was kept for it is dropped."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drop what was kept for it, and for all that was taken from it."""
        self.end()

    def end(self) -> None:
        """Drop what was kept in an engine; arrays end by themselves."""
        return

    @property
    @abstractmethod
    def payers(self) -> int:
        """How many ids of payers there are."""

    @property
    def merchants(self) -> int:
        """How many there are, also those whom nobody paid."""
        return len(self.popularity)

    @property
    def links(self) -> int:
        """All of them."""
        return int(self.popularity.sum())

    @property
    @abstractmethod
    def popularity(self) -> Ints:
        """Payers of each merchant."""

    @property
    @abstractmethod
    def room(self) -> int:
        """Steps from merchants to payers to merchants that may be taken at a time."""

    @abstractmethod
    def activities(self) -> tuple[Ints, Ints]:
        """How many merchants a payer may have, in order, and how many payers have so many."""

    @abstractmethod
    def without(self, links: Self, most: int) -> Self:
        """The same without the payers that have more merchants than `most` in `links`; ids are kept."""

    @abstractmethod
    def reach(self, crowds: Self) -> Floats:
        """Per crowd: links of its payers here beyond one each, added up."""

    @abstractmethod
    def meet(self, crowds: Self, owner: Ints, null: Null, limits: OverlapLimits) -> Met:
        """Compare every crowd with every merchant but the one that it belongs to, and keep the nearest of each."""

    @abstractmethod
    def part(self, merchants: Ints) -> Self:
        """Some merchants alone, numbered anew in the order given."""

    @abstractmethod
    def both(self, pairs: Pairs) -> Self:
        """The common payers of each pair, the pairs numbered as merchants."""

    @abstractmethod
    def outsiders(self, near: Pairs, at_home: int) -> Self:
        """The links of payers who pay fewer than `at_home` of the merchants that stand near a merchant."""

    @abstractmethod
    def visits(self, merchants: Ints) -> Visits:
        """The links of some merchants, as arrays: ask for few."""

    @abstractmethod
    def outside(self, payers: Pairs, home: Ints) -> Floats:
        """Per group: pairs of its payers that meet at a merchant which is no home of the group.

        Args:
            payers: Payer (one) and group (other).
            home: The group of each merchant; -1 for none.
        """

    @abstractmethod
    def keep(self, engine: Engine, relation: Relation, merchants: Ints) -> None:
        """Make a relation (merchant, payer) from the links of some merchants."""

    @property
    @abstractmethod
    def steps(self) -> Steps:
        """How one walks here."""
