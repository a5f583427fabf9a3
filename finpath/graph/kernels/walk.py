"""Random walk with restart: who is near the start, beyond what is near everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finpath.graph.kernels.incidence import Floats, Incidence

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
    everywhere = (links.popularity > 0).astype(np.float64)
    root = np.sqrt(np.maximum(links.popularity, 1).astype(np.float64))
    sought = [_Sought.begun(restart * (start / start.sum()) / root) for start in (seeds, everywhere)]
    steps = links.steps
    for _ in range(ROUNDS):
        open_ = [each for each in sought if np.abs(each.gone * root).sum() >= TOLERANCE]
        if not open_:
            break
        for each, moved in zip(open_, steps.onward([each.way for each in open_]), strict=True):
            each.follow(each.way - (1 - restart) * moved)
    return Walk(*(_shares(each.here * root) for each in sought))


@dataclass
class _Sought:
    """Where a walker is in the end, by conjugate gradients, which need half the steps of walking on and on.

    Written out, since sums must not depend on how many threads a library takes for them (Hestenes and Stiefel 1952).
    """

    here: Floats
    gone: Floats
    way: Floats
    size: float

    @classmethod
    def begun(cls, gone: Floats) -> _Sought:
        # From nothing, so that whoever no start reaches has exactly nothing.
        return cls(np.zeros_like(gone), gone, gone, np.square(gone).sum())

    def follow(self, image: Floats) -> None:
        length = self.size / (self.way * image).sum()
        self.here, self.gone = self.here + length * self.way, self.gone - length * image
        self.size, before = np.square(self.gone).sum(), self.size
        self.way = self.gone + self.size / before * self.way


def _shares(found: Floats) -> Floats:
    near: Floats = np.maximum(found, 0) / np.maximum(found, 0).sum()
    return near
