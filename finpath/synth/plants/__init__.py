"""Planted structures, one kind to a file: each module's `draw` gives groups whose answer is known.

A plant is drawn from what surrounds it (a `Background`): categories, countries, sizes, hours and prices are those of
real shops, so that only structure tells. The name of a file is the typology.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, cast

from finpath.synth.planted import group_sizes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from finpath.synth.background import Background
    from finpath.synth.planted import PlantedGroups

    Draw = Callable[[Background, np.random.Generator, Sequence[int]], PlantedGroups]


def names() -> tuple[str, ...]:
    """Name the typologies, in order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def kind(name: str) -> Draw:
    """Give the function that plants groups of one typology, each of so many accounts."""
    return cast("Draw", import_module(f"{__name__}.{name}").draw)


def span(name: str) -> tuple[int, int]:
    """Say how many accounts a group of one typology has, at least and at most."""
    return cast("tuple[int, int]", import_module(f"{__name__}.{name}").SIZES)


def draw(background: Background, merchants: int) -> dict[str, PlantedGroups]:
    """Plant every typology into a background of so many merchants, each from its own stream."""
    plants = {}
    for name in names():
        rng = background.world.chance("plants", name)
        share = cast("float", import_module(f"{__name__}.{name}").SHARE)
        plants[name] = kind(name)(background, rng, group_sizes(rng, share * merchants, *span(name)))
    return plants
