"""Random walk with restart: who is near the start, beyond what is near everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from finpath.engine.kernels.incidence import Floats, Incidence

RESTART = 0.15
ROUNDS = 150
TOLERANCE = 1e-10


@dataclass(frozen=True)
class Walk:
    """Where a walker is found, per merchant.

    Args:
        near: Probability when it restarts at the seeds; sums to 1 over merchants.
        base: The same when it restarts anywhere: what popularity alone explains.
    """

    near: Floats
    base: Floats

    @property
    def lift(self) -> Floats:
        """How many times nearer to the seeds than popularity explains; 0 where nobody walks."""
        return np.divide(self.near, self.base, out=np.zeros_like(self.near), where=self.base > 0)


def walk(links: Incidence, seeds: Floats, *, restart: float = RESTART) -> Walk:
    """Walk from merchant to one of its payers to one of their merchants, and begin again with probability `restart`.

    Args:
        links: Who pays where.
        seeds: Weight of each merchant as a start; any scale, not all zero.
        restart: Probability to begin again at each step.

    Source: Tong, Faloutsos, Pan, "Fast random walk with restart", ICDM 2006; the base corrects for degree.
    """
    step = _Step.of(links)
    everywhere = (links.popularity > 0).astype(np.float64)
    return Walk(_stationary(step, seeds, restart), _stationary(step, everywhere, restart))


@dataclass(frozen=True)
class _Step:
    """One step from merchants to payers to merchants, made symmetric: both ends of it divide by the root of popularity.

    Args:
        pays, paid: Merchants by payers and payers by merchants, ones.
        root: Of the payers of each merchant, at least 1.
        activity: Merchants of each payer, at least 1.
    """

    pays: sparse.csr_array
    paid: sparse.csr_array
    root: Floats
    activity: Floats

    @classmethod
    def of(cls, links: Incidence) -> _Step:
        pays = links.matrix.astype(np.float64)
        root = np.sqrt(np.maximum(links.popularity, 1).astype(np.float64))
        return cls(pays, pays.T.tocsr(), root, np.maximum(links.activity, 1).astype(np.float64))

    def onward(self, here: Floats) -> Floats:
        moved: Floats = (self.pays @ ((self.paid @ (here / self.root)) / self.activity)) / self.root
        return moved


def _stationary(step: _Step, start: Floats, restart: float) -> Floats:
    """Where the walker is in the end, by conjugate gradients, which need half the steps of walking on and on.

    Written out, since sums must not depend on how many threads a library takes for them (Hestenes and Stiefel 1952).
    """
    gone = restart * (start / start.sum()) / step.root
    here = np.zeros_like(gone)  # so that whoever no start reaches has exactly nothing
    way, size = gone, np.square(gone).sum()
    for _ in range(ROUNDS):
        if np.abs(gone * step.root).sum() < TOLERANCE:
            break
        image = way - (1 - restart) * step.onward(way)
        length = size / (way * image).sum()
        here, gone = here + length * way, gone - length * image
        size, before = np.square(gone).sum(), size
        way = gone + size / before * way
    near: Floats = np.maximum(here * step.root, 0) / np.maximum(here * step.root, 0).sum()
    return near
