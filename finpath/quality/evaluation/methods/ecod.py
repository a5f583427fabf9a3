"""ECOD and COPOD: outliers by empirical distribution and by copula, as PyOD has them.

Li et al., "ECOD", TKDE 2022; Li et al., "COPOD", ICDM 2020. PyOD brings numba and matplotlib along, so it is an extra
that only an evaluation asks for.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from finpath.quality.evaluation.measures import Floats
from finpath.quality.evaluation.methods.method import Ground, Method, MethodKind

MISSING = "ECOD and COPOD were left out: they need PyOD. Install it with: pip install 'finpath[evaluation]'"


def outliers() -> tuple[Method, ...]:
    """Both methods; none where PyOD is not installed."""
    if find_spec("pyod") is None:
        return ()
    return tuple(
        Method(name, MethodKind.SINGLE, f"PyOD's {name} over every feature; merchants of ten payments or more.", score)
        for name in ("ECOD", "COPOD")
        for score in (partial(_score, name),)
    )


def _score(name: str, ground: Ground) -> Floats | None:
    rows = _standard(ground.filled[ground.enough])
    if not rows.size:
        return None
    detector = getattr(import_module(f"pyod.models.{name.lower()}"), name)(n_jobs=1)
    score = np.full(len(ground.payments), -np.inf)
    score[ground.enough] = np.round(np.asarray(detector.fit(rows).decision_scores_, np.float64), 9)
    return score


def _standard(rows: Floats) -> Floats:
    """Features that differ at all, around 0 with spread 1; the ranks that both methods go by stay as they are."""
    if not len(rows):
        return rows
    differs = np.ptp(rows, axis=0) > 0
    middle, spread = rows[:, differs].mean(axis=0), rows[:, differs].std(axis=0)
    standard: Floats = (rows[:, differs] - middle) / spread
    return standard
