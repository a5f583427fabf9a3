"""The size of a coalition and its people, as every kind of life and every plant needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from finpath.synth.chance import stream

if TYPE_CHECKING:
    import numpy as np

    from finpath.synth.people import People

DAY = 86_400
START = 1_767_225_600  # 2026-01-01 00:00 UTC


@dataclass(frozen=True)
class World:
    """How many shops, how many days, and who pays."""

    seed: int
    merchants: int
    days: int
    people: People

    def chance(self, *names: str) -> np.random.Generator:
        """Give the random stream of one named part."""
        return stream(self.seed, *names)

    def shops(self, share: float) -> int:
        """Say how many shops a share of all merchants is; each kind has at least two."""
        return max(2, round(share * self.merchants))

    def payments(self, share: float) -> int:
        """Say how many payments a share of ordinary life is: about one per payer in twelve days."""
        return max(4, round(share * len(self.people) * self.days / 12))
