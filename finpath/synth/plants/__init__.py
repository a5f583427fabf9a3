"""Planted structures, one kind to a file: each module's `draw` gives groups whose answer is known.

A plant is drawn from what surrounds it (a `Background`): categories, countries, sizes, hours and prices are those of
real shops, so that only structure tells. The name of a file is the typology.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from finpath.synth.background import Background
    from finpath.synth.plant import Plant

    Draw = Callable[[Background, np.random.Generator, int], Plant]


def names() -> tuple[str, ...]:
    """Name the typologies, in order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def draw(background: Background, merchants: int) -> dict[str, Plant]:
    """Plant every typology into a background of so many merchants, each from its own stream."""
    plants = {}
    for name in names():
        kind = cast("Draw", import_module(f"{__name__}.{name}").draw)
        plants[name] = kind(background, background.world.chance("plants", name), merchants)
    return plants
