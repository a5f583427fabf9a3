"""Ordinary life as a plant may imitate it: real shops to model on, and people who pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from finpath.synth.shop import Shop
    from finpath.synth.trade import ShopsAndPayments
    from finpath.synth.world import World

FEW, MANY = 15, 260  # payments of a shop that is worth imitating
CORE_SHARE = 0.015  # of the payers: those who buy from several groups


@dataclass(frozen=True)
class Background:
    """The ordinary life around a plant."""

    world: World
    life: ShopsAndPayments
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


def worth_imitating(kind: NDArray[np.bool_], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Choose shops of middling size; where there is none, any of the kind, and where there is none, any that sells."""
    for choice in (kind & (sizes >= FEW) & (sizes <= MANY), kind & (sizes > 0), sizes > 0):
        if choice.any():
            return np.flatnonzero(choice)
    return np.arange(len(sizes))


def background_of(world: World, life: ShopsAndPayments) -> Background:
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
        online=worth_imitating(~present & ~payee, sizes),
        payees=worth_imitating(payee, sizes),
        core=np.unique(world.people.anyone.draw(rng, nobody)),
    )
