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
    step = _step(links)
    everywhere = (links.popularity > 0).astype(np.float64)
    return Walk(_stationary(step, seeds, restart), _stationary(step, everywhere, restart))


def _step(links: Incidence) -> tuple[sparse.csr_array, sparse.csr_array]:
    """The two half steps, each as a matrix that moves probability: merchants to payers, and payers to merchants."""
    pays = links.matrix.astype(np.float64)
    to_payers = pays.T.multiply(1 / np.maximum(links.popularity, 1)).tocsr()
    to_merchants = pays.multiply(1 / np.maximum(links.activity, 1)).tocsr()
    return to_payers, to_merchants


def _stationary(step: tuple[sparse.csr_array, sparse.csr_array], start: Floats, restart: float) -> Floats:
    to_payers, to_merchants = step
    begin: Floats = start / start.sum()
    here: Floats = begin
    for _ in range(ROUNDS):
        moved: Floats = to_merchants @ (to_payers @ here)
        new: Floats = restart * begin + (1 - restart) * moved + (1 - restart) * (here.sum() - moved.sum()) * begin
        if np.abs(new - here).sum() < TOLERANCE:
            return new
        here = new
    return here
