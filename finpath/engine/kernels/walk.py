"""Random walk with restart: who is near the start, beyond what is near everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from finpath.engine.kernels.incidence import Floats, Incidence

RESTART = 0.15
ROUNDS = 50
TOLERANCE = 1e-12


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
    step = _step(links.matrix)
    everywhere = (links.popularity > 0).astype(np.float64)
    return Walk(_stationary(step, seeds, restart), _stationary(step, everywhere, restart))


def _step(matrix: sparse.csr_array) -> tuple[sparse.csr_array, sparse.csr_array]:
    """The two half steps: merchant to payer, and payer to merchant (both as column-to-row operators)."""
    forward = sparse.csr_array(matrix, dtype=np.float64)
    per_merchant = 1 / np.maximum(np.diff(forward.indptr), 1)
    per_payer = 1 / np.maximum(np.bincount(forward.indices, minlength=forward.shape[1]), 1)
    to_payers = sparse.csr_array((sparse.diags_array(per_merchant) @ forward).T)
    to_merchants = sparse.csr_array(forward @ sparse.diags_array(per_payer))
    return to_payers, to_merchants


def _stationary(step: tuple[sparse.csr_array, sparse.csr_array], start: Floats, restart: float) -> Floats:
    to_payers, to_merchants = step
    begin = start / start.sum()
    here = begin
    for _ in range(ROUNDS):
        moved = to_merchants @ (to_payers @ here)
        new = restart * begin + (1 - restart) * moved + (1 - restart) * (here.sum() - moved.sum()) * begin
        if np.abs(new - here).sum() < TOLERANCE:
            return new
        here = new
    return here
