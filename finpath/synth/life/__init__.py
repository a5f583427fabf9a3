"""Ordinary life, one kind to a file: each module's `draw` gives shops and what was paid there."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from finpath.synth.trade import ShopsAndPayments
    from finpath.synth.world import World

    Draw = Callable[[World, np.random.Generator], ShopsAndPayments]


def names() -> tuple[str, ...]:
    """Name the kinds of ordinary life, in order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def draw(world: World) -> dict[str, ShopsAndPayments]:
    """Let every kind live; each draws from its own stream, so a new file changes no other."""
    pieces = {}
    for name in names():
        kind = cast("Draw", import_module(f"{__name__}.{name}").draw)
        pieces[name] = kind(world, world.chance("life", name))
    return pieces
