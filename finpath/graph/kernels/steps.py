"""Steps of a walker over the graph: where one step leads from where he is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from finpath.graph.kernels.meeting import Floats, Ints


@dataclass(frozen=True)
class Middle:
    """For each pair the merchant in the middle of the likeliest detour, and whether that beats the direct way."""

    merchant: Ints
    likelier: npt.NDArray[np.bool_]


class Walkers(ABC):
    """Walkers from several starts, each alone, who are looked for at some targets."""

    @abstractmethod
    def found(self) -> Floats:
        """Starts by targets: the probability to find the walker from a start at a target."""

    @abstractmethod
    def moved(self, thin: float) -> Self:
        """The same one step later, without those who give every payer of a merchant less than `thin`; ends these."""


class Steps(ABC):
    """One step leads from a merchant to one of its payers to one of that payer's merchants."""

    together: int
    """Merchants asked about whose ways are looked for together: what memory allows."""

    followed: int
    """Starts that are followed together: likewise."""

    @abstractmethod
    def onward(self, vectors: Sequence[Floats]) -> list[Floats]:
        """One step of each vector of merchants, made symmetric: both its ends divide by the root of popularity."""

    @abstractmethod
    def walkers(self, starts: Ints, targets: Ints) -> Walkers:
        """One walker at each start."""

    @abstractmethod
    def common(self, one: Ints, other: Ints) -> Ints:
        """Payers of both, pair by pair."""

    @abstractmethod
    def middle(self, first: Ints, last: Ints, on: float) -> Middle:
        """The likeliest way of two steps from each last merchant to its first, of which one in `on` takes the second.

        A step is as likely back as forth, but for popularity: both halves of a detour are counted from its ends.
        """
