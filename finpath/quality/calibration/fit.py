"""A line from evidence to log-odds that only rises, drawn towards what the score says already.

Logistic: J. Platt, "Probabilistic outputs for support vector machines", 1999. Isotonic: B. Zadrozny, C. Elkan,
"Transforming classifier scores into accurate multiclass probability estimates", KDD 2002.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from finpath.config import PRIOR
from finpath.config.calibration import Line, probability
from finpath.quality.calibration.judged import Floats, JudgedMerchant

LADDER = 12
"""Nats up to which, at least, one imagined decision a nat agrees with the score: where few decide, little changes."""

FLATTEST = 0.1
"""Least slope: a line that fell, or stood still, would turn ranks around."""

Fit = Callable[[JudgedMerchant], Line]
Points = tuple[Floats, Floats, Floats]


def logistic(judged: JudgedMerchant) -> Line:
    """A straight line in log-odds: two numbers, for few decisions."""
    evidence, confirmed, weight = _with_ladder(judged)
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to import: only when asked

    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=500)
    model.fit(evidence[:, None], confirmed, sample_weight=weight)
    slope, start = float(model.coef_[0, 0]), float(model.intercept_[0])
    if slope < FLATTEST:
        slope, start = FLATTEST, _start(evidence, confirmed, weight)
    return Line((0.0,), (round(start, 6),), (round(slope, 6), round(slope, 6)))


def isotonic(judged: JudgedMerchant) -> Line:
    """Steps that only rise, joined at their middles so that none of them is flat: for many decisions."""
    evidence, confirmed, weight = _with_ladder(judged)
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415 - slow to import: only when asked

    steps = IsotonicRegression(out_of_bounds="clip").fit(evidence, confirmed, sample_weight=weight).predict(evidence)
    surest = 1 / (2 + len(judged.evidence))  # a step where all agree is no certainty
    steps = np.clip(steps, surest, 1 - surest)
    log_odds = np.round(np.log(steps / (1 - steps)), 4)
    level, step = np.unique(log_odds, return_inverse=True)
    middle = np.bincount(step, evidence * weight) / np.bincount(step, weight)
    return Line(tuple(np.round(middle, 6).tolist()), tuple(level.tolist()), (1.0, 1.0))


def _with_ladder(judged: JudgedMerchant) -> Points:
    """The decisions, and one imagined decision at each nat that is split as the score says."""
    rungs = np.arange(1 + max(LADDER, int(np.ceil(judged.evidence.max(initial=0)))), dtype=np.float64)
    agreed = probability(PRIOR + rungs)
    evidence = np.concatenate([judged.evidence, rungs, rungs])
    confirmed = np.concatenate([judged.confirmed, np.ones(len(rungs)), np.zeros(len(rungs))])
    return evidence, confirmed, np.concatenate([np.ones(len(judged.evidence)), agreed, 1 - agreed])


def _start(evidence: Floats, confirmed: Floats, weight: Floats) -> float:
    """Where the flattest line begins, so that it says as many confirmed as there are."""
    from scipy.optimize import brentq  # noqa: PLC0415 - slow to import: only when asked

    def surplus(start: float) -> float:
        expected: npt.NDArray[np.float64] = 1 / (1 + np.exp(-(start + FLATTEST * evidence)))
        return float(np.dot(weight, expected - confirmed))

    return float(brentq(surplus, -50.0, 50.0))
