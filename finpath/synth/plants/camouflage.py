"""Sites that copy an honest shop's prices, hours, customers and life; their buyers still meet.

From: the descriptor games of FTC v. CardFlex 2014 ("different enough"), and fraud research on camouflage (Hooi et al.
2016): what is bought besides does not thin out what is bought together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.planted import PlantedGroups, found_front, new_shop_groups, trade_with_ring

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from finpath.synth.background import Background
    from finpath.synth.trade import ShopsAndPayments

SHARE = 0.008  # of the accounts that a coalition has
SIZES = (3, 8)  # accounts of one group


def draw(background: Background, rng: np.random.Generator, sizes: Sequence[int]) -> PlantedGroups:
    """Plant groups of 3 to 8 sites that live as long as their models."""
    return new_shop_groups([_group(background, rng, f"camouflage-{g}", size) for g, size in enumerate(sizes)])


def _group(background: Background, rng: np.random.Generator, name: str, size: int) -> ShopsAndPayments:
    models = [background.model(rng) for _ in range(size)]
    fronts = [
        (found_front(model, f"{name}-{i}", model.opens, model.closes), payments)
        for i, (model, payments) in enumerate(models)
    ]
    return trade_with_ring(background, rng, (0.55, 0.9), fronts)
