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
    """One step from merchants to payers to merchants; what moves is divided, so that no link carries a weight.

    Args:
        pays, paid: Merchants by payers and payers by merchants, ones.
        popularity, activity: Payers of each merchant and merchants of each payer, at least 1.
    """

    pays: sparse.csr_array
    paid: sparse.csr_array
    popularity: Floats
    activity: Floats

    @classmethod
    def of(cls, links: Incidence) -> _Step:
        pays = links.matrix.astype(np.float64)
        popularity, activity = np.maximum(links.popularity, 1), np.maximum(links.activity, 1)
        return cls(pays, pays.T.tocsr(), popularity.astype(np.float64), activity.astype(np.float64))

    def onward(self, here: Floats) -> Floats:
        moved: Floats = self.pays @ ((self.paid @ (here / self.popularity)) / self.activity)
        return moved


def _stationary(step: _Step, start: Floats, restart: float) -> Floats:
    begin: Floats = start / start.sum()
    here: Floats = begin
    for _ in range(ROUNDS):
        moved = step.onward(here)
        new: Floats = restart * begin + (1 - restart) * moved + (1 - restart) * (here.sum() - moved.sum()) * begin
        if np.abs(new - here).sum() < TOLERANCE:
            return new
        here = new
    return here
