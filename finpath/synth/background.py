"""Ordinary life in, what a plant may imitate out: real shops to model on, and people to pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from finpath.synth.shop import Shop
    from finpath.synth.trade import Piece
    from finpath.synth.world import World

CORE_SHARE = 0.02  # of the payers: those who buy from several groups


@dataclass(frozen=True)
class Background:
    """The ordinary life around a plant."""

    world: World
    life: Piece
    sizes: NDArray[np.int64]  # payments of every shop
    online: NDArray[np.int64]  # positions of shops without a card present
    payees: NDArray[np.int64]  # positions of private receivers
    core: NDArray[np.int64]  # payers whom several groups share

    def model(self, rng: np.random.Generator) -> tuple[Shop, int]:
        """Draw a web shop to imitate, with its number of payments."""
        return self._one(rng, self.online)

    def payee(self, rng: np.random.Generator) -> tuple[Shop, int]:
        """Draw a private receiver to imitate, with the number of payments."""
        return self._one(rng, self.payees)

    def _one(self, rng: np.random.Generator, among: NDArray[np.int64]) -> tuple[Shop, int]:
        at = int(among[int(rng.integers(0, len(among)))])
        return self.life.shops[at], int(self.sizes[at])


def behind(world: World, life: Piece) -> Background:
    """Look at ordinary life as somebody does who wants to go unnoticed in it."""
    sizes = np.bincount(life.payments.shop, minlength=len(life.shops))
    present = np.array([shop.habit.present for shop in life.shops])
    payee = np.array([shop.kind == "payee" for shop in life.shops])
    rng = world.chance("buyers")
    nobody = np.zeros(max(20, round(CORE_SHARE * len(world.people))), dtype=np.int64)
    return Background(
        world=world,
        life=life,
        sizes=sizes,
        online=np.flatnonzero(~present & ~payee & (sizes > 0)),
        payees=np.flatnonzero(payee & (sizes > 0)),
        core=np.unique(world.people.anyone.draw(rng, nobody)),
    )
