"""The same people at several planted shops: the one thing that no group can hide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.trade import draw_customers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from finpath.synth.background import Background
    from finpath.synth.shop import Shop
    from finpath.synth.world import World


@dataclass(frozen=True)
class Ring:
    """The buyers of one group, and what share of a shop's customers they are."""

    payers: NDArray[np.int64]
    share: float


def draw_ring(background: Background, rng: np.random.Generator, size: int, share: float) -> Ring:
    """Draw buyers: some buy from several groups, most are ordinary payers who buy here only."""
    size = max(8, size)
    core = int(size * rng.uniform(0.2, 0.7))
    core_payers = rng.choice(background.core, min(core, len(background.core)), replace=False)
    others = background.world.people.anyone.draw(rng, np.zeros(max(1, size - len(core_payers)), dtype=np.int64))
    return Ring(np.unique(np.concatenate((core_payers, others))), share)


def draw_patrons(
    world: World, rng: np.random.Generator, ring: Ring, shops: Sequence[Shop], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw each shop's customers: members of the ring, and strangers as any such shop has them."""
    _, stranger = draw_customers(world, rng, shops, counts)
    member = [rng.permutation(ring.payers)[np.arange(count) % len(ring.payers)] for count in counts]
    return np.where(rng.random(len(stranger)) < ring.share, np.concatenate(member), stranger)
