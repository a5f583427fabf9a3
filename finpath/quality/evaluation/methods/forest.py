"""An isolation forest over all features, as anybody would build it (Liu, Ting, Zhou, ICDM 2008)."""

from __future__ import annotations

import numpy as np

from finpath.quality.evaluation.measures import Floats
from finpath.quality.evaluation.methods.method import Ground, Method, MethodKind

TREES = 200


def _score(ground: Ground) -> Floats | None:
    rows = ground.filled[ground.enough]
    if not len(rows):
        return None
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415 - slow to import: only when asked

    forest = IsolationForest(n_estimators=TREES, random_state=0, n_jobs=1).fit(rows)
    score = np.full(len(ground.payments), -np.inf)
    score[ground.enough] = np.round(-forest.score_samples(rows), 9)
    return score


FOREST = Method(
    "isolation forest",
    MethodKind.SINGLE,
    f"Over every feature of the catalogue, {TREES} trees; merchants of ten payments or more.",
    _score,
)
