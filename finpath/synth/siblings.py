"""Several shops of one owner whose customers know each other's shelves: titles, brands, booths, campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.trade import draw_customers, draw_visits, pay_visits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from finpath.synth.shop import Shop
    from finpath.synth.trade import SyntheticPayments
    from finpath.synth.world import World


def serve_family(
    world: World, rng: np.random.Generator, shops: Sequence[Shop], sizes: NDArray[np.int64], family: NDArray[np.int64]
) -> SyntheticPayments:
    """Let shops of one family draw part of their customers from one circle; how large a part differs by family.

    Returns:
        Payments of all the shops, each in its own habit.
    """
    counts, customer = draw_visits(rng, shops, sizes)
    shop, own = draw_customers(world, rng, shops, counts)
    families = int(family.max()) + 1
    common = rng.uniform(0.1, 0.8, families)
    circle = np.maximum(8, np.bincount(family, counts, families) * rng.uniform(0.4, 1.8, families)).astype(np.int64)
    first = np.concatenate(([0], np.cumsum(circle)[:-1]))
    lead = np.array([int(np.argmax(family == f)) for f in range(families)])
    _, members = draw_customers(world, rng, [shops[i] for i in lead.tolist()], circle)
    mine = family[shop]
    shared = members[first[mine] + np.floor(rng.random(len(shop)) * circle[mine]).astype(np.int64)]
    payer = np.where(rng.random(len(shop)) < common[mine], shared, own)
    return pay_visits(world, rng, shops, np.repeat(np.arange(len(shops)), sizes), payer[customer])


def families(rng: np.random.Generator, count: int, mean: float) -> NDArray[np.int64]:
    """Number families of so many members in the mean, from 0."""
    return np.cumsum(np.concatenate(([False], rng.random(count - 1) < 1 / mean)))
