"""How far data move each weight: a logistic regression around today's card, and no further than its worlds agree.

Each shape of the card is multiplied by a number from 0 to 2 that is 1 where nothing is learned; the prior on it is
normal around 1 (a penalised, or ridge, logistic regression: le Cessie and van Houwelingen, Applied Statistics 41,
1992). Every group that was planted counts once, whatever its size, and those of whom nothing was planted count together
as much as all groups. Worlds are learned from one by one: a weight moves where every one moves it to the same side, and
by as much as the one that moves it least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import minimize

from finpath.config.scorecard import Scorecard, Shape
from finpath.config.scorecard.card import MOST
from finpath.quality.evaluation.measures import Floats
from finpath.quality.fit.world import World, total

SPREAD = 0.5
"""Of the prior on a multiplier: to double a weight, or to take it away, is two of these."""

TO_THE = 0.05
"""Nats to which weights are rounded: a person reads them."""


def learn(card: Scorecard, worlds: Sequence[World]) -> Floats:
    """The multiplier of each shape on which all worlds agree."""
    learned = np.array([_multipliers(card, world) for world in worlds]) - 1
    agree = (np.sign(learned) == np.sign(learned[0])).all(axis=0)
    least: Floats = np.where(agree, np.sign(learned[0]) * np.abs(learned).min(axis=0), 0.0)
    return 1 + least


def multiply(card: Scorecard, multipliers: Floats) -> Scorecard:
    """The card with every shape multiplied; shapes that weigh nothing any more leave it."""
    pairs = zip(card.shapes, multipliers.tolist(), strict=True)
    shapes = (_multiplied(shape, multiplier) for shape, multiplier in pairs)
    return replace(card, shapes=tuple(shape for shape in shapes if any(shape.nats)))


def _multiplied(shape: Shape, multiplier: float) -> Shape:
    nats = (min(max(multiplier * each, -MOST), MOST) for each in shape.nats)
    return replace(shape, nats=tuple(round(round(each / TO_THE) * TO_THE, 2) + 0.0 for each in nats))


def _multipliers(card: Scorecard, world: World) -> Floats:
    groups, sizes = np.unique(world.group[world.planted], return_counts=True)
    size = dict(zip(groups.tolist(), sizes.tolist(), strict=True))
    alone = (~world.planted).sum()
    weight = np.array(
        [1 / size[name] if name in size else len(groups) / max(alone, 1) for name in world.group.tolist()]
    )
    side = np.where(world.planted, 1.0, -1.0)
    raising, lowering = np.maximum(world.steps, 0), np.minimum(world.steps, 0)

    def cost(at: Floats) -> tuple[float, Floats]:
        multiplier, shift = at[:-1], at[-1]
        margin = side * (total(card, world.base, multiplier[:, None] * world.steps) + shift)
        slope = -weight * side / (1 + np.exp(np.clip(margin, -500, 500)))
        free = (multiplier @ raising < card.raises, -(multiplier @ lowering) < card.lowers)
        rise = raising @ (slope * free[0]) + lowering @ (slope * free[1])
        off = (multiplier - 1) / SPREAD
        value = float(weight @ np.logaddexp(0, -margin) + off @ off / 2)
        return value, np.append(rise + off / SPREAD, slope.sum())

    start = np.append(np.ones(len(card.shapes)), 0.0)
    bounds = [*[(0.0, 2.0)] * len(card.shapes), (None, None)]
    found: Floats = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds).x[:-1]
    return found
