"""How a walk from several starts came to some merchants: which start gave how much, and by which way.

A walk with restart is linear in its starts, so each start is walked from alone. Where a start spreads so thin that it
gives every payer next to nothing, it is not followed further (Andersen, Chung, Lang, "Local graph partitioning using
PageRank vectors", FOCS 2006): the work is bounded however large the graph is. What arrives from so far away is shared
evenly among the starts: by then a walker has forgotten where he began.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finpath.graph.kernels.incidence import Floats, Incidence, Ints
from finpath.graph.kernels.steps import Steps
from finpath.graph.kernels.walk import RESTART, Walk

THIN = 1e-5
"""Probability per payer below which a start is not followed further."""

STEPS = 20
"""Steps from merchant to merchant that are followed: nine walks in ten have begun again by then."""

SHOWN = 3
"""Starts whose way to a merchant is looked for, those that give most first."""


@dataclass(frozen=True)
class LikeliestPaths:
    """The likeliest way from merchants asked about back to a start, over one merchant between them at most.

    Args:
        target, start: Positions of a merchant asked about and of a start; the starts that give most come first.
        via: The merchant between them; -1 where the way is direct.
        near_payers, far_payers: Payers in common on the step from the merchant asked about, and on the step to the
            start; the same number where the way is direct.
    """

    target: Ints
    start: Ints
    via: Ints
    near_payers: Ints
    far_payers: Ints


def origins(links: Incidence, starts: Ints, targets: Ints, found: Walk) -> Floats:
    """Take a walk apart by its starts.

    Args:
        links: Who pays where.
        starts: Merchants that the walk began at, each with the same weight.
        targets: Merchants asked about.
        found: What `walk` answered.

    Returns:
        Starts by targets: the share of the walkers at a target that came from a start; each column adds up to 1.
    """
    steps = links.steps
    at_once = range(0, len(starts), steps.followed)
    chunks = [_chances(steps, starts[i : i + steps.followed], targets) for i in at_once]
    soon: Floats = np.concatenate([np.zeros((0, len(targets))), *chunks]) / max(len(starts), 1)
    rest = np.maximum(found.near[targets] - soon.sum(axis=0), 0) / max(len(starts), 1)
    given = soon + rest
    shares: Floats = np.round(given / np.maximum(given.sum(axis=0), np.finfo(float).tiny), 9)
    return shares


def likeliest_paths(links: Incidence, starts: Ints, targets: Ints, shares: Floats) -> LikeliestPaths:
    """Find the likeliest ways to each target from the starts that give it most.

    Args:
        links: Who pays where.
        starts: Merchants that a walk began at.
        targets: Merchants asked about, none of them a start.
        shares: What `origins` answered.
    """
    steps = links.steps
    chunks = range(0, max(len(targets), 1), steps.together)
    parts = [_to_ways(steps, starts, targets, (i, shares[:, i : i + steps.together])) for i in chunks]
    names = ("target", "start", "via", "near_payers", "far_payers")
    return LikeliestPaths(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _chances(steps: Steps, starts: Ints, targets: Ints) -> Floats:
    """Where walkers from each start are found, as far as they are followed."""
    walkers, kept = steps.walkers(starts, targets), RESTART
    there = kept * walkers.found()
    for _ in range(STEPS - 1):
        walkers, kept = walkers.moved(THIN), kept * (1 - RESTART)
        there += kept * walkers.found()
    return there


def _to_ways(steps: Steps, starts: Ints, targets: Ints, shares: tuple[int, Floats]) -> LikeliestPaths:
    offset, share = shares
    wanted = np.argsort(-share, axis=0, kind="stable")[:SHOWN]
    start, target = wanted.T.ravel(), np.repeat(np.arange(share.shape[1]), len(wanted)) + offset
    first, last = targets[target], starts[start]
    direct = steps.common(first, last)
    middle = steps.middle(first, last, 1 - RESTART)
    via = np.where(middle.likelier, middle.merchant, -1)
    reached = (direct > 0) | (via >= 0)
    near, far, between = direct.copy(), direct.copy(), np.flatnonzero(via >= 0)
    near[between] = steps.common(first[between], via[between])
    far[between] = steps.common(via[between], last[between])
    return LikeliestPaths(*(column[reached] for column in (target, start, via, near, far)))
