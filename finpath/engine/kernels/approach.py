"""How a walk from several starts came to some merchants: which start gave how much, and by which way.

A walk with restart is linear in its starts, so each start is walked from alone. Where a start spreads so thin that it
gives every payer next to nothing, it is not followed further (Andersen, Chung, Lang, "Local graph partitioning using
PageRank vectors", FOCS 2006): the work is bounded however large the graph is. What arrives from so far away is shared
evenly among the starts: by then a walker has forgotten where he began.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from finpath.engine.kernels.incidence import Floats, Incidence, Ints
from finpath.engine.kernels.walk import RESTART, Walk

THIN = 1e-5
"""Probability per payer below which a start is not followed further."""

STEPS = 20
"""Steps from merchant to merchant that are followed: nine walks in ten have begun again by then."""

CHUNK = 512
"""Starts that are followed together: memory stays bounded."""

AHEAD = 64
"""Merchants asked about whose ways are looked for together: two steps from a popular one lead nearly everywhere."""

SHOWN = 3
"""Starts whose way to a merchant is looked for, those that give most first."""


@dataclass(frozen=True)
class Ways:
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
    chunks = [_followed(links, starts[i : i + CHUNK], targets) for i in range(0, len(starts), CHUNK)]
    soon: Floats = np.concatenate([np.zeros((0, len(targets))), *chunks]) / max(len(starts), 1)
    rest = np.maximum(found.near[targets] - soon.sum(axis=0), 0) / max(len(starts), 1)
    given = soon + rest
    shares: Floats = np.round(given / np.maximum(given.sum(axis=0), np.finfo(float).tiny), 9)
    return shares


def ways(links: Incidence, starts: Ints, targets: Ints, shares: Floats) -> Ways:
    """Find the likeliest ways to each target from the starts that give it most.

    Args:
        links: Who pays where.
        starts: Merchants that a walk began at.
        targets: Merchants asked about, none of them a start.
        shares: What `origins` answered.
    """
    parts = [
        _found(links, starts, targets, (i, shares[:, i : i + AHEAD])) for i in range(0, max(len(targets), 1), AHEAD)
    ]
    names = ("target", "start", "via", "near_payers", "far_payers")
    return Ways(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _followed(links: Incidence, starts: Ints, targets: Ints) -> Floats:
    """Where walkers from each start are found, as far as they are followed."""
    popularity = np.maximum(links.popularity, 1)
    here = sparse.csr_array((np.ones(len(starts)), (np.arange(len(starts)), starts)), (len(starts), len(popularity)))
    there, kept = np.zeros((len(starts), len(targets))), RESTART
    for _ in range(STEPS):
        there += kept * here[:, targets].toarray()
        here.data[here.data < THIN * popularity[here.indices]] = 0
        here.eliminate_zeros()
        here, kept = _moved(links, here), kept * (1 - RESTART)
    return there


def _moved(links: Incidence, here: sparse.csr_array) -> sparse.csr_array:
    """One step, from merchants to their payers to those payers' merchants."""
    here = here.multiply(1 / np.maximum(links.popularity, 1)).tocsr()
    paying = (here @ links.matrix.astype(np.float64)).multiply(1 / np.maximum(links.activity, 1)).tocsr()
    moved: sparse.csr_array = (paying @ links.matrix.T.astype(np.float64)).tocsr()
    return moved


def _found(links: Incidence, starts: Ints, targets: Ints, shares: tuple[int, Floats]) -> Ways:
    offset, share = shares
    wanted = np.argsort(-share, axis=0, kind="stable")[:SHOWN]
    start, target = wanted.T.ravel(), np.repeat(np.arange(share.shape[1]), len(wanted)) + offset
    first, last = targets[target], starts[start]
    direct = _common(links, first, last)
    middle = _between(links, first, last)
    via = np.where(middle.likelier, middle.merchant, -1)
    reached = (direct > 0) | (via >= 0)
    far = np.where(via < 0, direct, _common(links, np.maximum(via, 0), last))
    near = np.where(via < 0, direct, _common(links, first, np.maximum(via, 0)))
    return Ways(*(column[reached] for column in (target, start, via, near, far)))


def _common(links: Incidence, one: Ints, other: Ints) -> Ints:
    """Payers of both, pair by pair."""
    both = links.matrix[one].multiply(links.matrix[other])
    common: Ints = np.asarray(both.sum(axis=1)).ravel().round().astype(np.int64)
    return common


@dataclass(frozen=True)
class _Middle:
    """For each pair the merchant in the middle of the likeliest detour, and whether that beats the direct way."""

    merchant: Ints
    likelier: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def _between(links: Incidence, first: Ints, last: Ints) -> _Middle:
    """A step is as likely back as forth, but for popularity: both halves of a detour are counted from its ends."""
    popularity = np.maximum(links.popularity, 1)
    forth, back = _ahead(links, last), _ahead(links, first).multiply(popularity[first][:, None] / popularity)
    detours = forth.multiply(back).tocoo()
    row, merchant = detours.coords
    open_ = (merchant != first[row]) & (merchant != last[row])
    row, merchant, likely = row[open_], merchant[open_], np.round((1 - RESTART) * detours.data[open_], 12)
    order = np.lexsort((merchant, -likely, row))
    best = order[np.unique(row[order], return_index=True)[1]]
    found = _Middle(np.zeros(len(first), np.int64), np.zeros(len(first), np.bool_))
    direct = np.round(np.asarray(forth[np.arange(len(first)), first]).ravel(), 12)
    found.merchant[row[best]] = merchant[best]
    found.likelier[row[best]] = likely[best] > direct[row[best]]
    return found


def _ahead(links: Incidence, merchants: Ints) -> sparse.csr_array:
    """Where one step leads from each of some merchants, one row for each."""
    different, index = np.unique(merchants, return_inverse=True)
    here = sparse.csr_array(
        (np.ones(len(different)), (np.arange(len(different)), different)), (len(different), links.matrix.shape[0])
    )
    ahead: sparse.csr_array = _moved(links, here)[index]
    return ahead
