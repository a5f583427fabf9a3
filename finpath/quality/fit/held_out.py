"""What a card finds where it was not learned: on a typology, and on a family of worlds, that were left out in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from finpath.config.scorecard import Scorecard
from finpath.quality.evaluation.measures import Floats, average_precision
from finpath.quality.fit.learn import learn
from finpath.quality.fit.world import World, total

FEWEST = 3
"""Groups that must have been planted of a typology, over all worlds, to ask what is found of it."""


@dataclass(frozen=True)
class Trialled:
    """What both cards found where neither had been learned.

    Args:
        where: The typology or the family that was left out, or the world that was kept back.
        before, after: The average precision with the card in force, and with the new one.
    """

    where: str
    before: float
    after: float

    @property
    def lost(self) -> float:
        """How much less the new card finds; below nothing where it finds more."""
        return round(self.before - self.after, 4)


def leave_out_typologies(card: Scorecard, worlds: Sequence[World]) -> Iterator[Trialled]:
    """What is found of each typology when it was learned from in no world."""
    for name in sorted({str(name) for world in worlds for name in world.typology[world.planted]}):
        groups = sum(len(set(world.group[world.typology == name].tolist())) for world in worlds)
        if groups >= FEWEST:
            learned = learn(card, [world.without(name) for world in worlds])
            yield _both(card, name, [world.of(name) for world in worlds], learned)


def leave_out_families(card: Scorecard, worlds: Sequence[World]) -> Iterator[Trialled]:
    """What is found in the worlds of each family when only the others' were learned from; nothing of a single one."""
    families = list(dict.fromkeys(world.family for world in worlds))
    for name in families if len(families) > 1 else ():
        learned = learn(card, [world for world in worlds if world.family != name])
        yield _both(card, f"worlds of the family {name}", [world for world in worlds if world.family == name], learned)


def precision(card: Scorecard, world: World, multipliers: Floats | None = None) -> float:
    """The average precision in a world, with the shapes of its card multiplied."""
    steps = world.steps if multipliers is None else multipliers[:, None] * world.steps
    order = np.argsort(-np.round(total(card, world.base, steps), 6), kind="stable")
    return average_precision(world.planted[order], np.ones(len(order)))


def _both(card: Scorecard, where: str, worlds: Sequence[World], learned: Floats) -> Trialled:
    before, after = (np.nanmean([precision(card, world, by) for world in worlds]) for by in (None, learned))
    return Trialled(where, round(float(before), 4), round(float(after), 4))
